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

  @Test func `the record was measured for the book by the code that stands here`() throws {
    #expect(try published.isOfTheBook())
    #expect(published.record.run.seeds.count >= 3)
  }

  @Test func `it covers every module that the executable is linked to`() throws {
    let chapter = MultiplexingChapter.chapter
    let folders = try Published.folders(linkedTo: "multiplexing-chapter")
    #expect(folders == (chapter.sources + chapter.engine).folders)
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

  @Test func `every claim that the chapter makes is judged, and no other`() {
    let judged = published.record.claims.map(\.claim)
    #expect(judged.map(\.id) == MultiplexingChapter.claims.map(\.id))
    #expect(MultiplexingChapter.claims.filter { !judged.contains($0) }.map(\.id) == [])
  }
}
