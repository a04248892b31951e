import Evidence
import Foundation

// MARK: - Writing figures again

/// The texts of chapters that differ from the records, and what they must be.
public struct Update: Sendable {
  /// A text that changes.
  public struct Change: Hashable, Sendable, CustomStringConvertible {
    /// Where it stands.
    public let place: Place
    /// What it was.
    public let old: String
    /// What the record says.
    public let new: String

    /// `chapters/00-foundations.md:41: 1.63 bits/byte → 1.61 bits/byte`
    public var description: String { "\(place): \(old) → \(new)" }
  }

  /// All changes, by place.
  public let changes: [Change]
  /// Records that cannot be trusted, and texts that cannot be found again.
  public let problems: [Problem]
  private let files: [String: Data]
  private let root: URL

  /// Compares the texts of all chapters with the records; nothing is written.
  ///
  /// - Throws: `ManuscriptError`.
  public init(of root: URL) throws {
    let book = try Manuscript(root)
    var changes: [Change] = []
    var files: [String: Data] = [:]
    var problems = book.shelf.problems.filter { $0.kind == .badRecord }
    for chapter in book.chapters {
      var revision = Revision(of: chapter, records: book.shelf.records, in: book.repository)
      revision.revise()
      problems += revision.problems
      guard !revision.changes.isEmpty else { continue }
      changes += revision.changes
      files[chapter.path] = Data(revision.text)
    }
    self.changes = changes
    self.problems = problems.inOrder()
    self.files = files
    self.root = root
  }

  /// Writes the chapters, each whole or not at all.
  ///
  /// - Throws: `WholeFileError`.
  public func write() throws {
    for (path, data) in files.sorted(by: { $0.key < $1.key }) {
      try WholeFile.write(data, to: root.appendingPathComponent(path))
    }
  }
}
