import ChapterCommand
import Evidence
import Foundation

// MARK: - Taking turns

/// Times all sides once a round, and forgets the first rounds, in which caches fill.
func takeTurns(
  rounds: Int, _ progress: ProgressLine, in notebook: Notebook, _ round: () throws -> [Double]
) throws -> [[Double]] {
  let warmUp = 3
  return try Array(
    (0..<warmUp + rounds).map { index in
      try notebook.checkInterruption()
      let seconds = try round()
      progress.update(Double(index + 1) / Double(warmUp + rounds))
      return seconds
    }.dropFirst(warmUp))
}

/// The seconds that `body` takes.
func seconds(_ body: () -> Void) -> Double {
  ContinuousClock().measure(body) / .seconds(1)
}

/// One side's turn: a pause, in which the other side's threads stop looking for work; once without
/// counting, so that its own memory is in the caches; and once that counts.
func turn<Result>(_ body: () throws -> Result) rethrows -> Result {
  Thread.sleep(forTimeInterval: 0.2)
  _ = try body()
  return try body()
}

// MARK: - Showing figures

extension Page {
  /// A table of all figures of one shape whose ids start with one of the words.
  func show(_ shape: String, _ words: [String], of notebook: Notebook) {
    let figures = notebook.measurements.filter { figure in
      figure.id.hasSuffix(shape) && words.contains { figure.id.hasPrefix($0) }
    }
    table(["", "median (interval)"], figures.map { [$0.id, $0.figureWithInterval] })
  }
}
