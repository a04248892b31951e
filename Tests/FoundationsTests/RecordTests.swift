import Evidence
import Foundation
import Testing

// MARK: - What the book publishes

/// The committed record of chapter 0: that it is whole, that it belongs to the code that stands
/// here, and that its claims hold.
@Suite struct RecordTests {
  private static func record(_ name: String) throws -> Record {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    return try Record(contentsOf: root.appendingPathComponent("chapters/results/\(name).json"))
  }

  @Test(arguments: ["00-foundations", "benchmarks"])
  func `a record was measured for the book by the code that stands here`(name: String) throws {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    let record = try Self.record(name)
    #expect(record.run.preset == "book")
    #expect(record.build.configuration == "release")
    #expect(try record.isCurrent(in: root))
  }

  @Test func `the transformer beats every n-gram model`() throws {
    let record = try Self.record("00-foundations")
    #expect(record.finding("beats-kneser-ney")?.verdict == .met)
    #expect(record.run.seeds.count >= 3)
  }

  @Test func `each n-gram model beats the shorter one`() throws {
    #expect(try Self.record("00-foundations").finding("context-helps")?.verdict == .met)
  }

  @Test func `training is near the limit of the machine`() throws {
    #expect(try Self.record("00-foundations").finding("near-the-limit")?.verdict != .notMet)
  }

  @Test func `the benchmark is as fast as claimed`() throws {
    for finding in try Self.record("benchmarks").claims {
      #expect(finding.verdict != .notMet, "\(finding.claim.statement)")
    }
  }
}
