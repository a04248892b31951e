import ChapterCommand
import Evidence
import Foundation
import Tensors

// MARK: - A folder of trials

/// Trials whose results are kept in files, for one process or for many that share the folder.
///
/// A trial is a value that says all that its result depends on, and its file is named by the digest
/// of that. Whoever computes one holds a lock meanwhile, which ends with the process: no trial is
/// computed twice at a time, and none is lost when a process dies.
struct TrialFolder: Sendable {
  let folder: URL
  let launch: Launch
  /// How many trials this process computes at a time.
  let threads: Int
  /// What the first process holds as long as it lives; nil for the first one itself.
  var first: URL?

  /// A result, which process computed it, and how long that took.
  struct Kept<Value: Codable & Sendable>: Codable, Sendable {
    let rank: Int
    let seconds: Double
    let value: Value
  }

  /// Where a trial is kept: a file for its result, and names for whatever else it leaves.
  func file(of trial: some Encodable, ending: String = "json") throws -> URL {
    let words = try JSON(encoding: trial).compactText
    let digest = SHA256.digest(of: words.utf8).description
    return folder.appendingPathComponent("\(digest.prefix(24)).\(ending)")
  }

  /// The result that is kept; nil where there is none, or no whole one.
  func kept<Value>(_ trial: some Encodable, as: Value.Type = Value.self) throws -> Kept<Value>? {
    guard let contents = try? Data(contentsOf: file(of: trial)) else { return nil }
    return try? JSONDecoder().decode(Kept<Value>.self, from: contents)
  }
}

// MARK: - Sharing trials

extension TrialFolder {
  /// The results of trials, in their order: those that are kept, those that this process computes,
  /// and those that it waits for because others do.
  ///
  /// - Parameters:
  ///   - firstAlone: whether the launch's first process computes, and all others wait.
  ///   - report: receives the share of all trials that is done, and the loss of one that is being
  ///     computed; may throw to end it.
  ///   - compute: computes one trial on one thread.
  func results<Trial: Encodable & Sendable, Value: Codable & Sendable>(
    of trials: [Trial], firstAlone: Bool = false,
    report: (_ share: Double, _ loss: Float) throws -> Void,
    computing compute: @escaping @Sendable (Trial, SideBySide<Value?>.Report) throws -> Value
  ) throws -> [Value] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var results: [Int: Value] = [:]
    while true {
      for index in trials.indices where results[index] == nil {
        results[index] = try kept(trials[index], as: Value.self)?.value
      }
      let missing = trials.indices.filter { results[$0] == nil }
      if missing.isEmpty { return trials.indices.map { results[$0]! } }
      func tell(_ share: Double, _ loss: Float) throws {
        try report((Double(results.count) + share) / Double(trials.count), loss)
      }
      try tell(0, .nan)
      if firstAlone && launch.rank > 0 {
        try waitForOthers()
        continue
      }
      // Each process begins at another place, so that they seldom ask for the same trial.
      let start = missing.count * launch.rank / launch.count
      let order = missing[start...] + missing[..<start]
      let jobs = SideBySide(
        order.map { index in { report in try attempt(trials[index], compute, report) } },
        threads: threads)
      var hasComputed = false
      for (number, index) in order.enumerated() {
        results[index] = try jobs.value(of: number) { share, loss in
          try tell(share < 1 ? share : 0, loss)
        }
        hasComputed = hasComputed || results[index] != nil
      }
      if !hasComputed { try waitForOthers() }
    }
  }

  /// - Throws: `LaunchError` where the first process has ended: nobody waits for results any more.
  private func waitForOthers() throws {
    if let first, !TrialClaim.isHeld(first) {
      throw LaunchError(
        what: "the first process has ended before its run was done",
        found: "rank \(launch.rank) of \(launch.count), which waits for its trials",
        allowed: "a first process that lives until all trials are made",
        next: "look at its error, and start all of them again with --resume")
    }
    Thread.sleep(forTimeInterval: 0.1)
  }

  /// Computes a trial and keeps its result; nil while another process does.
  private func attempt<Trial: Encodable, Value: Codable & Sendable>(
    _ trial: Trial,
    _ compute: @escaping @Sendable (Trial, SideBySide<Value?>.Report) throws -> Value,
    _ report: SideBySide<Value?>.Report
  ) throws -> Value? {
    guard let claim = try TrialClaim(file(of: trial, ending: "claim")) else { return nil }
    defer { claim.end() }
    // Another process may have finished it since we looked.
    if let kept = try kept(trial, as: Value.self) { return kept.value }
    let clock = ContinuousClock()
    let start = clock.now
    let value = try compute(trial, report)
    let seconds = (clock.now - start) / .seconds(1)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try WholeFile.write(
      encoder.encode(Kept(rank: launch.rank, seconds: seconds, value: value)), to: file(of: trial))
    return value
  }
}

// MARK: - A claim

/// The exclusive right to compute a trial, as long as the process lives or until it ends it.
struct TrialClaim {
  private let descriptor: Int32
  private let file: URL

  /// Claims; nil where another process, or another thread of this one, has claimed it.
  init?(_ file: URL) throws {
    let descriptor = open(file.path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw WholeFileError(path: file.path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      close(descriptor)
      // A folder without locks would make everyone wait for everyone.
      guard reason == EWOULDBLOCK else {
        throw WholeFileError(path: file.path, reason: String(cString: strerror(reason)))
      }
      return nil
    }
    (self.descriptor, self.file) = (descriptor, file)
  }

  func end() {
    unlink(file.path)
    close(descriptor)
  }

  /// Holds a file as long as this process lives.
  static func hold(_ file: URL) throws {
    let descriptor = open(file.path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
      throw WholeFileError(path: file.path, reason: String(cString: strerror(errno)))
    }
  }

  /// Whether a process holds a file.
  static func isHeld(_ file: URL) -> Bool {
    let descriptor = open(file.path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }
}

// MARK: - A notebook's trials

extension Notebook {
  /// The folder of a step's trials.
  func trials(_ step: String) throws -> TrialFolder {
    let launch = try Launch(environment: environment)
    return TrialFolder(
      folder: try scratch(step), launch: launch, threads: threads,
      first: launch.rank > 0 ? launch.file(in: self) : nil)
  }

  /// A step of trials, which all processes of a launch share.
  func results<Trial: Encodable & Sendable, Value: Codable & Sendable>(
    _ step: String, of trials: [Trial], firstAlone: Bool = false,
    computing compute: @escaping @Sendable (Trial, SideBySide<Value?>.Report) throws -> Value
  ) throws -> [Value] {
    try self.step(step) { progress in
      try self.trials(step).results(
        of: trials, firstAlone: firstAlone,
        report: { share, loss in
          progress.update(share, loss.isFinite ? "loss \(Figure.text(Double(loss)))" : "")
          try checkInterruption()
        }, computing: compute)
    }
  }
}
