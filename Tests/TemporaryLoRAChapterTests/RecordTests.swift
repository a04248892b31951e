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

  @Test func `it is of the book and of the code that stands here, and judges every claim`() throws {
    #expect(
      try published.faults(as: TemporaryLoRAChapter.chapter, linkedTo: "temporary-lora") == [])
  }

  @Test(arguments: [
    "gains-early", "gains-late", "last-third", "gain-grows", "not-just-any-book",
    "not-just-any-text", "memory",
  ])
  func `reading is judged`(claim: String) {
    #expect(published.verdict(claim) == .met)
  }

  @Test(arguments: [
    "short-window-hurts", "cheap-inference", "cheap-quality", "dear-quality", "cheap-in-total",
    "cheap-beside-kept", "near-all-weights", "cache-may-be-old",
  ])
  func `costs are judged`(claim: String) {
    #expect(published.verdict(claim) == .met)
  }

  @Test(arguments: ["cheap-latency", "cheap-in-total-beside-kept"])
  func `so are times, and what is not met`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test func `of all weights none of the other rates is better on the novel's beginning`() throws {
    let changes = try (1...3).map {
      try #require(published.record.measurement("ablation-all-weights-\($0)")).estimate
    }
    #expect(changes.min() == changes[0])
  }

  @Test func `translation is judged`() throws {
    #expect(published.verdict("translation-perplexity") == .met)
    #expect(try #require(published.verdict("translation-bleu")) >= .partly)
  }
}
