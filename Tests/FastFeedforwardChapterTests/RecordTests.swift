import ChapterCommand
import ChapterTesting
import Evidence
import Testing

@testable import fast_feedforward

// MARK: - What the book publishes

/// The committed record of chapter 1.
@Suite struct FastFeedforwardRecordTests {
  private let published: Published

  init() throws { published = try Published("01-fast-feedforward") }

  @Test func `it is of the book and of the code that stands here, and judges every claim`() throws {
    #expect(
      try published.faults(as: FastFeedforwardChapter.chapter, linkedTo: "fast-feedforward") == [])
  }

  @Test(arguments: ["three-in-a-thousand", "three-in-ten-thousand", "fewer-multiply-adds"])
  func `what is counted is exact`(claim: String) {
    #expect(published.verdict(claim) == .met)
  }

  @Test func `one more level doubles the neurons of eight trees, and uses eight more`() {
    let used = ["8x5", "8x6"].map { published.record.measurement("neurons-used-\($0)")?.estimate }
    #expect(used == [48, 56])
  }

  @Test(arguments: ["deeper-is-better", "trees-near-dense", "trees-beat-equal-cost"])
  func `on regions trees are nearly as good as dense layers`(claim: String) throws {
    #expect(try #require(published.verdict(claim)) >= .partly)
  }

  @Test(arguments: [
    "fused-kernel", "level-1-kernel", "paper-level-1", "paper-level-2", "paper-same-level",
  ])
  func `one layer is many times as fast as a dense one`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test func `a whole encoder gains less than its layers`() {
    #expect(published.verdict("amdahl") != nil)
  }

  @Test func `the trees keep the accuracy`() throws {
    #expect(try #require(published.verdict("accuracy-is-kept")) >= .partly)
    // Against the cheap controls they are judged, whatever the verdict.
    for claim in ["accuracy-is-kept-well", "beats-equal-cost", "layer-is-needed"] {
      #expect(published.verdict(claim) != nil)
    }
  }

  @Test func `the order of words is judged`() throws {
    // Where the layer is not needed, no replacement of it can fail.
    #expect(try #require(published.verdict("order-needs-the-layer")) >= .partly)
    #expect(published.verdict("order-beats-equal-cost") != nil)
  }

  @Test func `guesses of hidden words are judged`() {
    #expect(published.verdict("guesses-are-kept") != nil)
  }
}
