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
      try writeTable(of: url)
      try record.write(to: url)
      let path = url.path.replacing(root.path + "/", with: "", maxReplacements: 1)
      remark("record: \(path)\(comparison)")
    }
    return record
  }

  /// How the record is compared with the one of the book, if that is possible.
  private var comparison: String {
    switch destination {
    case .file(RecordDestination.published(chapter, in: root)):
      "; to compare it with the one before: git diff chapters/results"
    case .file(RecordDestination.own(chapter, preset, in: root)):
      "; beside the book's: \(command) info --preset \(preset.rawValue)"
    default: ""
    }
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
      claims: chapter.claims.filter { openClaims[$0.id] == nil },
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
    guard !findings.isEmpty || !openClaims.isEmpty else { return }
    let paint = console.paint(for: console.output, options.color)
    let lines = paint.claims(
      findings.map { ($0.claim, $0.verdict) }, columns: console.columns)
    writeHeading("Claims")
    if preset != .book {
      write("They are made for --preset book; a smaller run may not meet them.\n")
    }
    write(lines.map { $0 + "\n" }.joined())
    for claim in chapter.claims {
      guard let reason = openClaims[claim.id] else { continue }
      write("left open, since \(reason): \(claim.statement)\n")
    }
  }
}

// MARK: - What is too large for a record

extension Notebook {
  /// Keeps a table that is too large for the record: it is written with the record, beside it, in the
  /// folder `tables` there and under the record's name. A record that goes to stdout has nothing
  /// beside it.
  public func keep(table: some Encodable) throws { self.table = try JSON(encoding: table) }

  /// Writes the table that was kept, if there is one, for a record.
  ///
  /// - Throws: `WholeFileError`; the old table is then still there.
  fileprivate func writeTable(of record: URL) throws {
    guard let table else { return }
    let folder = record.deletingLastPathComponent().appendingPathComponent("tables")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try WholeFile.write(
      Data((table.prettyText + "\n").utf8),
      to: folder.appendingPathComponent(record.lastPathComponent))
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
      let url = RecordDestination.own(chapter, options.preset, in: root)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      self = .file(url)
    }
    if case .file(let url) = self { try WholeFile.checkWritable(url) }
  }

  /// The record of a run that is not for the book.
  static func own(_ chapter: Chapter, _ preset: Preset, in root: URL) -> URL {
    root.appendingPathComponent(".cache/records/\(chapter.id)-\(preset.rawValue).json")
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
