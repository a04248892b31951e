import Synchronization
import Testing

@testable import ChapterCommand

// MARK: - A clock that is set by hand

private final class HandClock {
  var now = ContinuousClock.now
  func advance(by duration: Duration) { now += duration }
}

// MARK: - Progress

@Suite struct ProgressTests {
  private let errors = Transcript()
  private let clock = HandClock()

  private func line(
    isTerminal: Bool, environment: [String: String] = [:], columns: Int = 80
  ) -> ProgressLine {
    let console = Console(
      output: Transcript().stream(), errors: errors.stream(isTerminal: isTerminal),
      environment: environment, columns: columns)
    return ProgressLine("training", on: console) { [clock] in clock.now }
  }

  @Test func `in a pipe there is a line for every tenth`() {
    let line = line(isTerminal: false)
    for step in 0...1000 {
      line.update(Double(step) / 1000, "step \(step)")
      clock.advance(by: .milliseconds(30))
    }
    line.erase()
    #expect(errors.lines.count == 10)
    #expect(errors.lines[2] == "training · 30 % · 9 s elapsed · about 21 s left · step 300")
    #expect(errors.lines[9] == "training · 100 % · 30 s elapsed · step 1000")
    #expect(!errors.text.contains("\u{1B}") && !errors.text.contains("\r"))
  }

  @Test func `a jump over several tenths is one line`() {
    let line = line(isTerminal: false)
    for fraction in [0.05, 0.35, 0.36, 1] { line.update(fraction) }
    #expect(errors.lines.map { $0.split(separator: " · ")[1] } == ["35 %", "100 %"])
  }
}

// MARK: - On a terminal

extension ProgressTests {
  @Test func `on a terminal one line is redrawn, and erased at the end`() {
    let line = line(isTerminal: true)
    line.update(0.25)
    clock.advance(by: .seconds(1))
    line.update(0.5)
    line.erase()
    line.erase()
    #expect(
      errors.text == "\r\u{1B}[Ktraining · 25 % · 0.0 s elapsed · about 0.0 s left"
        + "\r\u{1B}[Ktraining · 50 % · 1 s elapsed · about 1 s left\r\u{1B}[K")
  }

  @Test func `a terminal is redrawn ten times a second, not more`() {
    let line = line(isTerminal: true)
    for step in 0..<1000 {
      line.update(Double(step) / 1000)
      clock.advance(by: .milliseconds(1))
    }
    #expect(errors.text.components(separatedBy: "\r").count - 1 == 10)
  }

  @Test func `the line never wraps`() {
    line(isTerminal: true, columns: 20).update(0.5, "a long detail")
    #expect(errors.text.drop { $0 != "t" }.count == 19)
  }

  @Test func `a dumb terminal is treated as a pipe`() {
    line(isTerminal: true, environment: ["TERM": "dumb"]).update(0.5)
    #expect(errors.text == "training · 50 % · 0.0 s elapsed · about 0.0 s left\n")
  }

  @Test func `what a cell prints does not mix with the line`() throws {
    let stage = try Stage(isTerminal: true)
    stage.perform("--color", "never") { notebook in
      try notebook.cell("Mixed") { page in
        notebook.progress("training") { line in
          line.update(0.5)
          page.print("text")
        }
      }
      try Stage.enough(notebook)
    }
    #expect(stage.errors.text.contains("left\r\u{1B}[K"))
    #expect(stage.output.text.hasPrefix("\nMixed\ntext\n"))
  }
}

// MARK: - Durations

extension ProgressTests {
  @Test(arguments: [
    (0.04, "0.0 s"), (0.44, "0.4 s"), (12.4, "12 s"), (59.4, "59 s"), (59.6, "1 min"),
    (200, "3 min 20 s"), (2400, "40 min"), (3599.7, "1 h 0 min"), (3900, "1 h 5 min"),
  ])
  func `durations read as a person would say them`(seconds: Double, text: String) {
    #expect(Duration.seconds(seconds).brief == text)
  }
}

// MARK: - Colour

@Suite struct ColorTests {
  private func isColored(
    _ choice: String, isTerminal: Bool, _ environment: [String: String] = [:]
  ) throws -> Bool {
    let stage = try Stage(isTerminal: isTerminal, environment: environment)
    #expect(stage.perform("--color", choice) == 0)
    #expect(stage.output.text.contains("✓ met"))
    return stage.output.text.contains("\u{1B}[")
  }

  @Test func `auto colours terminals only`() throws {
    #expect(try isColored("auto", isTerminal: true))
    #expect(try !isColored("auto", isTerminal: false))
  }

  @Test func `NO_COLOR and dumb terminals are honoured`() throws {
    #expect(try !isColored("auto", isTerminal: true, ["NO_COLOR": "1"]))
    #expect(try isColored("auto", isTerminal: true, ["NO_COLOR": ""]))
    #expect(try !isColored("auto", isTerminal: true, ["TERM": "dumb"]))
  }

  @Test func `always and never need no terminal and no environment`() throws {
    #expect(try isColored("always", isTerminal: false, ["NO_COLOR": "1"]))
    #expect(try !isColored("never", isTerminal: true))
  }

  @Test func `without its colours, coloured text is the plain text`() throws {
    let (plain, colored) = (try Stage(), try Stage())
    plain.perform("--color", "never")
    colored.perform("--color", "always")
    #expect(colored.output.text.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain.output.text)
  }
}
