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

/// One side's turn. A side's threads go on looking for work for a while after it; the pause lets
/// them fall asleep, so that they do not take time from the next side.
func turn<Result>(_ body: () throws -> Result) rethrows -> Result {
  Thread.sleep(forTimeInterval: 0.25)
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
