import Foundation

// MARK: - Where text goes

/// The two streams that an executable writes to, and what it knows about them.
public struct Console: Sendable {
  /// One of the streams.
  public struct Stream: Sendable {
    /// Writes a text at once, as it is.
    public let write: @Sendable (String) -> Void
    /// Whether a person looks at it.
    public let isTerminal: Bool

    /// Creates a stream.
    public init(isTerminal: Bool, write: @escaping @Sendable (String) -> Void) {
      self.write = write
      self.isTerminal = isTerminal
    }
  }

  /// For tables, or the record as JSON.
  public let output: Stream
  /// For progress, warnings and errors.
  public let errors: Stream
  /// The environment's variables.
  public let environment: [String: String]
  /// How many characters fit in a line.
  public let columns: Int

  /// Creates a console.
  public init(
    output: Stream, errors: Stream, environment: [String: String] = [:], columns: Int = 80
  ) {
    self.output = output
    self.errors = errors
    self.environment = environment
    self.columns = columns
  }
}

// MARK: - The process's own console

extension Console {
  /// The process's own streams. Nothing is buffered: each text is seen as soon as it is written.
  public static var standard: Console {
    Console(
      output: .descriptor(STDOUT_FILENO), errors: .descriptor(STDERR_FILENO),
      environment: ProcessInfo.processInfo.environment, columns: terminalColumns)
  }

  /// The process's own, but for its output, which nobody reads.
  public static var withoutOutput: Console {
    Console(
      output: Stream(isTerminal: false) { _ in }, errors: standard.errors,
      environment: standard.environment, columns: standard.columns)
  }

  private static var terminalColumns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

extension Console.Stream {
  fileprivate static func descriptor(_ descriptor: Int32) -> Self {
    Self(isTerminal: isatty(descriptor) == 1) { text in
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }
  }
}

// MARK: - When a line may be redrawn

extension Console {
  /// Whether a line on the errors' stream may be erased and drawn again.
  var redraws: Bool { errors.isTerminal && !isDumb }

  var isDumb: Bool { environment["TERM"] == "dumb" }
}
