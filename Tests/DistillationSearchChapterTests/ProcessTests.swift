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
    let resumed = try place.run("--preset", "smoke", "--resume")
    #expect(resumed.code == 0)
    #expect(try other.run("--preset", "smoke").code == 0)
    #expect(try losses(place.table) == losses(other.table))
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
    let outcomes = try place.runTogether(
      (0..<2).map { rank in
        (
          ["--preset", "smoke", "--threads", "1"],
          ["OMPI_COMM_WORLD_RANK": "\(rank)", "OMPI_COMM_WORLD_SIZE": "2"]
        )
      })
    #expect(outcomes.map(\.code) == [0, 0])
    #expect(outcomes[0].output.contains("Claims") && outcomes[1].output.isEmpty)
    #expect(try other.run("--preset", "smoke", "--threads", "1").code == 0)
    #expect(try losses(place.table) == losses(other.table))
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
