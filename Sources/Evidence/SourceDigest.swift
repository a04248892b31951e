import Foundation

// MARK: - The digest of code and configuration

/// Tells whether a record still speaks of the code that stands in the book.
public enum SourceDigest {
  /// The digest over the Swift files in `folders`, by path and content, and the configuration.
  ///
  /// - Parameters:
  ///   - folders: Folders relative to `root`; their order does not matter.
  ///   - root: The project's folder.
  ///   - configuration: The settings of the run.
  /// - Throws: `SourceDigestError` for a folder that is missing or holds no Swift file.
  public static func digest(
    of folders: [String], in root: URL, configuration: JSON
  ) throws -> Digest {
    var bytes = Data()
    // Each part is preceded by its length, so that no two lists of parts give the same bytes.
    func append(_ part: Data) {
      bytes.append(Data("\(part.count)\n".utf8))
      bytes.append(part)
    }
    for path in try folders.flatMap({ try swiftFiles(in: $0, of: root) }).sorted() {
      append(Data(path.utf8))
      append(try Data(contentsOf: root.appendingPathComponent(path)))
    }
    append(Data(configuration.compactText.utf8))
    return SHA256.digest(of: bytes)
  }

  private static func swiftFiles(in folder: String, of root: URL) throws -> [String] {
    let path = root.appendingPathComponent(folder).path
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String }
    let files = (names ?? []).filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
    guard !files.isEmpty else {
      throw SourceDigestError(folder: folder, exists: FileManager.default.fileExists(atPath: path))
    }
    return files
  }
}

// MARK: - Its error

/// A folder whose Swift files should be digested, but which has none.
public struct SourceDigestError: ExplainedError {
  /// The folder, relative to the project.
  public let folder: String
  /// Whether there is such a folder at all.
  public let exists: Bool

  /// What the error tells its reader.
  public var explanation: Explanation {
    Explanation(
      what: "cannot take the digest of the sources in \(folder)",
      found: exists ? "a folder without a Swift file" : "no such folder",
      allowed: "a folder of the project with at least one Swift file",
      next: "correct the chapter's list of sources, or set PARSIMONY_ROOT to the project")
  }
}
