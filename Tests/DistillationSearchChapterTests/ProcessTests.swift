import ChapterTesting
import Evidence
import Foundation
import Testing

extension Workplace {
  convenience init() throws {
    try self.init(for: "distillation-search", chapter: "03-distillation-search")
  }

  /// The table of trials that a run at `smoke` leaves.
  var table: URL { file(".cache/records/tables/03-distillation-search-smoke.json") }
}

extension Workplace {
  /// What is kept of a trial, whatever its result is.
  struct Trial: Codable, Equatable {
    let rank: Int
    let seconds: Double
  }

  /// What a run has kept of a step's trials, file by file.
  func trials(of step: String) throws -> [String: Trial] {
    let runs = file(".cache/runs")
    let names = try FileManager.default.subpathsOfDirectory(atPath: runs.path).filter {
      $0.contains("/\(step).scratch/") && $0.hasSuffix(".json")
    }
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        let contents = try Data(contentsOf: runs.appendingPathComponent($0))
        return ($0, try JSONDecoder().decode(Trial.self, from: contents))
      })
  }
}

extension Workplace {
  /// Removes what a run has kept of a step's trials.
  func forget(_ step: String) throws {
    let runs = file(".cache/runs")
    for name in try FileManager.default.contentsOfDirectory(atPath: runs.path) {
      let folder = runs.appendingPathComponent("\(name)/\(step).scratch")
      if FileManager.default.fileExists(atPath: folder.path) {
        try FileManager.default.removeItem(at: folder)
      }
    }
  }
}

/// Where Open MPI's launcher is.
private let mpirun = ["/usr/bin", "/usr/local/bin", "/opt/openmpi/bin"].map { "\($0)/mpirun" }
  .first { FileManager.default.isExecutableFile(atPath: $0) }

// MARK: - A run

@Suite(.serialized) struct DistillationProcessTests {
  @Test func `a small run measures all that the chapter speaks of, and writes a record`() throws {
    let place = try Workplace()
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 0)
    #expect(run.errors.hasPrefix("Architecture search guided by distillation, preset smoke: about"))
    let record = try Record(contentsOf: place.record)
    for id in [
      "student-speedup", "retained-retrieval", "retained-masked-accuracy", "regret-controller",
      "regret-random", "regret-evolution", "found-minus-hand-picked",
      "multi-layer-minus-last-layer", "proxy-rank-correlation", "table-students",
    ] { #expect(record.measurement(id) != nil, "\(id)") }
  }

  @Test func `interrupted while students are tried it resumes, and gives the same table`() throws {
    let (place, other) = (try Workplace(), try Workplace())
    let interrupted = try place.run("--preset", "smoke", interruptingAt: "trials · 25 %")
    #expect(interrupted.code == 130)
    #expect(interrupted.errors.contains("--resume"))
    #expect(!FileManager.default.fileExists(atPath: place.table.path))
    let kept = try place.trials(of: "trials")
    #expect(!kept.isEmpty && kept.count < 12)
    let resumed = try place.run("--preset", "smoke", "--resume")
    #expect(resumed.code == 0)
    #expect(resumed.errors.contains("teacher: taken from the interrupted run"))
    #expect(!resumed.errors.contains("nothing is kept"))
    // What was tried is not tried again: its file is still the same.
    let all = try place.trials(of: "trials")
    #expect(all.count == 12 && kept.allSatisfy { all[$0.key] == $0.value })
    #expect(try other.run("--preset", "smoke").code == 0)
    #expect(try losses(place.table) == losses(other.table))
  }

  @Test func `interrupted while students are taught it resumes with other times`() throws {
    let place = try Workplace()
    let interrupted = try place.run("--preset", "smoke", interruptingAt: "students · ")
    #expect(interrupted.code == 130)
    // Times are taken again, as on another machine.
    try place.forget("latencies")
    let resumed = try place.run("--preset", "smoke", "--resume")
    #expect(resumed.code == 0)
    #expect(resumed.errors.contains("trials: taken from the interrupted run"))
  }

  /// The losses of a table; its times differ from run to run.
  private func losses(_ table: URL) throws -> [JSON] {
    guard case .array(let rows)? = try JSON(parsing: Data(contentsOf: table))["rows"] else {
      return []
    }
    try #require(rows.count > 10)
    return rows.map { $0["losses"]! }
  }

  @Test func `a launcher's nonsense ends with 64`() throws {
    let place = try Workplace()
    let run = try place.run(
      "--preset", "smoke", environment: ["OMPI_COMM_WORLD_RANK": "two"])
    #expect(run.code == 64)
    #expect(run.errors.contains("OMPI_COMM_WORLD_RANK=two"))
  }

  @Test func `two processes share one search, and give the table of one`() throws {
    let (place, other) = (try Workplace(), try Workplace())
    let outcomes = try place.runTogether(two(threads: ["1", "1"]))
    #expect(outcomes.map(\.code) == [0, 0])
    #expect(outcomes[0].output.contains("Claims"))
    #expect(outcomes[1].output.isEmpty && outcomes[1].errors.isEmpty)
    // Each has taught some classes, and none was taught twice.
    let ranks = try place.trials(of: "students").values.map(\.rank)
    #expect(Set(ranks) == [0, 1])
    #expect(try place.trials(of: "latencies").values.map(\.rank) == [0])
    #expect(try other.run("--preset", "smoke", "--threads", "1").code == 0)
    #expect(try losses(place.table) == losses(other.table))
  }

  @Test func `processes with unlike options do not share, and say so`() throws {
    let outcomes = try Workplace().runTogether(two(threads: ["1", "2"]))
    #expect(outcomes.map(\.code) == [0, 64])
    #expect(outcomes[1].errors.contains("--threads"))
  }

  @Test(
    .enabled(if: mpirun != nil, "Open MPI is missing: apt-get install openmpi-bin"))
  func `mpirun starts two processes that share one search`() throws {
    let (place, other) = (try Workplace(), try Workplace())
    let run = try place.run(
      "--preset", "smoke", "--threads", "1",
      environment: ["OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"],
      launcher: [try #require(mpirun), "--oversubscribe", "-n", "2"])
    #expect(run.code == 0)
    #expect(run.output.matches(of: /Claims/).count == 1)
    #expect(Set(try place.trials(of: "students").values.map(\.rank)) == [0, 1])
    #expect(try other.run("--preset", "smoke", "--threads", "1").code == 0)
    #expect(try losses(place.table) == losses(other.table))
  }

  /// Two processes of one launch, each with its number of threads.
  private func two(threads: [String]) -> [([String], [String: String])] {
    threads.enumerated().map { rank, threads in
      (
        ["--preset", "smoke", "--threads", threads],
        ["OMPI_COMM_WORLD_RANK": "\(rank)", "OMPI_COMM_WORLD_SIZE": "2"]
      )
    }
  }

  @Test func `missing verses end with 65 and say how to get them back`() throws {
    let place = try Workplace()
    let verses = "chapters/data/gospels/ru.tsv"
    try FileManager.default.removeItem(at: place.file(verses))
    let run = try place.run("--preset", "smoke")
    #expect(run.code == 65)
    #expect(run.errors.contains("git checkout \(verses)"))
    #expect(!FileManager.default.fileExists(atPath: place.record.path))
  }
}
