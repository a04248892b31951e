import Foundation

// MARK: - The repository's state

/// The commit that is checked out, and whether files differ from it.
public struct GitState: Hashable, Sendable {
  /// The commit, or "unknown".
  public let commit: String
  /// Whether files differ from the commit; nil where that is unknown.
  public let dirty: Bool?

  /// What can be said without git, or outside of a repository.
  public static let unknown = GitState(commit: "unknown", dirty: nil)

  /// Asks git about the repository around `root`. Takes some milliseconds.
  ///
  /// Records and prose are left out of the comparison: each run rewrites a record, and its figures
  /// are then written into the prose. The next run of the same code is no dirtier for it.
  public init(at root: URL, git: [String] = ["/usr/bin/env", "git"]) {
    let inRoot = git + ["-C", root.path]
    guard
      let commit = GitState.output(of: inRoot + ["rev-parse", "--verify", "HEAD"]),
      let changes = GitState.output(
        of: inRoot + [
          "status", "--porcelain", "--", ".", ":(exclude)chapters/results",
          ":(exclude)chapters/*.md",
        ])
    else {
      self = .unknown
      return
    }
    self.init(commit: commit, dirty: !changes.isEmpty)
  }

  init(commit: String, dirty: Bool?) {
    self.commit = commit
    self.dirty = dirty
  }
}

// MARK: - Running git

extension GitState {
  /// The trimmed output of a command; nil when it cannot be run or fails.
  private static func output(of command: [String]) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    // Reading before waiting: a long answer would otherwise fill the pipe and stop git for good.
    let answer = try? pipe.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: answer ?? Data(), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
