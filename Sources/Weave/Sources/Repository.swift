import Foundation

// MARK: - The project's files

/// The files of the project, read as they are asked for.
struct Repository: Sendable {
  let root: URL
  /// The root with symbolic links followed.
  private let realRoot: String

  init(root: URL) {
    self.root = root
    realRoot = root.resolvingSymlinksInPath().path
  }

  func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  /// The text of a file; nil where there is no file, or none that holds text.
  func text(_ path: String) -> String? {
    guard isFile(path), let bytes = try? Data(contentsOf: url(path)) else { return nil }
    return String(data: bytes, encoding: .utf8)
  }

  /// A source with its regions.
  func source(_ path: String) -> SourceFile? { text(path).map { SourceFile(path, text: $0) } }

  /// Whether there is such a file in the project; one that a symbolic link leads out to is none.
  func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url(path).path, isDirectory: &isFolder)
      && !isFolder.boolValue && !leavesProject(path)
  }

  /// Whether what stands at a path lies out of the project once symbolic links are followed.
  func leavesProject(_ path: String) -> Bool {
    // Where nothing stands, no link would be followed, not even one that the project stands behind.
    guard FileManager.default.fileExists(atPath: url(path).path) else { return false }
    let place = url(path).resolvingSymlinksInPath().path
    return place != realRoot && !place.hasPrefix(realRoot + "/")
  }

  func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url(path).path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// The names of the files directly in a folder, sorted; none where there is no such folder.
  func names(in folder: String, ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url(folder).path)) ?? []
    return names.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.sorted()
  }

  /// The paths of all files below a folder, sorted; hidden ones left out.
  func files(below folder: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: url(folder).path)?
      .compactMap { $0 as? String }
    return (paths ?? []).map { "\(folder)/\($0)" }
      .filter { !$0.contains("/.") && isFile($0) }.sorted()
  }
}

// MARK: - Paths

/// Paths that are written relative to a file.
enum Path {
  /// The path relative to the project that `address` means in a file of `folder`.
  ///
  /// - Returns: nil where it leads out of the project.
  static func resolved(_ address: String, in folder: String) -> String? {
    var parts = folder.split(separator: "/").map(String.init)
    for part in address.split(separator: "/", omittingEmptySubsequences: true) {
      switch part {
      case ".": continue
      case "..":
        guard parts.popLast() != nil else { return nil }
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  /// The folder of a file; empty for one that lies in the project's own.
  static func folder(of path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }
}
