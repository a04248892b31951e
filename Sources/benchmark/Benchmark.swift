import ChapterCommand
import ChapterEngine
import Evidence
import Foundation
import Layers
import Tensors

// MARK: - The benchmark

@main
struct Benchmark: ChapterProgram {
  static let chapter = Chapter(
    id: "benchmarks", title: "Against PyTorch",
    abstract: "Times one model in Swift and in PyTorch, in turn, with the same shapes and threads.",
    sources: ["scripts/benchmark_pytorch.py", "Sources/benchmark", "Sources/ChapterEngine"],
    engine: Chapter.engine,
    presets: [
      .smoke: Plan(.seconds(40), repeats: 1),
      .quick: Plan(.seconds(100), repeats: 1),
      .book: Plan(.seconds(260), repeats: 1),
    ],
    claims: claims)

  /// All settings of a run.
  struct Configuration: Codable, Sendable {
    /// The models' widths; all have 4 blocks and a vocabulary of 4096.
    var widths = [256, 128]
    /// Sequences of 256 tokens a step.
    var sequences = 8
    /// Tokens that are read at once, and tokens that are then read one at a time.
    var prompt = 128
    var decoded = 64
    /// How often each side is timed, in turn.
    var rounds: Int
  }

  static func configuration(for preset: Preset) -> Configuration {
    switch preset {
    case .smoke: Configuration(rounds: 2)
    case .quick: Configuration(rounds: 9)
    case .book: Configuration(rounds: 31)
    }
  }

  static func run(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.withEngine {
      for width in configuration.widths {
        let shape = "4x\(width)"
        let model = TransformerConfiguration.gpt(
          vocabularySize: 4096, contextLength: 256, layerCount: 4, width: width)
        try training(model, shape, configuration, in: notebook)
        try decoding(model, shape, configuration, in: notebook)
      }
      try sideBySide(configuration, in: notebook)
    }
  }
}

// MARK: - What is claimed

extension Benchmark {
  static let claims = [
    claim("training-4x256", "A training step at 4 × 256 is at least 1.5 times as fast.", 1.5),
    claim("training-4x128", "A training step at 4 × 128 is at least 1.8 times as fast.", 1.8),
    claim("decode-4x256", "Decoding at 4 × 256 is at least 7 times as fast.", 7),
    claim("decode-4x128", "Decoding at 4 × 128 is at least 5 times as fast.", 5),
  ]

  private static func claim(_ id: String, _ statement: String, _ bound: Double) -> Claim {
    let (task, shape) = (id.split(separator: "-")[0], id.split(separator: "-")[1])
    return Claim(
      id, statement, holdsWhen: measured("\(task)-speed-vs-pytorch-\(shape)") >= bound,
      test: "RecordTests/the benchmark is judged against what is claimed")
  }
}

// MARK: - Training

extension Benchmark {
  /// Times training steps. PyTorch computes the loss in two ways: as most programs do, from all
  /// logits at once, and by its newer function that takes them in chunks, as we do.
  static func training(
    _ model: TransformerConfiguration, _ shape: String, _ configuration: Configuration,
    in notebook: Notebook
  ) throws {
    try notebook.cell("Training, \(shape)") { page in
      let ours = try TimedTransformer(
        model, sequences: configuration.sequences, optimizer: .unclipped)
      let peers = try [false, true].map {
        try Peer(
          model, configuration, threads: notebook.threads, chunksLoss: $0, root: notebook.root)
      }
      let timings = try notebook.progress("training \(shape)") { progress in
        try takeTurns(rounds: configuration.rounds, progress, in: notebook) {
          [
            turn { seconds(ours.step) }, try turn(peers[0].trainingSeconds),
            try turn(peers[1].trainingSeconds),
          ]
        }
      }
      for (id, unit, values) in [
        ("training-milliseconds-\(shape)", "ms", timings.map { 1e3 * $0[0] }),
        ("training-milliseconds-pytorch-\(shape)", "ms", timings.map { 1e3 * $0[1] }),
        ("training-speed-vs-pytorch-\(shape)", "×", timings.map { $0[1] / $0[0] }),
        ("training-speed-vs-pytorch-chunked-\(shape)", "×", timings.map { $0[2] / $0[0] }),
        ("peak-memory-mebibytes-pytorch-\(shape)", "MiB", [try peers[0].peakMebibytes()]),
      ] { try notebook.measure(.timed(id, values, unit: unit)) }
      page.show(shape, ["training", "peak-memory"], of: notebook)
    }
  }
}

// MARK: - Decoding

extension Benchmark {
  /// Times reading a prompt, and then reading token by token: PyTorch with as many threads as we
  /// have, and with one, which can be faster for so small a task.
  static func decoding(
    _ model: TransformerConfiguration, _ shape: String, _ configuration: Configuration,
    in notebook: Notebook
  ) throws {
    try notebook.cell("Decoding, \(shape)") { page in
      let ours = try TimedTransformer(model, sequences: 1)
      let peer = try Peer(
        model, configuration, threads: notebook.threads, chunksLoss: false, root: notebook.root)
      let timings = try notebook.progress("decoding \(shape)") { progress in
        try takeTurns(rounds: configuration.rounds, progress, in: notebook) {
          let our = turn {
            [
              seconds { ours.prefill(configuration.prompt) },
              seconds { ours.decode(configuration.decoded) } / Double(configuration.decoded),
            ]
          }
          return try our
            + turn { try peer.decodingSeconds(configuration, threads: notebook.threads) }
            + turn { try peer.decodingSeconds(configuration, threads: 1) }
        }
      }
      for (id, unit, values) in [
        ("prefill-milliseconds-\(shape)", "ms", timings.map { 1e3 * $0[0] }),
        ("prefill-milliseconds-pytorch-\(shape)", "ms", timings.map { 1e3 * $0[2] }),
        ("prefill-speed-vs-pytorch-\(shape)", "×", timings.map { $0[2] / $0[0] }),
        ("decode-milliseconds-\(shape)", "ms", timings.map { 1e3 * $0[1] }),
        ("decode-milliseconds-pytorch-\(shape)", "ms", timings.map { 1e3 * $0[3] }),
        ("decode-speed-vs-pytorch-\(shape)", "×", timings.map { $0[3] / $0[1] }),
        ("decode-speed-vs-pytorch-one-thread-\(shape)", "×", timings.map { $0[5] / $0[1] }),
      ] { try notebook.measure(.timed(id, values, unit: unit)) }
      page.show(shape, ["prefill", "decode"], of: notebook)
    }
  }
}

// MARK: - Side by side

extension Benchmark {
  /// Draws how many times as fast each task is here.
  static func sideBySide(_ configuration: Configuration, in notebook: Notebook) throws {
    let tasks = [
      ("training", "training-speed-vs-pytorch"),
      ("training, chunked loss", "training-speed-vs-pytorch-chunked"),
      ("prefill", "prefill-speed-vs-pytorch"), ("decode", "decode-speed-vs-pytorch"),
      ("decode, one thread", "decode-speed-vs-pytorch-one-thread"),
    ]
    try notebook.cell("Side by side") { page in
      page.draw(
        Plot(
          "How many times as fast as PyTorch", form: .bars,
          x: Axis("task", categories: tasks.map(\.0)), y: Axis("speed, PyTorch = 1", unit: "×"),
          series: configuration.widths.map { width in
            Series(
              "4 × \(width)",
              tasks.enumerated().compactMap { place, task in
                notebook.measurements.first { $0.id == "\(task.1)-4x\(width)" }.map {
                  .init(
                    Double(place), $0.estimate, low: $0.interval?.low, high: $0.interval?.high)
                }
              })
          }, reference: .init("PyTorch", 1)))
    }
  }
}

// MARK: - On equal terms

extension AdamW.Configuration {
  /// Without clipping, as the other side has none.
  static let unclipped: AdamW.Configuration = {
    var configuration = AdamW.Configuration()
    configuration.clippingNorm = nil
    return configuration
  }()
}
