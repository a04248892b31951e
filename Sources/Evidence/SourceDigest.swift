import Foundation

// MARK: - The digest of code and configuration

/// Tells whether a record still speaks of the code that stands in the book.
public enum SourceDigest {
  /// What the names of sources end in: Swift, C, and the maps that make modules of C.
  private static let endings = [".swift", ".c", ".h", ".modulemap"]

  /// The digest over sources, by path and content, and the configuration.
  ///
  /// - Parameters:
  ///   - sources: Folders, of which the Swift and C files count, and single files of any kind, all
  ///     relative to `root`; their order does not matter.
  ///   - root: The project's folder.
  ///   - configuration: The settings of the run; `null` where it is code alone that counts.
  /// - Throws: `SourceDigestError` for a source that is missing, or a folder without such files.
  public static func digest(
    of sources: [String], in root: URL, configuration: JSON = .null
  ) throws -> Digest {
    var bytes = Data()
    // Each part is preceded by its length, so that no two lists of parts give the same bytes.
    func append(_ part: Data) {
      bytes.append(Data("\(part.count)\n".utf8))
      bytes.append(part)
    }
    for path in try Set(sources.flatMap { try files(of: $0, in: root) }).sorted() {
      append(Data(path.utf8))
      append(try Data(contentsOf: root.appendingPathComponent(path)))
    }
    append(Data(configuration.compactText.utf8))
    return SHA256.digest(of: bytes)
  }

  private static func files(of source: String, in root: URL) throws -> [String] {
    let path = root.appendingPathComponent(source).path
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists && !isFolder.boolValue { return [source] }
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    let files = names.filter { endings.contains(where: $0.hasSuffix) }.map { "\(source)/\($0)" }
    guard !files.isEmpty else { throw SourceDigestError(source: source, exists: exists) }
    return files
  }
}

// MARK: - Its error

/// Sources that should be digested, but are not there.
public struct SourceDigestError: ExplainedError {
  /// The folder or file, relative to the project.
  public let source: String
  /// Whether there is such a folder at all.
  public let exists: Bool

  /// What the error tells its reader.
  public var explanation: Explanation {
    Explanation(
      what: "cannot take the digest of the sources in \(source)",
      found: exists ? "a folder without a Swift or C file" : "no such folder or file",
      allowed: "a file of the project, or a folder with at least one Swift or C file",
      next: "correct the chapter's list of sources, or set PARSIMONY_ROOT to the project")
  }
}
