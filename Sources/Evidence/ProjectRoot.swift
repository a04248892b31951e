import Foundation

// MARK: - Finding the project

/// The folder with `Package.swift` and `chapters/`.
public enum ProjectRoot {
  /// Finds the folder: `PARSIMONY_ROOT` where it is set, else the nearest above the working
  /// directory.
  ///
  /// - Throws: `ProjectRootError` when there is none.
  public static func find(
    from directory: URL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> URL {
    if let path = environment["PARSIMONY_ROOT"], !path.isEmpty {
      let root = URL(fileURLWithPath: path, isDirectory: true)
      guard isRoot(root) else { throw ProjectRootError(directory: path, isOverride: true) }
      return root
    }
    var folder = directory.standardizedFileURL
    while !isRoot(folder) {
      guard folder.path != "/" else {
        throw ProjectRootError(directory: directory.path, isOverride: false)
      }
      folder.deleteLastPathComponent()
    }
    return folder
  }

  private static func isRoot(_ folder: URL) -> Bool {
    ["Package.swift", "chapters"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
  }
}

// MARK: - Its error

/// No folder of the project where one was looked for.
public struct ProjectRootError: ExplainedError {
  /// Where the search began.
  public let directory: String
  /// Whether PARSIMONY_ROOT named the folder.
  public let isOverride: Bool

  /// What the error tells its reader.
  public var explanation: Explanation {
    Explanation(
      what: "cannot find the project's folder",
      found: isOverride
        ? "PARSIMONY_ROOT is \(directory), which is not the project"
        : "neither \(directory) nor a folder above it is the project",
      allowed: "a folder that holds Package.swift and chapters/",
      next: "change into the project's folder, or set PARSIMONY_ROOT to it")
  }
}
