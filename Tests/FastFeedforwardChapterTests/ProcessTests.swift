import ChapterTesting
import Evidence
import Foundation
import Testing

extension Workplace {
  convenience init() throws {
    try self.init(for: "fast-feedforward", chapter: "01-fast-feedforward")
  }
}

// MARK: - A run

@Suite(.serialized) struct FastFeedforwardProcessTests {
  @Test func `a small run measures all that the chapter speaks of, and writes a record`() throws {
    let place = try Workplace()
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 0)
    #expect(run.output.contains("What the trees keep"))
    #expect(run.errors.hasPrefix("Fast feedforward, preset smoke: about"))
    for task in ["questions", "films"] {
      let file = ".cache/data/\(task)-training.tsv"
      #expect(
        run.output.contains("\(task): left out, since \(file) is not there; make data fetches it"))
    }
    let record = try Record(contentsOf: place.record)
    for id in [
      "neurons-used-1x11", "neurons-total-1x11", "speedup-fused-batch-1",
      "speedup-fused-batch-128", "speedup-level1-batch-1", "speedup-level1-batch-128",
      "speedup-fused-batch-128-rotating", "region-error-1x5", "region-error-1x7",
      "region-error-1x9", "region-error-trees", "region-error-dense-equal-width",
      "accuracy-retained-trees", "accuracy-retained-one-tree",
      "accuracy-retained-dense-equal-cost", "encoder-speedup",
    ] { #expect(record.measurement(id) != nil, "\(id)") }
    #expect(record.outputs.count == 13)
    #expect(record.data.count == 9)
    // What is counted is the same however little is run.
    #expect(record.measurement("neurons-used-1x11")?.estimate == 12)
    #expect(record.measurement("neurons-total-1x11")?.estimate == 4095)
    #expect(record.measurement("neurons-used-1x15")?.estimate == 16)
    #expect(record.measurement("neurons-total-1x15")?.estimate == 65_535)
  }

  @Test func `the same seed gives the same weights, another seed gives others`() throws {
    let place = try Workplace()
    let first = try place.run("--preset", "smoke")
    let second = try place.run("--preset", "smoke")
    let other = try place.run("--preset", "smoke", "--seed", "2")
    #expect(first.weights.count == 9)
    #expect(Set(first.weights).count == 9)
    #expect(first.weights == second.weights)
    #expect(Set(first.weights).isDisjoint(with: other.weights))
  }

  @Test func `interrupted while an encoder learns it ends with 130, and resumes`() throws {
    let place = try Workplace()
    let interrupted = try place.run(
      "--preset", "smoke", "--repeats", "4", interruptingAt: "none-seed-1 · ")
    #expect(interrupted.code == 130)
    #expect(interrupted.errors.contains("--resume"))
    let resumed = try place.run("--preset", "smoke", "--repeats", "4", "--resume")
    #expect(resumed.code == 0)
    #expect(resumed.errors.contains("dense-seed-1: taken from the interrupted run"))
    #expect(resumed.weights.count == 24)
  }

  @Test func `missing glosses end with 65 and say how to get them back`() throws {
    let place = try Workplace()
    try FileManager.default.removeItem(at: place.file("chapters/data/wordnet/test.tsv"))
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 65)
    #expect(run.errors.contains("git checkout chapters/data/wordnet/test.tsv"))
    #expect(!FileManager.default.fileExists(atPath: place.record.path))
  }
}
