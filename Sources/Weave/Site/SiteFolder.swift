import Foundation

// MARK: - Writing a site

/// The folder of a site, which is replaced as a whole or left as it was.
public struct SiteFolder: Sendable {
  /// The folder.
  public let url: URL
  /// Gives a folder another name.
  private let move: @Sendable (URL, URL) throws -> Void

  /// Creates the description of a folder, which need not exist.
  public init(_ url: URL) {
    self.init(url) { try FileManager.default.moveItem(at: $0, to: $1) }
  }

  init(_ url: URL, move: @escaping @Sendable (URL, URL) throws -> Void) {
    self.url = url
    self.move = move
  }

  /// Replaces the folder by one that holds exactly `files`.
  ///
  /// They are written into a new folder beside it, which then takes its place.
  ///
  /// - Throws: `SiteFolderError`; the old folder is then still there, or the error tells where.
  public func replace(with files: [String: Data]) throws(SiteFolderError) {
    try check()
    let fresh = sibling("new")
    defer { try? FileManager.default.removeItem(at: fresh) }
    do {
      for (path, data) in files {
        let file = fresh.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
      }
    } catch {
      throw SiteFolderError(path: url.path, reason: error.localizedDescription)
    }
    try putInPlace(fresh)
  }

  /// The old folder is only removed when the new one has its name.
  private func putInPlace(_ fresh: URL) throws(SiteFolderError) {
    let old = sibling("old")
    let hadOne = exists
    do {
      if hadOne { try move(url, old) }
    } catch {
      throw SiteFolderError(path: url.path, reason: error.localizedDescription)
    }
    do {
      try move(fresh, url)
    } catch {
      var reason = error.localizedDescription
      if hadOne, (try? move(old, url)) == nil { reason += "; the old site is now in \(old.path)" }
      throw SiteFolderError(path: url.path, reason: reason)
    }
    try? FileManager.default.removeItem(at: old)
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
