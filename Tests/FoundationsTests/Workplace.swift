import Evidence
import Foundation
import Testing

// MARK: - A project to run the executable in

/// A copy of what the executable reads, in a folder of its own: runs leave no trace in the project,
/// and a test may spoil what it likes.
final class Workplace {
  let root: URL

  init() throws {
    let files = FileManager.default
    let project = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    root = files.temporaryDirectory.appendingPathComponent("foundations-\(UUID().uuidString)")
    try files.createDirectory(at: root, withIntermediateDirectories: true)
    for name in ["Package.swift", "Sources", "chapters"] {
      try files.copyItem(
        at: project.appendingPathComponent(name), to: root.appendingPathComponent(name))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func file(_ path: String) -> URL { root.appendingPathComponent(path) }

  var record: URL { file(".cache/records/00-foundations-smoke.json") }
}

// MARK: - Running it

/// How a run of the executable ended.
struct Outcome {
  let code: Int32
  let output: String
  let errors: String

  /// The digests of each seed's weights, which the record's cell «Training» prints.
  var weights: [Substring] { output.matches(of: /weights ([0-9a-f]+)/).map(\.1) }
}

extension Workplace {
  /// The checkpoint of a training that has not ended.
  func unfinishedCheckpoint() throws -> URL? {
    try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix("/checkpoint.safetensors") }
      .map { file($0) }
      .first { checkpoint in
        let model = checkpoint.deletingLastPathComponent()
          .appendingPathComponent("model.safetensors")
        return !FileManager.default.fileExists(atPath: model.path)
      }
  }

  /// The weights that a run with one seed left.
  func model() throws -> URL? {
    try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .first { $0.hasSuffix("/model.safetensors") }.map { file($0) }
  }

  /// Runs `foundations` with arguments; sends it SIGINT when `signal` appears on its stderr.
  func run(_ arguments: String..., interruptingAt signal: String? = nil) throws -> Outcome {
    let process = Process()
    process.executableURL = try Workplace.executable()
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PARSIMONY_ROOT": root.path]) { $1 }
    // Output goes to a file: a pipe that nobody empties would fill up and stop the process.
    let output = root.appendingPathComponent("stdout-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let errors = Pipe()
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var complaint = Data()
    var isSignalled = false
    while case let more = errors.fileHandleForReading.availableData, !more.isEmpty {
      complaint += more
      // Once only: a second signal ends the process at once.
      if !isSignalled, let signal, String(decoding: complaint, as: UTF8.self).contains(signal) {
        kill(process.processIdentifier, SIGINT)
        isSignalled = true
      }
    }
    process.waitUntilExit()
    let text = try Data(contentsOf: output)
    return Outcome(
      code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: complaint, as: UTF8.self))
  }

  /// The executable of this build: it stands beside the tests that run, since they depend on it.
  private static func executable() throws -> URL {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let candidates = [CommandLine.arguments[0], tests.path].map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("foundations")
    }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "foundations is not built beside \(tests.path)")
  }
}
