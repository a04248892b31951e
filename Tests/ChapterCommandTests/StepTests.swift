import Evidence
import Foundation
import Testing

@testable import ChapterCommand

// MARK: - Help

/// Counts how often the steps of a program were really run.
private final class Counter {
  private(set) var value = 0
  func increase() { value += 1 }
}

/// Two steps, with results that text could easily lose.
private func twoSteps(_ counter: Counter, interruptAfterFirst: Bool = false)
  -> (Notebook) throws -> Void
{
  { notebook in
    let losses = try notebook.step("first", as: [Float].self) { _ in
      counter.increase()
      return [0.1, .infinity, 1 / 3]
    }
    if interruptAfterFirst { throw Interrupted() }
    let sum = try notebook.step("second") { _ in
      counter.increase()
      return Double(losses[2]) + 1e-17
    }
    try notebook.cell("Sum") { $0.print("\(losses) \(sum.bitPattern)") }
    try Stage.enough(notebook)
  }
}

// MARK: - Keeping and resuming

@Suite struct StepTests {
  @Test func `an interrupted run resumes with the same bits`() throws {
    let (whole, resumed) = (try Stage(), try Stage())
    let counter = Counter()
    whole.perform(body: twoSteps(Counter()))
    #expect(resumed.perform(body: twoSteps(counter, interruptAfterFirst: true)) == 130)
    #expect(resumed.perform("--resume", body: twoSteps(counter)) == 0)
    #expect(counter.value == 2)
    #expect(resumed.output.text == whole.output.text)
    #expect(resumed.errors.text.contains("\nfirst: taken from the interrupted run\n"))
  }

  @Test func `without --resume everything is run again`() throws {
    let stage = try Stage()
    let counter = Counter()
    stage.perform(body: twoSteps(counter))
    stage.perform(body: twoSteps(counter))
    #expect(counter.value == 4)
  }

  @Test(arguments: [
    ["--seed", "2"], ["--threads", "1"], ["--repeats", "3"], ["--preset", "book"],
  ])
  func `steps of other settings are never taken`(settings: [String]) throws {
    let stage = try Stage()
    let counter = Counter()
    stage.perform(body: twoSteps(counter))
    stage.perform(["--resume"] + settings, body: twoSteps(counter))
    #expect(counter.value == 4)
  }
}

// MARK: - Stale steps

extension StepTests {
  @Test(arguments: ["Sources/sample/main.swift", "Sources/Tensors/Tensor.swift"])
  func `steps of other code are never taken, be it the chapter's or the engine's`(
    path: String
  ) throws {
    let stage = try Stage()
    let counter = Counter()
    stage.perform(body: twoSteps(counter))
    try Data("print(2)".utf8).write(to: stage.root.appendingPathComponent(path))
    stage.perform("--resume", body: twoSteps(counter))
    #expect(counter.value == 4)
  }

  @Test func `a step that was kept only in part is run again`() throws {
    let stage = try Stage()
    let counter = Counter()
    stage.perform(body: twoSteps(counter))
    let runs = stage.root.appendingPathComponent(".cache/runs")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs.path).first)
    #expect(run.hasPrefix("00-sample-quick-1-"))
    let step = runs.appendingPathComponent(run).appendingPathComponent("first.json")
    try Data(contentsOf: step).dropLast(3).write(to: step)
    stage.perform("--resume", body: twoSteps(counter))
    #expect(counter.value == 3)
  }
}

// MARK: - Scratch folders and time

extension StepTests {
  @Test func `a long step finds its own checkpoints again, but only when resuming`() throws {
    let stage = try Stage()
    var found: [Bool] = []
    let body: (Notebook) throws -> Void = { notebook in
      let checkpoint = try notebook.scratch("train-seed-1").appendingPathComponent("weights")
      found.append(FileManager.default.fileExists(atPath: checkpoint.path))
      try Data().write(to: checkpoint)
      try notebook.checkInterruption()
      throw Interrupted()
    }
    #expect(stage.perform(body: body) == 130)
    #expect(stage.perform("--resume", body: body) == 130)
    #expect(stage.perform(body: body) == 130)
    #expect(found == [false, true, false])
  }

  @Test func `the record counts the time of resumed steps`() throws {
    let stage = try Stage()
    let body: (Notebook) throws -> Void = { notebook in
      try notebook.step("waiting") { _ in
        Thread.sleep(forTimeInterval: 0.2)
        return 1
      }
      try Stage.enough(notebook)
    }
    stage.perform(body: body)
    stage.perform("--resume", body: body)
    #expect(try stage.record(".cache/records/00-sample-quick.json").run.seconds >= 0.2)
  }
}

extension StepTests {
  /// A short step, and a long one with checkpoints that is interrupted before the second turn.
  private func work(interrupts: Bool) -> (Notebook) throws -> Void {
    { notebook in
      try notebook.step("short") { _ in
        Thread.sleep(forTimeInterval: 1)
        return 1
      }
      try notebook.step("long") { _ in
        _ = try notebook.scratch("long")
        Thread.sleep(forTimeInterval: 1)
        if interrupts { throw Interrupted() }
        return 2
      }
      try Stage.enough(notebook)
    }
  }

  @Test func `a resumed run says what is left, and counts what was done before`() throws {
    let stage = try Stage()
    #expect(stage.perform(body: work(interrupts: true)) == 130)
    #expect(stage.perform("--resume", body: work(interrupts: false)) == 0)
    let told = try #require(
      stage.errors.text.firstMatch(of: /resumed, about (\d+) s left on 2 cores/))
    // Of 40 s, at least the two that were slept through are done.
    #expect(try (2...38).contains(#require(Int(told.1))))
    #expect(stage.errors.text.matches(of: /about 40 s on 2 cores/).count == 1)
    #expect(try stage.record(".cache/records/00-sample-quick.json").run.seconds >= 3)
  }

  @Test func `where nothing is kept, a resumed run says so, and how long all of it takes`() throws {
    let stage = try Stage()
    #expect(stage.perform("--resume", body: work(interrupts: false)) == 0)
    #expect(
      stage.errors.lines.prefix(2) == [
        "nothing is kept of a run with this code and these settings",
        "A sample, preset quick: about 40 s on 2 cores that do nothing else",
      ])
  }

  @Test func `more seeds take longer, and something is always left`() {
    func announcement(_ repeats: Int?, _ seconds: Double) -> String {
      Plan(.seconds(40), repeats: 2)
        .announcement(of: Scripted.chapter, .quick, repeats: repeats, keptSeconds: seconds)
    }
    #expect(announcement(nil, 0).contains("quick: about 40 s on"))
    #expect(announcement(3, 0).contains("quick: about 1 min on"))
    #expect(announcement(3, 20).contains("resumed, about 40 s left on"))
    #expect(announcement(nil, 100).contains("resumed, about 2 s left on"))
  }
}

// MARK: - Interruption

extension StepTests {
  @Test func `a request to stop ends a long loop with 130 and says how to go on`() throws {
    let stage = try Stage()
    let interruption = stage.surroundings.interruption
    let turns = Counter()
    let code = stage.perform("--seed", "3") { notebook in
      try notebook.step("long", as: Int.self) { _ in
        for turn in 0..<100 {
          if turn == 5 { interruption.request() }
          try notebook.checkInterruption()
          turns.increase()
        }
        return turns.value
      }
    }
    #expect(code == 130 && turns.value == 5)
    #expect(
      stage.errors.lines.last
        == "interrupted; finished steps are kept, continue with: .build/release/sample --seed 3 --resume"
    )
    #expect(!stage.exists(".cache/records/00-sample-quick.json"))
  }

  @Test func `cells and steps do not begin after a request to stop`() throws {
    let stage = try Stage()
    stage.surroundings.interruption.request()
    let begun = Counter()
    #expect(stage.perform { try $0.cell("Late") { _ in begun.increase() } } == 130)
    let late: (Notebook) throws -> Void = { notebook in
      try notebook.step("late", as: Int.self) { _ in
        begun.increase()
        return 1
      }
    }
    #expect(stage.perform(body: late) == 130)
    #expect(begun.value == 0)
  }

  @Test func `a signal asks to stop`() {
    Interruption.catchSignals()
    #expect(!Interruption.bySignal.isRequested)
    kill(getpid(), SIGTERM)
    // The signal reaches whichever thread does not block it, a moment later.
    for _ in 0..<500 where !Interruption.bySignal.isRequested { usleep(10_000) }
    #expect(Interruption.bySignal.isRequested)
  }
}
