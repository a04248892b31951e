import ChapterCommand
import ChapterTesting
import Evidence
import Testing

@testable import benchmark
@testable import foundations

// MARK: - What the book publishes

/// The committed records of chapter 0 and of the benchmark: that they are whole, that they belong to
/// the code that stands here, and that what is claimed without a clock holds.
@Suite struct RecordTests {
  @Test(arguments: [
    ("00-foundations", Foundations.chapter, "foundations"),
    ("benchmarks", Benchmark.chapter, "benchmark"),
  ])
  func `it is of the book and of the code that stands here, and judges every claim`(
    name: String, chapter: Chapter, target: String
  ) throws {
    #expect(try Published(name).faults(as: chapter, linkedTo: target) == [])
  }

  @Test func `the transformer beats every n-gram model`() throws {
    let published = try Published("00-foundations")
    #expect(published.verdict("beats-kneser-ney") == .met)
  }

  @Test func `each n-gram model beats the shorter one`() throws {
    #expect(try Published("00-foundations").verdict("context-helps") == .met)
  }

  @Test func `training is judged against the limit of the machine`() throws {
    #expect(try Published("00-foundations").verdict("near-the-limit") != nil)
  }
}
