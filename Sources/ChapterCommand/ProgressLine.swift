import Foundation

// MARK: - How far a task is

/// Tells on the errors' stream how far one long task is.
///
/// On a terminal it is one line, redrawn at most ten times a second and erased at the end.
/// Elsewhere it is a line for every 10 %.
public final class ProgressLine {
  private let name: String
  private let console: Console?
  private let now: () -> ContinuousClock.Instant
  private let start: ContinuousClock.Instant
  private var lastDrawing: ContinuousClock.Instant?
  private var tenthsTold = 0

  /// Begins a task; without a console, nothing is told.
  init(
    _ name: String, on console: Console?,
    now: @escaping () -> ContinuousClock.Instant = { .now }
  ) {
    self.name = name
    self.console = console
    self.now = now
    start = now()
  }

  /// Tells that a share of the task is done.
  ///
  /// - Parameters:
  ///   - fraction: From 0 to 1.
  ///   - detail: What to say besides: the loss, for example.
  public func update(_ fraction: Double, _ detail: @autoclosure () -> String = "") {
    guard let console else { return }
    if console.redraws {
      redraw(fraction, detail, on: console)
    } else {
      tell(fraction, detail, on: console)
    }
  }
}

// MARK: - Redrawn, or a line for every tenth

extension ProgressLine {
  private func redraw(_ fraction: Double, _ detail: () -> String, on console: Console) {
    if let lastDrawing, now() - lastDrawing < .milliseconds(100), fraction < 1 { return }
    lastDrawing = now()
    // A line that wraps could not be erased.
    console.errors.write(eraser + text(fraction, detail()).prefix(console.columns - 1))
  }

  private func tell(_ fraction: Double, _ detail: () -> String, on console: Console) {
    // A fraction such as 0.7 may be summed from parts and fall short by a rounding error.
    let tenths = Int((fraction * 10 + 1e-9).rounded(.down))
    guard tenths > tenthsTold else { return }
    tenthsTold = tenths
    console.errors.write(text(fraction, detail()) + "\n")
  }

  /// Removes the redrawn line, so that something else can be written in its place.
  func erase() {
    guard let console, lastDrawing != nil else { return }
    console.errors.write(eraser)
    lastDrawing = nil
  }

  private var eraser: String { "\r\u{1B}[K" }

  private func text(_ fraction: Double, _ detail: String) -> String {
    let elapsed = now() - start
    let percent = Int((fraction * 100 + 1e-9).rounded(.down))
    var parts = [name, "\(percent) %", "\(elapsed.brief) elapsed"]
    if fraction > 0 && fraction < 1 {
      parts.append("about \((elapsed * ((1 - fraction) / fraction)).brief) left")
    }
    return (parts + (detail.isEmpty ? [] : [detail])).joined(separator: " · ")
  }
}

// MARK: - Durations in words

extension Duration {
  /// The duration as a person would say it: `0.4 s`, `12 s`, `3 min 20 s`, `1 h 5 min`.
  public var brief: String {
    let seconds = self / .seconds(1)
    let whole = Int(seconds.rounded())
    return switch seconds {
    case ..<1: String(format: "%.1f s", seconds)
    case ..<59.5: "\(whole) s"
    case ..<3599.5 where whole % 60 == 0: "\(whole / 60) min"
    case ..<3599.5: "\(whole / 60) min \(whole % 60) s"
    default: "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
  }
}
