// MARK: - An error explains itself

/// What every error of this project tells its reader, in four lines.
public struct Explanation: Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, in one sentence without a full stop.
  public let what: String
  /// What was found, as it was found.
  public let found: String
  /// What would have been accepted.
  public let allowed: String
  /// The next thing to do, if possible a command.
  public let next: String

  /// Creates an explanation from its four answers.
  public init(what: String, found: String, allowed: String, next: String) {
    self.what = what
    self.found = found
    self.allowed = allowed
    self.next = next
  }

  /// The four lines, as a terminal shows them.
  public var description: String {
    """
    \(what)
      found:   \(found)
      allowed: \(allowed)
      next:    \(next)
    """
  }
}

/// An error whose text is an `Explanation`.
public protocol ExplainedError: Error, CustomStringConvertible {
  /// What the error tells its reader.
  var explanation: Explanation { get }
}

extension ExplainedError {
  /// The explanation's four lines.
  public var description: String { explanation.description }
}

// MARK: - Errors about data

/// An error that the data is to blame for: a file that is damaged, missing or not what it claims.
///
/// A chapter's executable ends with exit code 65 on such an error, and with 1 on any other.
public protocol DataError: Error, CustomStringConvertible {}

// MARK: - Errors about the call

/// An error that the call is to blame for: options, or what surrounds the process.
///
/// Executables end with code 64 for it.
public protocol InvocationError: Error, CustomStringConvertible {}
