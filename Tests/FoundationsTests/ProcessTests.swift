import ChapterTesting
import Evidence
import Foundation
import Testing

extension Workplace {
  convenience init() throws { try self.init(for: "foundations", chapter: "00-foundations") }
}

// MARK: - A run

@Suite(.serialized) struct ProcessTests {
  @Test func `stdout has the tables, stderr the progress, and a record is written`() throws {
    let place = try Workplace()
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 0)
    #expect(run.output.contains("kneser-ney-5"))
    #expect(!run.output.contains("elapsed"))
    #expect(run.errors.hasPrefix("Foundations, preset smoke: about"))
    #expect(run.errors.contains("train-seed-1 · 50 %"))
    let record = try Record(contentsOf: place.record)
    for id in [
      "bits-per-byte", "bits-per-byte-unigram", "bits-per-byte-kneser-ney-5",
      "sgemm-limit-share-4x256", "training-tokens-per-second-4x256", "decode-milliseconds-4x256",
      "peak-memory-mebibytes-4x256",
    ] { #expect(record.measurement(id) != nil, "\(id)") }
    let block = 4 * 64 * 64 + 3 * 64 * 160 + 2 * 64
    #expect(record.measurement("parameters")?.estimate == Double(512 * 64 + 2 * block + 64))
    #expect(record.outputs.count == 9)
    #expect(record.data.count == 6)
  }

  @Test func `with --json - stdout is a record and nothing else`() throws {
    let place = try Workplace()
    let run = try place.run("--preset", "smoke", "--json", "-", "--quiet")
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    let record = try Record(parsing: Data(run.output.utf8), named: "stdout")
    #expect(record.run.preset == "smoke")
    #expect(!FileManager.default.fileExists(atPath: place.record.path))
  }

  @Test func `info tells what is claimed and runs nothing`() throws {
    let place = try Workplace()
    let run = try place.run("info")
    #expect(run.code == 0)
    #expect(run.output.contains("Kneser–Ney"))
    #expect(run.output.contains("chapters/results/00-foundations.json"))
  }
}

// MARK: - The same bits

@Suite(.serialized) struct ReproducibilityTests {
  @Test func `two processes with one seed train the same weights, with another seed others`() throws
  {
    let places = try [Workplace(), Workplace(), Workplace()]
    let runs = try zip(places, ["1", "1", "2"]).map {
      try $0.run("--preset", "smoke", "--seed", $1)
    }
    #expect(runs.map(\.weights.count) == [1, 1, 1])
    #expect(runs[0].weights == runs[1].weights)
    #expect(runs[0].weights != runs[2].weights)
    let models = try places.map { try Data(contentsOf: #require(try $0.model())) }
    #expect(SHA256.digest(of: models[0]) == SHA256.digest(of: models[1]))
    #expect(models[0] != models[2])
  }

  // Several seeds, so that training goes on long after the signal was sent.

  @Test func `interrupted in mid-training it ends with 130, and resumes to the same bits`() throws {
    let undisturbed = try Workplace().run("--preset", "smoke", "--repeats", "8")
    let place = try Workplace()
    let interrupted = try place.run(
      "--preset", "smoke", "--repeats", "8", interruptingAt: "train-seed-1 · 20 %")
    #expect(interrupted.code == 130)
    #expect(interrupted.errors.contains("--resume"))
    #expect(!FileManager.default.fileExists(atPath: place.record.path))
    #expect(try place.unfinishedCheckpoint() != nil)

    let resumed = try place.run("--preset", "smoke", "--repeats", "8", "--resume")
    #expect(resumed.code == 0)
    #expect(resumed.errors.contains("speed: taken from the interrupted run"))
    #expect(resumed.weights.count == 8)
    #expect(resumed.weights == undisturbed.weights)
  }

  @Test func `a damaged checkpoint is refused, not used`() throws {
    let place = try Workplace()
    let interrupted = try place.run(
      "--preset", "smoke", "--repeats", "8", interruptingAt: "train-seed-1 · 20 %")
    #expect(interrupted.code == 130)
    let checkpoint = try #require(try place.unfinishedCheckpoint())
    var contents = try Data(contentsOf: checkpoint)
    contents[contents.count / 2] ^= 1
    try contents.write(to: checkpoint)
    let resumed = try place.run("--preset", "smoke", "--repeats", "8", "--resume")
    #expect(resumed.code == 65)
    #expect(resumed.errors.contains("is damaged: its checksum is"))
  }
}

// MARK: - Bad input

@Suite(.serialized) struct BadInputTests {
  @Test(arguments: [
    (["--preset", "tiny"], "quick"), (["--frobnicate"], "frobnicate"),
    (["--threads", "0"], "four times the cores"), (["--threads", "4000"], "four times the cores"),
    (["--repeats", "0"], "1 to 1000"),
  ])
  func `what cannot be asked for ends with 64 and says what can`(
    arguments: [String], allowed: String
  ) throws {
    let place = try Workplace()
    let run = try place.run(arguments[0], arguments.count > 1 ? arguments[1] : "--quiet")
    #expect(run.code == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains(allowed))
  }

  @Test func `a missing novel ends with 65 and says how to get it back`() throws {
    let place = try Workplace()
    try FileManager.default.removeItem(at: place.file("chapters/data/austen/persuasion.txt"))
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 65)
    #expect(run.errors.contains("git checkout chapters/data/austen/persuasion.txt"))
    #expect(!FileManager.default.fileExists(atPath: place.record.path))
  }

  @Test func `a changed novel ends with 65 and names both digests`() throws {
    let place = try Workplace()
    let novel = place.file("chapters/data/austen/persuasion.txt")
    var text = try Data(contentsOf: novel)
    text[1000] ^= 1
    try text.write(to: novel)
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 65)
    #expect(run.errors.contains("should have SHA-256"))
  }

  @Test func `a record that cannot be written is refused before anything runs`() throws {
    let place = try Workplace()
    let run = try place.run("--preset", "smoke", "--json", "/proc/none/record.json")
    #expect(run.code == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("/proc/none/record.json"))
  }
}
