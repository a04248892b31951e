import Evidence
import Foundation

// MARK: - The end of a run

extension Notebook {
  /// Makes the record, writes it where it belongs, and prints the verdicts.
  ///
  /// - Throws: `NotebookError` where a claim names what was not measured; `WholeFileError`.
  func finish() throws -> Record {
    let record = try NotebookError.wrap { try makeRecord() }
    warnIfSourcesChanged()
    print(record.claims)
    switch destination {
    case .standardOutput:
      console.output.write(String(decoding: try record.encoded(), as: UTF8.self))
    case .file(let url):
      try record.write(to: url)
      remark("record: \(url.path.replacing(root.path + "/", with: "", maxReplacements: 1))")
    }
    return record
  }

  private func makeRecord() throws -> Record {
    try Record(
      chapter: chapter.id,
      run: Run(
        preset: preset.rawValue, configuration: configuration, seeds: seeds, threads: threads,
        start: start,
        seconds: (ContinuousClock.now - startInstant) / .seconds(1) + resumedSeconds),
      code: Code(git: git, sources: chapter.sources, digest: codeDigest, engine: engine),
      data: data,
      build: .current(flags: buildFlags),
      machine: machine,
      blas: blas,
      measurements: measurements,
      claims: chapter.claims,
      outputs: outputs)
  }
}

// MARK: - What is said at the end

extension Notebook {
  /// A run can take long enough for its author to go on writing.
  fileprivate func warnIfSourcesChanged() {
    let digest = try? SourceDigest.digest(
      of: chapter.sources, in: root, configuration: configuration)
    guard digest != codeDigest || (try? Engine(of: chapter.engine, in: root)) != engine else {
      return
    }
    console.errors.write(
      "warning: sources changed during the run; the record keeps the old digest\n")
  }

  fileprivate func print(_ findings: [Finding]) {
    guard !findings.isEmpty else { return }
    let paint = console.paint(for: console.output, options.color)
    let width = findings.map(\.verdict.description.count).max() ?? 0
    let lines = findings.map { finding in
      let padding = String(repeating: " ", count: width - finding.verdict.description.count)
      return paint.verdict(finding.verdict) + padding + "  " + finding.claim.statement + "\n"
    }
    writeHeading("Claims")
    write(lines.joined())
  }
}

// MARK: - Where the record goes

/// Where a run's record goes.
enum RecordDestination: Equatable {
  case standardOutput
  case file(URL)

  /// Decides where the record goes, and makes sure that it can go there before anything is run.
  init(
    _ options: ChapterOptions, of chapter: Chapter, in root: URL, publishes: Bool
  ) throws {
    switch options.json {
    case "-":
      self = .standardOutput
    case let path?:
      self = .file(URL(fileURLWithPath: path))
    case nil where publishes && options.preset == .book:
      self = .file(RecordDestination.published(chapter, in: root))
    case nil:
      let folder = root.appendingPathComponent(".cache/records")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      self = .file(
        folder.appendingPathComponent("\(chapter.id)-\(options.preset.rawValue).json"))
    }
    if case .file(let url) = self { try WholeFile.checkWritable(url) }
  }

  /// The record that the book shows.
  static func published(_ chapter: Chapter, in root: URL) -> URL {
    root.appendingPathComponent("chapters/results/\(chapter.id).json")
  }
}

// MARK: - What a notebook refuses

/// A measurement or a claim that cannot stand in a record.
///
/// The texts are those of `RecordError`, but nobody's data is to blame: the exit code is 1.
struct NotebookError: ExplainedError {
  let explanation: Explanation

  static func wrap<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as RecordError {
      throw NotebookError(explanation: error.explanation)
    }
  }
}
