import Evidence
import Foundation

// MARK: - Steps

extension Notebook {
  /// Runs a step, and keeps its result; with `--resume`, a result that was kept is read instead.
  ///
  /// A step's result depends on code, configuration, seeds and threads alone, never on what was
  /// printed in it: print after it, in the cell.
  ///
  /// - Parameters:
  ///   - name: The step's name in kebab-case, once a run.
  ///   - type: What the step returns.
  ///   - work: The step; its line of progress bears its name.
  @discardableResult
  public func step<Value: Codable>(
    _ name: String, as type: Value.Type = Value.self, _ work: (ProgressLine) throws -> Value
  ) throws -> Value {
    noteStep(name)
    try checkInterruption()
    let folder = try steps.get()
    if let kept = folder.keptStep(name, as: type) {
      resumedSeconds += kept.seconds
      remark("\(name): taken from the interrupted run")
      return kept.value
    }
    let earlier = folder.unfinishedSeconds(of: name)
    resumedSeconds += earlier
    let start = ContinuousClock.now
    func seconds() -> Double { earlier + (ContinuousClock.now - start) / .seconds(1) }
    do {
      let value = try progress(name, work)
      try folder.keep(KeptStep(seconds: seconds(), value: value), as: name)
      return value
    } catch {
      try? folder.note(seconds(), ofUnfinished: name)
      throw error
    }
  }

  /// A folder in which a long step may keep its own checkpoints.
  ///
  /// It is empty at first, and with `--resume` as the interrupted run left it.
  public func scratch(_ step: String) throws -> URL {
    let folder = try steps.get().scratch(of: step)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}

// MARK: - What is left to do

extension Notebook {
  /// Says how long a resumed run will take.
  func tellWhatIsLeft(in folder: StepFolder) {
    guard options.resume, let plan = chapter.presets[preset] else { return }
    let kept = folder.keptSeconds
    if kept == 0 { remark("nothing is kept of a run with this code and these settings") }
    remark(
      plan.announcement(of: chapter, preset, repeats: options.repeats, keptSeconds: kept))
  }
}

// MARK: - Where steps are kept

/// What is kept of a finished step.
struct KeptStep<Value: Codable>: Codable {
  let seconds: Double
  let value: Value
}

/// The folder of one run's steps. Its name holds a digest of all that the results depend on,
/// so that a result of other code or settings is never taken.
struct StepFolder {
  let folder: URL

  /// Opens the folder of a run, and empties it unless the run resumes another.
  init(for notebook: Notebook) throws {
    let files = FileManager.default
    let settings = JSON.object([
      "configuration": notebook.configuration,
      "seeds": try JSON(encoding: notebook.seeds),
      "threads": .integer(notebook.threads),
      "blas": try JSON(encoding: notebook.blas),
      "flags": try JSON(encoding: notebook.buildFlags),
      "texts": .string(try StepFolder.digestOfTexts(in: notebook.root)),
    ])
    let digest = try SourceDigest.digest(
      of: notebook.chapter.sources + notebook.chapter.engine, in: notebook.root,
      configuration: settings)
    let name = [
      notebook.chapter.id, notebook.preset.rawValue, "\(notebook.seed)",
      String(digest.description.prefix(12)),
    ]
    folder = notebook.root.appendingPathComponent(".cache/runs/" + name.joined(separator: "-"))
    if !notebook.keepsSteps && files.fileExists(atPath: folder.path) {
      try files.removeItem(at: folder)
    }
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
  }
}

extension StepFolder {
  /// The digest of the manifest, which holds those of all texts.
  private static func digestOfTexts(in root: URL) throws -> String {
    let manifest = root.appendingPathComponent("chapters/data/manifest.json")
    guard FileManager.default.fileExists(atPath: manifest.path) else { return "none" }
    return SHA256.digest(of: try Data(contentsOf: manifest)).description
  }
}

// MARK: - Keeping and taking

extension StepFolder {
  // Unlike a record, a step may hold numbers that are none: a loss may be infinite for a while.
  private static let (infinity, minusInfinity, none) = ("inf", "-inf", "nan")

  func keep<Value>(_ step: KeptStep<Value>, as name: String) throws {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: Self.infinity, negativeInfinity: Self.minusInfinity, nan: Self.none)
    try WholeFile.write(encoder.encode(step), to: file(of: name))
    try? FileManager.default.removeItem(at: unfinished(name))
  }

  /// The step that was kept; none where there is no whole one, which then is run again.
  func keptStep<Value>(_ name: String, as type: Value.Type) -> KeptStep<Value>? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: Self.infinity, negativeInfinity: Self.minusInfinity, nan: Self.none)
    guard let contents = try? Data(contentsOf: file(of: name)) else { return nil }
    return try? decoder.decode(KeptStep<Value>.self, from: contents)
  }

  func scratch(of step: String) -> URL { folder.appendingPathComponent("\(step).scratch") }

  private func file(of step: String) -> URL {
    precondition(step.isKebabCase, "\"\(step)\" is not in kebab-case, as in train-seed-1")
    return folder.appendingPathComponent("\(step).json")
  }
}

// MARK: - The time that work took

extension StepFolder {
  private struct Time: Codable { let seconds: Double }

  /// Notes how long a step worked that did not finish, if it has checkpoints of its own: without
  /// them, the work is done again.
  func note(_ seconds: Double, ofUnfinished step: String) throws {
    guard FileManager.default.fileExists(atPath: scratch(of: step).path) else { return }
    try WholeFile.write(JSONEncoder().encode(Time(seconds: seconds)), to: unfinished(step))
  }

  /// The seconds that a step worked before it was interrupted.
  func unfinishedSeconds(of step: String) -> Double { seconds(in: unfinished(step)) }

  /// The seconds of all work that need not be done again.
  var keptSeconds: Double {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "json" }.map(seconds).reduce(0, +)
  }

  private func unfinished(_ step: String) -> URL {
    folder.appendingPathComponent("\(step).unfinished.json")
  }

  private func seconds(in file: URL) -> Double {
    let time = try? JSONDecoder().decode(Time.self, from: Data(contentsOf: file))
    return time?.seconds ?? 0
  }
}
