import Foundation

@testable import Evidence

// MARK: - Names

// Foundation has a type of this name too.
typealias Measurement = Evidence.Measurement

// MARK: - A record to test with

extension Record {
  /// A record that has something in each of its members.
  static func sample(
    measurements: [Measurement] = Record.sampleMeasurements, claims: [Claim] = Record.sampleClaims,
    code: Code? = nil
  ) throws -> Record {
    try Record(
      chapter: "01-fast-feedforward",
      run: Run(
        preset: "book", configuration: .object(["width": .integer(64), "rate": .number(0.1)]),
        seeds: [1, 2, 3], threads: 2, start: Date(timeIntervalSince1970: 1_767_225_600.75),
        seconds: 12.5),
      code: try code
        ?? Code(
          git: GitState(commit: String(repeating: "a1", count: 20), dirty: false),
          sources: ["Sources/FastFeedforward"], digest: SHA256.digest(of: "code".utf8),
          engine: Engine(of: ["Sources/CVector"], in: projectRoot)),
      data: [
        DataSource(
          name: "novels", sha256: SHA256.digest(of: "novels".utf8), licence: "public domain")
      ],
      build: Build(configuration: "release", swift: "6.3", flags: ["-O"]),
      machine: Machine(
        processor: "A processor", cores: 2, memory: 1 << 30, system: "Linux", load: [0.5, 0.25, 0]),
      blas: BLAS(version: "OpenBLAS 0.3.21", kernel: "Haswell", threads: 2),
      measurements: measurements, claims: claims, outputs: sampleOutputs)
  }

  static let sampleMeasurements: [Measurement] = [
    .counted("multiply-adds", 4096, unit: "multiply-adds"),
    .statistical("accuracy-dense", seeds: [90, 92, 94], unit: "%"),
    .statistical("accuracy-tree", seeds: [93, 94, 95], unit: "%", note: "at depth 3"),
  ]

  static let sampleClaims = [
    Claim(
      "few-multiply-adds", "A token costs few multiply-adds.", paper: .init("78×", "Table 3"),
      holdsWhen: measured("multiply-adds") < 5000, test: "TreeTests/few"),
    Claim(
      "as-accurate", "The tree is as accurate as the dense layer.",
      holdsWhen: measured("accuracy-tree") >= 0.95 * measured("accuracy-dense"),
      test: "TreeTests/accurate"),
  ]
}

// MARK: - Its outputs

extension Record {
  static let sampleOutputs = [
    CellOutput(
      cell: "Routing",
      items: [
        .lines(["64 tokens", "say \"hello\""]),
        .table(Table(columns: ["depth", "loss"], rows: [["1", "2.5"], ["2", "2.25"]])),
        .plot(
          Plot(
            "Loss falls with depth", x: Axis("depth"),
            y: Axis("loss", unit: "nats", scale: .logarithmic),
            series: [
              Series("tree", [.init(1, 2.5, low: 2.25, high: 2.75), .init(2, 2.25)]),
              Series("dense", role: .baseline, [.init(1, 2)]),
            ])),
      ]),
    CellOutput(
      cell: "Choosing a depth",
      items: [
        .plot(
          Plot(
            "The tree is faster", form: .bars, x: Axis("layer", categories: ["dense", "tree"]),
            y: Axis("time", unit: "ms"), series: [Series("median", [.init(0, 12), .init(1, 1.5)])],
            reference: .init("the paper's", 2))),
        .heatMap(
          HeatMap(
            "Leaves differ", rows: .init("token", ["the", "novel"]),
            columns: .init("leaf", ["0", "1", "2"]), values: [[0.5, 0.25, 0.25], [0, 1, 0]],
            unit: "%")),
        .passage(
          Passage(
            "Names surprise it", unit: "bits", words: [.init("said", 0.25), .init("Miss", -1.5)])),
      ]),
    CellOutput(cell: "Silence"),
  ]
}

// MARK: - Help for tests

/// A generator whose draws are fixed by its seed (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Runs `body` with an empty folder, which is removed afterwards.
func withTemporaryFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("evidence-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The project's folder, as the compiler saw it.
let projectRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
