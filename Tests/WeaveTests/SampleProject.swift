import Foundation
import Testing

@testable import Evidence
@testable import Weave

// MARK: - Names

// Foundation has a type of this name too.
typealias Measurement = Evidence.Measurement

// MARK: - A small book

/// A book of two chapters with sources, a drawing and a record, in a folder of its own: nothing is
/// wrong with it until a test spoils it.
final class SampleProject {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("weave-\(UUID().uuidString)")
    for (path, text) in SampleProject.files { try write(text, to: path) }
    try publish()
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  func write(_ text: String, to path: String) throws {
    let url = url(path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func text(_ path: String) throws -> String { try String(contentsOf: url(path), encoding: .utf8) }
}

// MARK: - Spoiling it

extension SampleProject {
  /// Replaces the first `old` in a file, which must hold it.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try text(path)
    try #require(text.contains(old), "\(path) does not hold \(old)")
    try write(text.replacing(old, with: new, maxReplacements: 1), to: path)
  }

  /// Edits the sample's chapter.
  func editChapter(_ old: String, _ new: String) throws { try edit(Self.chapter, old, new) }

  /// What weaving says is wrong, a line each.
  func problems() throws -> [String] { try Weaving(of: root).problems.map(\.description) }

  /// Expects weaving to tell exactly these problems.
  func expectProblems(
    _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let problems = try problems()
    #expect(problems == expected, sourceLocation: sourceLocation)
  }

  /// A page of the woven site.
  func page(_ path: String) throws -> String {
    let data = try #require(try Weaving(of: root).files[path], "there is no page \(path)")
    return String(decoding: data, as: UTF8.self)
  }
}

// MARK: - Its record

extension SampleProject {
  static let record = "chapters/results/00-sample.json"
  static let claim = Claim(
    "fast-enough", "The sample is fast enough.", paper: .init("78×", "Table 3"),
    holdsWhen: measured("speedup") > 100, test: "SampleTests/it is fast enough")

  /// Writes the record, as the executable would.
  func publish(
    to path: String = record, sources: [String] = ["Sources/sample"],
    speedups: [Double] = [130, 131, 132, 131, 130, 133], steps: Int = 4000, claim: Claim = claim,
    digest: Digest? = nil, preset: String = "book", build: String = "release", dirty: Bool = false,
    recordsEngine: Bool = true, outputs: [CellOutput] = outputs
  ) throws {
    let configuration = JSON.object([
      "steps": .integer(steps),
      "model": .object(["dropout": .number(0.1), "norm": .string("RMS")]),
    ])
    let record = try Record(
      chapter: "00-sample",
      run: Run(
        preset: preset, configuration: configuration, seeds: [1, 2, 3], threads: 2,
        start: Date(timeIntervalSince1970: 1_767_225_600), seconds: 754),
      code: Code(
        git: GitState(commit: String(repeating: "a1", count: 20), dirty: dirty), sources: sources,
        digest: try digest
          ?? SourceDigest.digest(of: sources, in: root, configuration: configuration),
        engine: recordsEngine ? Engine(of: ["Sources/Layers"], in: root) : nil),
      data: [
        DataSource(name: "novels", sha256: SHA256.digest(of: "n".utf8), licence: "public domain")
      ],
      build: Build(configuration: build, swift: "6.3", flags: ["-O"]),
      machine: Machine(
        processor: "A processor", cores: 2, memory: 4 << 30, system: "Linux", load: [0.5, 0.25, 0]),
      blas: nil,
      measurements: [
        .timed("speedup", speedups, unit: "×", note: "at depth 3"),
        .counted("work", 262_144, unit: "multiply-adds"),
      ],
      claims: [claim], outputs: outputs)
    try FileManager.default.createDirectory(
      at: url("chapters/results"), withIntermediateDirectories: true)
    try record.write(to: url(path))
  }

  private static let outputs = [
    CellOutput(
      cell: "Running it",
      items: [
        .lines(["64 tokens <hello>"]),
        .table(Table(columns: ["depth", "loss"], rows: [["1", "2.5"], ["2", "2.25"]])),
        .plot(
          Plot(
            "Loss falls with depth", x: Axis("depth"), y: Axis("loss", unit: "nats"),
            series: [Series("tree", [.init(1, 2.5), .init(2, 2.25)])])),
      ])
  ]
}
