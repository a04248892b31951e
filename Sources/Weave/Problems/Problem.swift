// MARK: - A problem

/// Something that keeps the book from being built, told in one line.
public struct Problem: Hashable, Sendable {
  /// How a problem weighs.
  public enum Kind: Hashable, Sendable {
    /// The page would say something that is not so.
    case error
    /// The book is not finished: a region is shown nowhere, or a record is of older code.
    case unfinished
    /// A record cannot be trusted, or is none that the book may show.
    case badRecord
  }

  /// Where it is.
  public let place: Place
  /// What is wrong, with what was found.
  public let what: String
  /// What to do, if possible a command.
  public let next: String
  /// How it weighs.
  public let kind: Kind

  /// Creates a problem.
  public init(_ place: Place, _ what: String, next: String, kind: Kind = .error) {
    self.place = place
    self.what = what
    self.next = next
    self.kind = kind
  }
}

extension Problem: CustomStringConvertible {
  /// `chapters/00-foundations.md:41: what is wrong; what to do`
  public var description: String { "\(place): \(what); \(next)" }
}

// MARK: - Its place

/// A line of a file.
public struct Place: Hashable, Sendable {
  /// The file, relative to the project.
  public let file: String
  /// The line, counted from 1.
  public let line: Int

  /// Creates a place.
  public init(_ file: String, _ line: Int) {
    self.file = file
    self.line = line
  }
}

extension Place: Comparable, CustomStringConvertible {
  /// By file, then by line.
  public static func < (left: Place, right: Place) -> Bool {
    (left.file, left.line) < (right.file, right.line)
  }

  /// `chapters/00-foundations.md:41`
  public var description: String { "\(file):\(line)" }
}

// MARK: - In order

extension Sequence<Problem> {
  /// Each problem once, by place.
  func inOrder() -> [Problem] {
    Set(self).sorted { ($0.place, $0.what, $0.next) < ($1.place, $1.what, $1.next) }
  }
}
