import Evidence
import Foundation
import Testing

@testable import ChapterCommand

// MARK: - What goes where

@Suite struct ProgramTests {
  private let talkative: (Notebook) throws -> Void = { notebook in
    let count = try notebook.cell("Counting") { page in
      page.print("ten things")
      page.print("in two lines\nor three")
      page.table(["thing", "count"], [["apples", "4"], ["pears", "16"]])
      return 10
    }
    try notebook.cell("Silence") { _ in }
    try notebook.cell("Drawing") { page in
      page.draw(
        Plot(
          "It falls", x: Axis("step"), y: Axis("loss", unit: "nats"),
          series: [
            Series("tree", [.init(0, 4), .init(1, 2), .init(2, 0.5)]),
            Series("dense", role: .baseline, [.init(0, 4)]),
          ]))
    }
    try notebook.measure(.counted("amount", count, unit: "things"))
  }

  @Test func `stdout has what the cells print, and the verdicts`() throws {
    let stage = try Stage()
    #expect(stage.perform(body: talkative) == 0)
    #expect(
      stage.output.text == """

        Counting
        ten things
        in two lines
        or three
        thing   count
        ──────  ─────
        apples      4
        pears      16

        Drawing
        It falls
          tree   █▄▁  4 → 0.500 nats
          dense  █  4 → 4 nats

        Claims
        They are made for --preset book; a smaller run may not meet them.
        ✓ met  There is enough.
               The paper: 78×, Table 3.

        """)
    #expect(
      stage.errors.lines == [
        "A sample, preset quick: about 40 s on 2 cores that do nothing else",
        "record: .cache/records/00-sample-quick.json; "
          + "beside the book's: .build/release/sample info --preset quick",
      ])
  }
}

// MARK: - The record, and silence

extension ProgramTests {
  @Test func `the record keeps what the cells printed, by their names`() throws {
    let stage = try Stage()
    stage.perform(body: talkative)
    let record = try stage.record(".cache/records/00-sample-quick.json")
    #expect(record.outputs.map(\.cell) == ["Counting", "Silence", "Drawing"])
    let counting = try #require(record.output(of: "Counting"))
    #expect(
      counting.items == [
        .lines(["ten things", "in two lines", "or three"]),
        .table(Table(columns: ["thing", "count"], rows: [["apples", "4"], ["pears", "16"]])),
      ])
    #expect(record.output(of: "Drawing")?.items.first?.plot?.title == "It falls")
    #expect(record.run.seeds == [1, 2] && record.run.threads == 2)
    #expect(record.run.configuration == .object(["width": .integer(4)]))
    #expect(try record.isCurrent(in: stage.root))
  }

  @Test func `with --json - stdout has the record and nothing else`() throws {
    let stage = try Stage()
    #expect(stage.perform("--json", "-", body: talkative) == 0)
    let record = try Record(parsing: Data(stage.output.text.utf8), named: "stdout")
    #expect(record.finding("enough")?.verdict == .met)
    #expect(!stage.exists(".cache/records"))
  }

  @Test func `--quiet leaves the tables and drops the remarks`() throws {
    let stage = try Stage()
    #expect(stage.perform("--quiet", body: talkative) == 0)
    #expect(stage.errors.text == "")
    #expect(stage.output.text.contains("ten things"))
  }
}

// MARK: - Where records go

extension ProgramTests {
  @Test func `only a run for the book replaces what the book shows`() throws {
    let stage = try Stage()
    let published = "chapters/results/00-sample.json"
    #expect(stage.perform("--preset", "smoke") == 0)
    #expect(stage.perform("verify", "--preset", "book") == 0)
    #expect(!stage.exists(published))
    #expect(stage.exists(".cache/records/00-sample-smoke.json"))
    #expect(stage.exists(".cache/records/00-sample-book.json"))
    #expect(stage.perform("run", "--preset", "book") == 0)
    #expect(try stage.record(published).run.configuration == .object(["width": .integer(64)]))
  }

  @Test func `--json names another place, which is checked before anything is run`() throws {
    let stage = try Stage()
    let place = stage.root.appendingPathComponent("mine.json").path
    #expect(stage.perform("--preset", "book", "--json", place) == 0)
    #expect(stage.exists("mine.json") && !stage.exists("chapters/results/00-sample.json"))
    #expect(stage.perform("--json", "\(place)/below.json") { _ in Issue.record("it ran") } == 1)
    #expect(stage.errors.text.contains("error: cannot write \(place)/below.json\n  found: "))
  }

  @Test func `a failed run leaves the published record as it was`() throws {
    struct Failure: Error {}
    let stage = try Stage()
    stage.perform("--preset", "book")
    let before = try stage.record("chapters/results/00-sample.json")
    #expect(stage.perform("--preset", "book") { _ in throw Failure() } == 1)
    #expect(try stage.record("chapters/results/00-sample.json") == before)
  }

  @Test(arguments: ["Sources/sample/main.swift", "Sources/Tensors/Tensor.swift"])
  func `sources that change during the run are noticed`(path: String) throws {
    let stage = try Stage()
    let source = stage.root.appendingPathComponent(path)
    stage.perform("--quiet") { notebook in
      try Stage.enough(notebook)
      try Data("print(2)".utf8).write(to: source)
    }
    #expect(stage.errors.text.hasPrefix("warning: sources changed during the run"))
    let record = try stage.record(".cache/records/00-sample-quick.json")
    let isSame = record.engineState(in: stage.root) == .same
    #expect(try record.isCurrent(in: stage.root) != isSame)
  }
}

// MARK: - Exit codes

extension ProgramTests {
  struct BadData: DataError { let description = "the corpus is empty" }
  struct Foreign: Error, CustomStringConvertible { let description = "a weight is missing" }

  @Test func `verify ends with 3 when a claim is not met, run does not`() throws {
    let stage = try Stage()
    #expect(stage.perform("verify") == 0)
    #expect(stage.perform("run", body: Stage.tooLittle) == 0)
    #expect(stage.perform("verify", body: Stage.tooLittle) == 3)
    #expect(
      stage.output.text.contains(
        "\nClaims\nThey are made for --preset book; a smaller run may not meet them.\n✗ not met  There is enough.\n"
      ))
  }

  @Test func `a claim that is partly met does not fail verification`() throws {
    let stage = try Stage()
    let code = stage.perform("verify") { notebook in
      try notebook.measure(.statistical("amount", seeds: [9, 11, 12], unit: "things"))
    }
    #expect(code == 0)
    #expect(stage.output.text.contains("◐ partly  There is enough.\n"))
  }

  @Test func `bad data ends with 65, any other error with 1, each in one block`() throws {
    let stage = try Stage()
    #expect(stage.perform("--quiet") { _ in throw BadData() } == 65)
    #expect(stage.perform("--quiet") { _ in throw Foreign() } == 1)
    #expect(stage.errors.lines == ["error: the corpus is empty", "error: a weight is missing"])
    #expect(stage.perform { _ in throw Interrupted() } == 130)
  }
}

// MARK: - Failures of programs

extension ProgramTests {
  @Test func `a claim may be left open, and says why`() throws {
    let stage = try Stage()
    #expect(stage.perform { $0.leaveOpen("enough", since: "nothing was counted") } == 0)
    #expect(
      stage.output.text.contains("left open, since nothing was counted: There is enough."))
    #expect(!stage.output.text.contains("met"))
  }

  @Test func `a claim without its measurement, or a figure that is none, is a failure`() throws {
    let stage = try Stage()
    #expect(stage.perform("--quiet") { _ in } == 1)
    #expect(stage.errors.text.contains("cannot judge the claim enough\n  found:   no measurement"))
    let code = stage.perform("--quiet") { notebook in
      try notebook.measure(.counted("amount", .nan, unit: ""))
      Issue.record("it went on")
    }
    #expect(code == 1)
  }
}
