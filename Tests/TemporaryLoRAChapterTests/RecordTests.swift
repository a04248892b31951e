import ChapterCommand
import ChapterTesting
import Evidence
import Testing

@testable import temporary_lora

// MARK: - What the book publishes

/// The committed record of chapter 4.
@Suite struct TemporaryLoRARecordTests {
  private let published: Published

  init() throws { published = try Published("04-temporary-lora") }

  @Test func `the record was measured for the book by the code that stands here`() throws {
    #expect(try published.isOfTheBook())
    #expect(published.record.run.seeds.count >= 3)
  }

  @Test func `it covers every module that the executable is linked to`() throws {
    let chapter = TemporaryLoRAChapter.chapter
    let folders = try Published.folders(linkedTo: "temporary-lora")
    #expect(folders == (chapter.sources + chapter.engine).folders)
  }

  @Test(arguments: [
    "gains-early", "gains-late", "last-third", "gain-grows", "not-just-any-book", "memory",
  ])
  func `reading is judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test(arguments: [
    "short-window-hurts", "cheap-inference", "cheap-latency", "cheap-quality", "dear-quality",
    "cheap-in-total",
    "near-all-weights", "cache-may-be-old",
  ])
  func `costs are judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test(arguments: ["translation-perplexity", "translation-bleu"])
  func `translation is judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test func `every claim that the chapter makes is judged, and no other`() {
    let judged = published.record.claims.map(\.claim)
    #expect(judged.map(\.id) == TemporaryLoRAChapter.claims.map(\.id))
  }
}
