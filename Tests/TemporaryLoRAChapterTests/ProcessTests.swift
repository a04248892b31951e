import ChapterTesting
import Evidence
import Foundation
import Testing

extension Workplace {
  convenience init() throws {
    try self.init(for: "temporary-lora", chapter: "04-temporary-lora")
  }
}

// MARK: - A run

@Suite(.serialized) struct TemporaryLoRAProcessTests {
  @Test func `a small run measures all that it can, and writes a record`() throws {
    let place = try Workplace()
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 0)
    #expect(run.errors.hasPrefix("Temporary LoRA, preset smoke: about"))
    let record = try Record(contentsOf: place.record)
    for id in [
      "perplexity-change-first-third", "perplexity-change-last-third",
      "perplexity-change-other-book", "inference-flops-change-cheap", "total-flops-change-cheap",
      "latency-change-cheap", "perplexity-change-cheap", "translation-perplexity-change",
      "cache-reuse-perplexity-cost",
    ] { #expect(record.measurement(id) != nil, "\(id)") }
  }

  @Test func `interrupted while novels are read it resumes, and finds the same`() throws {
    let (place, other) = (try Workplace(), try Workplace())
    let interrupted = try place.run("--preset", "smoke", interruptingAt: "readings · ")
    #expect(interrupted.code == 130)
    #expect(interrupted.errors.contains("--resume"))
    #expect(!FileManager.default.fileExists(atPath: place.record.path))
    let resumed = try place.run("--preset", "smoke", "--resume")
    #expect(resumed.code == 0)
    #expect(resumed.errors.contains("base-1: taken from the interrupted run"))
    #expect(try other.run("--preset", "smoke").code == 0)
    #expect(try untimed(place) == untimed(other))
  }

  /// All that was measured without a clock.
  private func untimed(_ place: Workplace) throws -> [Evidence.Measurement] {
    let measured = try Record(contentsOf: place.record).measurements.filter { $0.kind != .timed }
    try #require(measured.count > 20)
    return measured
  }

  @Test func `a missing novel ends with 65 and says how to get it back`() throws {
    let place = try Workplace()
    let novels = place.file("chapters/data/austen")
    let novel = try #require(
      FileManager.default.contentsOfDirectory(atPath: novels.path).sorted().first)
    try FileManager.default.removeItem(at: novels.appendingPathComponent(novel))
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 65)
    #expect(run.errors.contains("git checkout"))
    #expect(!FileManager.default.fileExists(atPath: place.record.path))
  }
}
