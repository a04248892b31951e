import ArgumentParser
import Evidence

// MARK: - When there is colour

/// The values of `--color`.
public enum ColorChoice: String, CaseIterable, ExpressibleByArgument, Sendable {
  case auto, always, never
}

extension Console {
  /// The colours for one of the streams.
  ///
  /// `auto` colours a terminal, unless NO_COLOR is set to anything or TERM is `dumb`.
  func paint(for stream: Stream, _ choice: ColorChoice) -> Paint {
    switch choice {
    case .always: Paint(isOn: true)
    case .never: Paint(isOn: false)
    case .auto:
      Paint(isOn: stream.isTerminal && environment["NO_COLOR", default: ""].isEmpty && !isDumb)
    }
  }
}

// MARK: - What colour says

/// Emphasis for words that say by themselves what the colour says.
struct Paint: Sendable {
  let isOn: Bool

  func bold(_ text: String) -> String { wrapped(text, in: "1") }
  func faint(_ text: String) -> String { wrapped(text, in: "2") }
  func alarming(_ text: String) -> String { wrapped(text, in: "1;31") }

  func verdict(_ verdict: Verdict) -> String {
    switch verdict {
    case .met: wrapped(verdict.description, in: "32")
    case .partly: wrapped(verdict.description, in: "33")
    case .notMet: wrapped(verdict.description, in: "31")
    }
  }

  private func wrapped(_ text: String, in code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
