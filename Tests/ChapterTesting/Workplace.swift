import Evidence
import Foundation
import Synchronization

// MARK: - A project to run an executable in

/// A copy of what a chapter's executable reads, in a folder of its own: runs leave no trace in the
/// project, and a test may spoil what it likes.
public final class Workplace: Sendable {
  /// The copy of the project.
  public let root: URL
  private let executable: URL
  private let id: String

  /// - Parameters:
  ///   - executable: what is run, a product of the package.
  ///   - id: the chapter's name in its records' names.
  public init(for executable: String, chapter id: String) throws {
    let files = FileManager.default
    self.executable = try built(executable)
    self.id = id
    let project = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    root = files.temporaryDirectory.appendingPathComponent("\(executable)-\(UUID().uuidString)")
    try files.createDirectory(at: root, withIntermediateDirectories: true)
    for name in ["Package.swift", "Sources", "chapters"] {
      try files.copyItem(
        at: project.appendingPathComponent(name), to: root.appendingPathComponent(name))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// A file or folder of the copy.
  public func file(_ path: String) -> URL { root.appendingPathComponent(path) }

  /// Where a run at `smoke` writes its record.
  public var record: URL { file(".cache/records/\(id)-smoke.json") }
}

/// No executable of this name was built with the tests.
private struct NotBuilt: Error {
  let executable: String
}

/// The executable of this build: it stands beside the tests that run, since they depend on it.
private func built(_ executable: String) throws -> URL {
  let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  let candidates = [CommandLine.arguments[0], tests.path].map {
    URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent(executable)
  }
  let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  guard let found else { throw NotBuilt(executable: executable) }
  return found
}

// MARK: - Running it

/// How a run of the executable ended.
public struct Outcome: Sendable {
  /// Its exit code.
  public let code: Int32
  /// What it wrote to its standard output.
  public let output: String
  /// What it wrote to its standard error.
  public let errors: String

  /// The digests of weights that a cell prints after learning.
  public var weights: [Substring] { output.matches(of: /weights ([0-9a-f]{16})/).map(\.1) }
}

extension Workplace {
  /// The checkpoint of a training that has not ended.
  public func unfinishedCheckpoint() throws -> URL? {
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
  public func model() throws -> URL? {
    try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .first { $0.hasSuffix("/model.safetensors") }.map { file($0) }
  }

  /// Runs the executable; sends it SIGINT when `signal` appears on its standard error.
  ///
  /// - Parameter launcher: a command that runs the one behind it, as `mpirun -n 2` does.
  public func run(
    _ arguments: String..., environment: [String: String] = [:], launcher: [String] = [],
    interruptingAt signal: String? = nil
  ) throws -> Outcome {
    try run(arguments, environment, launcher, interruptingAt: signal)
  }

  /// Runs the executable several times at once, each with its arguments and variables.
  public func runTogether(
    _ runs: [(arguments: [String], environment: [String: String])]
  ) throws -> [Outcome] {
    let outcomes = Mutex<[Int: Result<Outcome, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: runs.count) { number in
      let outcome = Result {
        try run(runs[number].arguments, runs[number].environment, [], interruptingAt: nil)
      }
      outcomes.withLock { $0[number] = outcome }
    }
    let done = outcomes.withLock { $0 }
    return try runs.indices.map { try done[$0]!.get() }
  }

  private func run(
    _ arguments: [String], _ environment: [String: String], _ launcher: [String],
    interruptingAt signal: String?
  ) throws -> Outcome {
    let process = Process()
    let command = launcher + [executable.path] + arguments
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = root
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PARSIMONY_ROOT": root.path]) { $1 }.merging(environment) { $1 }
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
}
