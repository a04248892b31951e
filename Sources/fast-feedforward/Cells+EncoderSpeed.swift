import ChapterCommand
import Evidence
import FastFeedforward
import Layers
import Tensors

// MARK: - How fast the encoder is

extension FastFeedforwardChapter {
  /// A whole encoder of the paper's width reads one sequence, on one thread: with dense layers, with
  /// one tree in each, and with none, which no layer can beat.
  static func encoderSpeed(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("How fast the encoder is") { page in
      let speed = try notebook.step("encoder-speed") { progress in
        try EncoderSpeed.measure(configuration.speed) {
          progress.update($0)
          try notebook.checkInterruption()
        }
      }
      let share = try notebook.measure(
        .counted("feedforward-share", 100 * speed.feedForwardShare, unit: "%"))
      let limit = try notebook.measure(
        .counted(
          "encoder-speedup-limit", 1 / (1 - speed.feedForwardShare), unit: "×",
          note: "Amdahl: if the feedforward layers took no time, by multiply-adds"))
      let trees = try notebook.measure(
        .ratio("encoder-speedup", speed.timings, of: "dense", to: "trees"))
      let none = try notebook.measure(
        .ratio("encoder-speedup-none", speed.timings, of: "dense", to: "none"))
      page.table(
        ["an encoder with", "a sequence", "faster than dense"],
        [
          ["dense layers of 3072", milliseconds("dense", speed), "1×"],
          ["one tree of depth 11 in each", milliseconds("trees", speed), trees.figureWithInterval],
          ["no feedforward layers", milliseconds("none", speed), none.figureWithInterval],
        ])
      page.print("share of the multiply-adds in feedforward layers: \(share.figure)")
      page.print("bound if they took no time: \(limit.figure)")
    }
  }

  private static func milliseconds(_ subject: String, _ speed: EncoderSpeed) -> String {
    Evidence.Measurement.timed(
      "milliseconds", speed.timings[subject].map { 1e3 * $0 }, unit: "ms"
    ).figure
  }
}

// MARK: - Reading one sequence

/// The seconds that encoders take for one sequence, and what dense layers have of the work.
struct EncoderSpeed: Codable {
  let timings: Timings
  /// The multiply-adds of dense feedforward layers, as a share of all.
  let feedForwardShare: Double

  /// How it is measured.
  struct Configuration: Codable, Sendable {
    var layerCount: Int
    var width = 768
    var tokens = 128
    var rounds: Int
  }

  /// Times the three encoders in turn; what they say does not matter, so nothing is learned.
  static func measure(
    _ configuration: Configuration, report: @escaping (Double) throws -> Void
  ) throws -> EncoderSpeed {
    let shape = EncoderConfiguration(
      vocabularySize: 1024, contextLength: configuration.tokens,
      layerCount: configuration.layerCount, width: configuration.width)
    let tree = FeedforwardTrees.Configuration(
      width: configuration.width, treeCount: 1, depth: 11)
    func encoder(_ layer: EncoderLayer) throws -> Transformer {
      try shape.encoder(Contender(name: "timed", layer: layer), seed: 1, isTrainable: false)
    }
    let dense = try encoder(.dense(4 * configuration.width))
    let trees = try encoder(.trees(tree))
    let none = try encoder(.none)
    let tokens = (0..<configuration.tokens).map { Int32($0 * 7 % 1024) }
    return try ThreadPool.with(threads: 1) {
      let work = [dense, none].map { encoder in
        Double(Work.counting { encoder(tokens) }.work.multiplyAdds)
      }
      var round = 0.0
      let timings = try interleave(
        rounds: configuration.rounds,
        [
          "dense": { _ = dense(tokens) },
          "trees": { _ = trees(tokens) },
          "none": {
            _ = none(tokens)
            round += 1
            try report(round / Double(configuration.rounds + 1))
          },
        ])
      return EncoderSpeed(timings: timings, feedForwardShare: 1 - work[1] / work[0])
    }
  }
}
