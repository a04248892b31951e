import Evidence
import Foundation
import Testing

// MARK: - What the book publishes

/// The record of chapter 1, once it is committed.
private enum Published {
  static let root = try? ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])

  static var file: URL? {
    root?.appendingPathComponent("chapters/results/01-fast-feedforward.json")
  }

  static var exists: Bool { file.map { FileManager.default.fileExists(atPath: $0.path) } ?? false }

  static func record() throws -> Record { try Record(contentsOf: #require(file)) }

  static func verdicts(_ claims: String...) throws -> [Verdict] {
    let record = try record()
    return try claims.map { try #require(record.finding($0), "\($0)").verdict }
  }
}

@Suite(.enabled(if: Published.exists)) struct FastFeedforwardRecordTests {
  @Test func `the record was measured for the book by the code that stands here`() throws {
    let record = try Published.record()
    #expect(record.run.preset == "book")
    #expect(record.build.configuration == "release")
    #expect(record.run.seeds.count >= 3)
    #expect(try record.isCurrent(in: #require(Published.root)))
  }

  @Test func `what is counted is exact`() throws {
    let verdicts = try Published.verdicts(
      "three-in-a-thousand", "three-in-ten-thousand", "fewer-multiply-adds")
    #expect(verdicts.allSatisfy { $0 == .met })
    let record = try Published.record()
    // One more level doubles the neurons of eight trees, and adds eight to those that are used.
    let used = ["8x5", "8x6"].compactMap { record.measurement("neurons-used-\($0)")?.estimate }
    #expect(used == [48, 56])
  }

  @Test func `one layer is many times as fast as a dense one`() throws {
    let verdicts = try Published.verdicts("fused-kernel", "level-1-kernel")
    #expect(verdicts.allSatisfy { $0 != .notMet })
    // What the paper reports is judged, whatever the verdict.
    _ = try Published.verdicts("paper-level-1", "paper-level-2", "paper-same-level")
  }

  @Test func `a whole encoder gains less than its layers`() throws {
    #expect(try Published.verdicts("amdahl") != [.notMet])
    let record = try Published.record()
    let (layer, encoder) = (
      record.measurement("speedup-fused-batch-128"), record.measurement("encoder-speedup")
    )
    #expect(try #require(encoder).estimate < #require(layer).estimate / 5)
  }

  @Test func `on regions trees are nearly as good as dense layers`() throws {
    let verdicts = try Published.verdicts(
      "deeper-is-better", "trees-near-dense", "trees-beat-equal-cost")
    #expect(verdicts.allSatisfy { $0 != .notMet })
  }

  @Test func `the trees keep the accuracy`() throws {
    #expect(try Published.verdicts("accuracy-is-kept") != [.notMet])
    // Against the cheap controls the encoder is judged, whatever the verdict.
    _ = try Published.verdicts("accuracy-is-kept-well", "beats-equal-cost", "layer-is-needed")
  }

  @Test func `the order of words is judged`() throws {
    // Where the layer is not needed, no replacement of it can fail.
    #expect(try Published.verdicts("order-needs-the-layer") != [.notMet])
    _ = try Published.verdicts("order-beats-equal-cost")
  }

  @Test func `guesses of hidden words are judged`() throws {
    _ = try Published.verdicts("guesses-are-kept")
  }
}
