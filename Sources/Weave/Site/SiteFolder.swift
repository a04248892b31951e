import Foundation

// MARK: - Writing a site

/// The folder of a site, which is replaced as a whole or left as it was.
public struct SiteFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Creates the description of a folder, which need not exist.
  public init(_ url: URL) { self.url = url }

  /// Replaces the folder by one that holds exactly `files`.
  ///
  /// They are written into a new folder beside it, which then takes its place.
  ///
  /// - Throws: `SiteFolderError`; the old folder is then still there.
  public func replace(with files: [String: Data]) throws(SiteFolderError) {
    try check()
    let fresh = sibling("new")
    let old = sibling("old")
    defer {
      try? FileManager.default.removeItem(at: fresh)
      try? FileManager.default.removeItem(at: old)
    }
    do {
      for (path, data) in files {
        let file = fresh.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
      }
      if exists { try FileManager.default.moveItem(at: url, to: old) }
      do {
        try FileManager.default.moveItem(at: fresh, to: url)
      } catch {
        try? FileManager.default.moveItem(at: old, to: url)
        throw error
      }
    } catch {
      throw SiteFolderError(path: url.path, reason: error.localizedDescription)
    }
  }

  private func sibling(_ ending: String) -> URL {
    url.deletingLastPathComponent()
      .appendingPathComponent(
        ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).\(ending).tmp")
  }
}

// MARK: - What may be replaced

extension SiteFolder {
  private var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

  /// Only a site, or an empty folder, may be replaced: `--output` could name anything.
  private func check() throws(SiteFolderError) {
    guard exists else { return }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else {
      throw SiteFolderError(path: url.path, reason: "it is no folder")
    }
    guard names.isEmpty || ["index.html", "sources"].allSatisfy(names.contains) else {
      throw SiteFolderError(path: url.path, reason: "it holds files, but no site of this book")
    }
  }
}

/// A folder that could not be written, or must not be.
public struct SiteFolderError: Error, CustomStringConvertible {
  /// The folder.
  public let path: String
  /// What was found.
  public let reason: String

  /// What the error tells its reader.
  public var description: String {
    "the site cannot be written to \(path): \(reason); name another folder with --output"
  }
}
