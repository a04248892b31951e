import ChapterTesting
import Evidence
import Foundation
import Testing

extension Workplace {
  convenience init() throws { try self.init(for: "multiplexing", chapter: "02-multiplexing") }
}

// MARK: - A run

@Suite(.serialized) struct MultiplexingProcessTests {
  @Test func `a small run measures all that the chapter speaks of, and writes a record`() throws {
    let place = try Workplace()
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 0)
    #expect(run.output.contains("The frontier"))
    #expect(run.errors.hasPrefix("Data multiplexing, preset smoke: about"))
    let record = try Record(contentsOf: place.record)
    for id in [
      "throughput-ratio-n2", "throughput-ratio-n5", "throughput-ratio-n8",
      "sentence-accuracy-n1", "sentence-accuracy-n2", "sentence-accuracy-n4",
      "sentence-accuracy-n8", "sentence-worst-slot-n2", "sentence-ensembled-n5", "token-f1-n1",
      "token-f1-n2", "token-f1-n4", "accuracy-equal-throughput-small-model",
      "throughput-ratio-contextual-n2",
    ] { #expect(record.measurement(id) != nil, "\(id)") }
    #expect(record.outputs.count == 13)
    // What is counted by the formula is the same however little is run.
    let ratio = try #require(record.measurement("counted-ratio-base-hadamard-n2")).estimate
    #expect(abs(ratio - 1.96) < 0.01)
  }

  @Test func `the same seed gives the same weights, another seed gives others`() throws {
    let place = try Workplace()
    let first = try place.run("--preset", "smoke")
    let second = try place.run("--preset", "smoke")
    let other = try place.run("--preset", "smoke", "--seed", "2")
    #expect(first.weights.count > 20)
    #expect(first.weights == second.weights)
    #expect(Set(first.weights).isDisjoint(with: other.weights))
  }

  @Test func `interrupted while an encoder learns it ends with 130, and resumes`() throws {
    let place = try Workplace()
    let interrupted = try place.run(
      "--preset", "smoke", "--repeats", "4", interruptingAt: "glosses-n5-seed-1 · ")
    #expect(interrupted.code == 130)
    #expect(interrupted.errors.contains("--resume"))
    let resumed = try place.run("--preset", "smoke", "--repeats", "4", "--resume")
    #expect(resumed.code == 0)
    #expect(resumed.errors.contains("glosses-n2-seed-1: taken from the interrupted run"))
  }

  @Test func `missing verses end with 65 and say how to get them back`() throws {
    let place = try Workplace()
    let verses = "chapters/data/king-james-marks/test.tsv"
    try FileManager.default.removeItem(at: place.file(verses))
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 65)
    #expect(run.errors.contains("git checkout \(verses)"))
    #expect(!FileManager.default.fileExists(atPath: place.record.path))
  }
}
