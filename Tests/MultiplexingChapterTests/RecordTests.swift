import ChapterCommand
import ChapterTesting
import Evidence
import Testing

@testable import multiplexing_chapter

// MARK: - What the book publishes

/// The committed record of chapter 2.
@Suite struct MultiplexingRecordTests {
  private let published: Published

  init() throws { published = try Published("02-multiplexing") }

  @Test func `it is of the book and of the code that stands here, and judges every claim`() throws {
    #expect(
      try published.faults(as: MultiplexingChapter.chapter, linkedTo: "multiplexing-chapter") == [])
  }

  @Test(arguments: ["counted-gain", "contextual-cap"])
  func `what is counted is exact`(claim: String) {
    #expect(published.verdict(claim) == .met)
  }

  @Test(arguments: ["twice-as-many", "four-times-as-many", "contextual-is-slower"])
  func `throughput is judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test(arguments: ["small-drop-n2", "no-dead-slot"])
  func `two texts in a pass are sorted nearly as well`(claim: String) throws {
    #expect(try #require(published.verdict(claim)) >= .partly)
  }

  @Test(arguments: ["small-drop-n5", "ensembles-help", "across-sizes"])
  func `what many in a pass cost is judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test func `a smaller encoder is the control`() {
    #expect(published.verdict("beats-a-smaller-one") != nil)
  }

  @Test(arguments: ["words-in-context", "small-drop-words", "relations-suffer"])
  func `words and relations are judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }
}
