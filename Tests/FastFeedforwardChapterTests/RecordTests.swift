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

  @Test func `the record was measured for the book by the code that stands here`() throws {
    #expect(try published.isOfTheBook())
    #expect(published.record.run.seeds.count >= 3)
  }

  @Test func `it covers every module that the executable is linked to`() throws {
    let chapter = FastFeedforwardChapter.chapter
    let covered = (chapter.sources + chapter.engine).filter { $0.hasPrefix("Sources/") }
    #expect(Set(covered) == (try Published.folders(linkedTo: "fast-feedforward")))
    #expect(Set(covered).count == covered.count)
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
  func `on regions trees are nearly as good as dense layers`(claim: String) {
    #expect(published.verdict(claim) == .met)
  }

  @Test(arguments: ["accuracy-is-kept", "order-needs-the-layer"])
  func `the trees keep the accuracy, and there is a task that needs the layer`(claim: String) {
    #expect(published.verdict(claim) == .met)
  }

  @Test func `every claim, of times too, has the verdict that its measurements give`() {
    #expect(published.misjudged.isEmpty)
    #expect(published.record.claims.count == FastFeedforwardChapter.claims.count)
  }
}
