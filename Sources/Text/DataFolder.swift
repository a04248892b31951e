import Foundation

// MARK: - The data folder

/// Where the texts lie: the package's own folder, to which every path of the manifest is relative.
public struct DataFolder: Hashable, Sendable {
  /// The folder that holds `Package.swift` and `chapters/data`.
  public let root: URL

  /// Takes `root` as it is, without looking whether anything is there.
  public init(root: URL) {
    self.root = root
  }

  /// The file that names every text.
  public var manifest: URL { url(of: "chapters/data/manifest.json") }

  /// Where the file at `path`, relative to the root, lies.
  public func url(of path: String) -> URL {
    root.appendingPathComponent(path)
  }
}

// MARK: - Finding the data folder

extension DataFolder {
  /// The environment variable that names the root outright.
  public static let variable = "PARSIMONY_ROOT"

  /// Walks up from `start` to the first folder that holds `Package.swift` and `chapters/data`.
  ///
  /// The variable ``variable`` of the `environment`, where it is set, comes first and is not
  /// replaced by a search when it is wrong. Throws `DataError.folderNotFound`.
  public static func find(
    from start: URL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> DataFolder {
    if let path = environment[variable], !path.isEmpty {
      let named = DataFolder(root: URL(fileURLWithPath: path, isDirectory: true))
      guard named.isRoot else { throw DataError.folderNotFound(start: path) }
      return named
    }
    var folder = start.standardizedFileURL
    while true {
      let candidate = DataFolder(root: folder)
      if candidate.isRoot { return candidate }
      guard folder.path != "/" else { throw DataError.folderNotFound(start: start.path) }
      folder.deleteLastPathComponent()
    }
  }

  private var isRoot: Bool {
    ["Package.swift", "chapters/data"].allSatisfy {
      FileManager.default.fileExists(atPath: url(of: $0).path)
    }
  }
}
