import Foundation

// MARK: - Writing whole or not at all

/// Files that are either the old ones or the new ones, whatever happens in between.
public enum WholeFile {
  /// Writes `contents` to `url` through a temporary file in the same folder.
  ///
  /// The bytes reach the disk before the name does: a reader, or a machine that loses its power,
  /// finds the old file or the new one, never half of either.
  ///
  /// - Throws: `WholeFileError`; the old file is then still there.
  public static func write(_ contents: Data, to url: URL) throws {
    let temporary = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString.prefix(8)).tmp")
    do throws(POSIXError) {
      try create(temporary, holding: contents)
      guard rename(temporary.path, url.path) == 0 else { throw POSIXError.last }
    } catch {
      unlink(temporary.path)
      throw WholeFileError(path: url.path, reason: String(cString: strerror(error.code.rawValue)))
    }
  }
}

// MARK: - The temporary file

extension WholeFile {
  private static func create(_ url: URL, holding contents: Data) throws(POSIXError) {
    let file = open(url.path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard file >= 0 else { throw POSIXError.last }
    defer { close(file) }
    var rest = contents[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw POSIXError.last }
      rest = rest.dropFirst(count)
    }
    guard fsync(file) == 0 else { throw POSIXError.last }
  }
}

extension POSIXError {
  fileprivate static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}

// MARK: - Before the work

extension WholeFile {
  /// Makes sure, before hours are spent on its contents, that a file could be written.
  ///
  /// - Throws: `WholeFileError`.
  public static func checkWritable(_ url: URL) throws {
    let folder = url.deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    if !exists || !isFolder.boolValue {
      throw WholeFileError(path: url.path, reason: "there is no folder \(folder)")
    }
    if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue
    {
      throw WholeFileError(path: url.path, reason: "it is a folder")
    }
    if access(folder, W_OK) != 0 {
      throw WholeFileError(path: url.path, reason: "no permission to write in \(folder)")
    }
  }
}

// MARK: - Its error

/// A file that could not be written.
public struct WholeFileError: ExplainedError {
  /// The file.
  public let path: String
  /// What the system said.
  public let reason: String

  /// An error with the system's reason.
  public init(path: String, reason: String) { (self.path, self.reason) = (path, reason) }

  /// What the error tells its reader.
  public var explanation: Explanation {
    Explanation(
      what: "cannot write \(path)",
      found: reason,
      allowed: "a file in a folder that exists and can be written to",
      next: "create the folder or change its permissions, or write elsewhere with --json PATH")
  }
}
