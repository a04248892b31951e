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
  @Test(arguments: ["00-foundations", "benchmarks"])
  func `a record was measured for the book by the code that stands here`(name: String) throws {
    #expect(try Published(name).isOfTheBook())
  }

  @Test(arguments: [("foundations", Foundations.chapter), ("benchmark", Benchmark.chapter)])
  func `a record covers every module that the executable is linked to`(
    target: String, chapter: Chapter
  ) throws {
    let folders = try Published.folders(linkedTo: target)
    #expect(folders == (chapter.sources + chapter.engine).folders)
  }

  @Test func `the transformer beats every n-gram model`() throws {
    let published = try Published("00-foundations")
    #expect(published.verdict("beats-kneser-ney") == .met)
    #expect(published.record.run.seeds.count >= 3)
  }

  @Test func `each n-gram model beats the shorter one`() throws {
    #expect(try Published("00-foundations").verdict("context-helps") == .met)
  }

  @Test func `training is judged against the limit of the machine`() throws {
    #expect(try Published("00-foundations").verdict("near-the-limit") != nil)
  }

  @Test func `the benchmark is judged against what is claimed`() throws {
    let judged = try Published("benchmarks").record.claims.map(\.claim)
    #expect(judged == Benchmark.chapter.claims)
    #expect(judged.count == 4)
  }
}
