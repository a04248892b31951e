import ChapterCommand
import ChapterEngine
import Evidence
import Foundation
import Layers
import Tensors
import Text

// MARK: - The chapter

@main
struct Foundations: ChapterProgram {
  static let chapter = Chapter(
    id: "00-foundations", title: "Foundations",
    abstract: "Trains a language model on five novels by Jane Austen and judges it on the sixth.",
    sources: ["Sources/foundations", "Sources/ChapterEngine"],
    engine: Chapter.engine + ["Sources/Text"], data: ["austen"],
    presets: [
      .smoke: Plan(.seconds(5), repeats: 1),
      .quick: Plan(.seconds(35), repeats: 1),
      .book: Plan(.seconds(11 * 60), repeats: 3),
    ],
    claims: claims)

  static func run(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.withEngine {
      try speed(configuration, in: notebook)
      let novels = try novels(configuration, in: notebook)
      let text = try tokens(of: novels, configuration, in: notebook)
      let controls = try controls(on: text, in: notebook)
      let runs = try training(on: text, against: controls, configuration, in: notebook)
      try result(of: runs, against: controls, in: notebook)
      try attention(of: runs[0], text, in: notebook)
      try page(by: runs[0], text, configuration, in: notebook)
    }
  }
}

// MARK: - What is claimed

extension Foundations {
  static let claims = [
    Claim(
      "beats-kneser-ney",
      "The transformer takes fewer bits a byte of a novel that it never saw than a Kneser–Ney "
        + "5-gram model of the same tokens.",
      holdsWhen: measured("bits-per-byte") < measured("bits-per-byte-kneser-ney-5"),
      test: "RecordTests/the transformer beats every n-gram model"),
    Claim(
      "context-helps",
      "Each n-gram model beats the one that sees less.",
      holdsWhen: measured("bits-per-byte-kneser-ney-5") < measured("bits-per-byte-bigram")
        && measured("bits-per-byte-bigram") < measured("bits-per-byte-unigram"),
      test: "RecordTests/each n-gram model beats the shorter one"),
    Claim(
      "near-the-limit",
      "The matrix products of a training step alone take OpenBLAS at least 85 % of the time that "
        + "the whole step takes here.",
      holdsWhen: measured("sgemm-limit-share-4x256") >= 85,
      test: "RecordTests/training is near the limit of the machine"),
  ]
}

// MARK: - How fast the machine is

extension Foundations {
  /// Comes first, while nothing else is in memory.
  static func speed(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("How fast the machine is") { page in
      let speed = try notebook.step("speed") { progress in
        try SpeedTest.run(width: 256, rounds: configuration.speedRounds) {
          progress.update($0)
          try notebook.checkInterruption()
        }
      }
      let figures: [(String, Evidence.Measurement)] = [
        ("training step", .timed("training-milliseconds-4x256", speed.training, unit: "ms")),
        (
          "OpenBLAS, for its matrix products alone",
          .timed("sgemm-limit-share-4x256", speed.limitShares, unit: "%")
        ),
        (
          "these products alone, as we compute them",
          .timed("product-share-4x256", speed.productShares, unit: "%")
        ),
        (
          "training",
          .timed("training-tokens-per-second-4x256", speed.tokensPerSecond, unit: "tokens/s")
        ),
        (
          "arithmetic",
          .timed("training-gigaflops-4x256", speed.gigaflops, unit: "GFLOP/s")
        ),
        (
          "prefill of \(SpeedTest.promptLength) tokens",
          .timed("prefill-milliseconds-4x256", speed.prefill, unit: "ms")
        ),
        ("decode, a token", .timed("decode-milliseconds-4x256", speed.decode, unit: "ms")),
        (
          "peak memory",
          .timed("peak-memory-mebibytes-4x256", [speed.peakMebibytes], unit: "MiB")
        ),
        (
          "multiply-adds a step",
          .counted("multiply-adds-step-4x256", speed.multiplyAdds, unit: "multiply-adds")
        ),
      ]
      for (_, figure) in figures { try notebook.measure(figure) }
      page.table(
        ["4 blocks × 256, \(notebook.threads) threads", "median (interval)"],
        figures.map { [$0, $1.figureWithInterval] })
      page.draw(speedPlot(notebook))
    }
  }

  /// A step beside its matrix products alone, here and in OpenBLAS.
  private static func speedPlot(_ notebook: Notebook) -> Plot {
    func bar(_ place: Double, _ id: String) -> Series.Point? {
      notebook.measurements.first { $0.id == id }.map {
        .init(place, $0.estimate, low: $0.interval?.low, high: $0.interval?.high)
      }
    }
    return Plot(
      "Time of a training step, and of its matrix products alone", form: .bars,
      x: Axis(
        "", categories: ["whole step", "its products", "its products in OpenBLAS"]),
      y: Axis("share of the step's time", unit: "%"),
      series: [
        Series("here", [.init(0, 100)] + [bar(1, "product-share-4x256")].compactMap(\.self)),
        Series(
          "OpenBLAS", role: .baseline,
          [bar(2, "sgemm-limit-share-4x256")].compactMap(\.self)),
      ])
  }
}

// MARK: - The novels

extension Foundations {
  static func novels(
    _ configuration: Configuration, in notebook: Notebook
  ) throws -> Corpus.Split {
    try notebook.cell("The novels") { page in
      let corpus = try Corpus.load("austen", from: notebook.root)
      let entry = try Manifest.load(from: notebook.root).entry(named: "austen")
      for file in entry.documents {
        notebook.use(DataSource(name: file.title, sha256: file.sha256, licence: entry.licence))
      }
      let split = try corpus.split(holdingOut: configuration.heldOut)
        .keeping(configuration.novels)
      page.table(
        ["novel", "bytes", "use"],
        split.training.map { [$0.title, "\($0.bytes.count)", "training"] }
          + [[split.heldOut.title, "\(split.heldOut.bytes.count)", "held out"]])
      return split
    }
  }
}

// MARK: - From text to tokens

extension Foundations {
  static func tokens(
    of novels: Corpus.Split, _ configuration: Configuration, in notebook: Notebook
  ) throws -> TokenizedText {
    try notebook.cell("From text to tokens") { page in
      let tokenizer = try BytePairTokenizer.trained(
        on: novels.training.map(\.bytes), vocabularySize: configuration.model.vocabularySize,
        specialTokens: [TokenizedText.start])
      let text = TokenizedText(novels, tokenizer)
      let sentence = "You have delighted us long enough."
      page.print(
        "“\(sentence)” becomes "
          + tokenizer.encode(sentence).map { "[\(tokenizer.text(of: [$0]))]" }.joined())
      try notebook.measure(
        .counted("training-tokens", text.training.map(\.count).reduce(0, +), unit: "tokens"))
      let length = try notebook.measure(
        .counted(
          "bytes-per-token", Double(text.heldOutBytes) / Double(text.heldOut.count),
          unit: "bytes/token"))
      page.print("\(configuration.heldOut): \(text.heldOut.count) tokens, \(length.figure)")
      return text
    }
  }
}

// MARK: - What must be beaten

extension Foundations {
  static func controls(on text: TokenizedText, in notebook: Notebook) throws -> [Control] {
    try notebook.cell("What must be beaten") { page in
      let orders = [("unigram", 1), ("bigram", 2), ("kneser-ney-5", 5)]
      let controls = try orders.map { name, order in
        try notebook.checkInterruption()
        let model = NGramModel(
          order: order, vocabularySize: text.vocabularySize, documents: text.training)
        let bits = model.bitsPerByte(of: [text.heldOut], byteCount: text.heldOutBytes)
        try notebook.measure(
          .counted("bits-per-byte-\(name)", bits, unit: "bits/byte"))
        return Control(name: name, bitsPerByte: bits)
      }
      page.table(
        ["model", "bits/byte"], controls.map { [$0.name, String(format: "%.3f", $0.bitsPerByte)] })
      return controls
    }
  }
}

// MARK: - Training

extension Foundations {
  static func training(
    on text: TokenizedText, against controls: [Control], _ configuration: Configuration,
    in notebook: Notebook
  ) throws -> [TrainingResult] {
    try notebook.cell("Training") { page in
      let runs = try notebook.seeds.map { seed in
        let name = "train-seed-\(seed)"
        return try notebook.step(name) { progress in
          let run = TrainingRun(
            text, configuration, seed: seed, folder: try notebook.scratch(name))
          return try run.result { fraction, loss in
            progress.update(fraction, String(format: "loss %.2f", loss))
            try notebook.checkInterruption()
          }
        }
      }
      let curves = runs.enumerated().map { index, run in
        Series(
          "transformer, seed \(notebook.seeds[index])",
          run.curve.map { Series.Point(Double($0.tokens), $0.bitsPerByte) })
      }
      let lines = controls.map { control in
        Series(
          control.name, role: .baseline,
          runs[0].curve.map { Series.Point(Double($0.tokens), control.bitsPerByte) })
      }
      page.draw(
        Plot(
          "Bits per byte of the held-out novel", x: Axis("tokens read", scale: .logarithmic),
          y: Axis("bits per byte", unit: "bits/byte"), series: curves + lines))
      for (seed, run) in zip(notebook.seeds, runs) {
        page.print("seed \(seed): weights \(run.weights.prefix(16))")
      }
      return runs
    }
  }
}

// MARK: - The result

extension Foundations {
  static func result(
    of runs: [TrainingResult], against controls: [Control], in notebook: Notebook
  ) throws {
    try notebook.cell("The result") { page in
      let scores = runs.map(\.score)
      let bits: Evidence.Measurement
      let perplexity: Evidence.Measurement
      if scores.count > 1 {
        bits = .statistical("bits-per-byte", seeds: scores.map(\.bitsPerByte), unit: "bits/byte")
        perplexity = .statistical("perplexity", seeds: scores.map(\.perplexity), unit: "")
      } else {
        // One model: what varies is the text.
        var generator = SeededGenerator(seed: notebook.seed)
        bits = .statistical(
          "bits-per-byte", blocks: scores[0].bitsPerByteOfWindows, unit: "bits/byte",
          using: &generator)
        perplexity = .statistical(
          "perplexity", blocks: scores[0].logPerplexityOfWindows, unit: "", using: &generator
        ) { exp($0.mean) }
      }
      try notebook.measure(bits)
      try notebook.measure(perplexity)
      page.table(
        ["model", "bits/byte"],
        controls.map { [$0.name, String(format: "%.3f", $0.bitsPerByte)] }
          + [["transformer", bits.figureWithInterval]])
      page.print("perplexity of a token: \(perplexity.figureWithInterval)")
    }
  }
}

// MARK: - What it looks at

extension Foundations {
  /// Draws the head that looks back most at what stands right after an earlier copy of its own
  /// token: such a head lets a model repeat what it has read (Olsson et al., arXiv 2209.11895).
  static func attention(
    of run: TrainingResult, _ text: TokenizedText, in notebook: Notebook
  ) throws {
    try notebook.cell("What it looks at") { page in
      let model = try Transformer(contentsOf: run.model, isTrainable: false)
      let tokens =
        [text.startToken]
        + text.tokenizer.encode("Mr. Tilney danced with Catherine, and Mr. Tilney")
      let names = tokens.map { text.tokenizer.text(of: [$0]) }
      let heads = model.blocks.indices.flatMap { layer in
        model.attentionShares(tokens, layer: layer).enumerated().map { (layer, $0, $1) }
      }
      let (layer, head, shares) = heads.max { induction($0.2, tokens) < induction($1.2, tokens) }!
      page.draw(
        HeatMap(
          "Where each token of a sentence looks, in head \(head + 1) of block \(layer + 1)",
          rows: .init("token that asks", names), columns: .init("token that is looked at", names),
          values: shares.map { $0.map(Double.init) }, unit: "share"))
    }
  }

  /// The mean share that tokens give to what stood right after their last copy.
  private static func induction(_ shares: [[Float]], _ tokens: [Int32]) -> Float {
    let pairs = tokens.indices.compactMap { place in
      tokens[..<place].lastIndex(of: tokens[place]).map { shares[place][$0 + 1] }
    }
    return pairs.reduce(0, +) / Float(max(1, pairs.count))
  }
}

// MARK: - A page of its own

extension Foundations {
  static func page(
    by run: TrainingResult, _ text: TokenizedText, _ configuration: Configuration,
    in notebook: Notebook
  ) throws {
    try notebook.cell("A page of its own") { page in
      let model = try Transformer(contentsOf: run.model, isTrainable: false)
      let opening = "It is a truth universally acknowledged, that"
      var generator = SeededGenerator(seed: notebook.seed)
      var tokens: [Int32] = []
      try model.generate(
        after: [text.startToken] + text.tokenizer.encode(opening),
        count: configuration.generatedTokens,
        sampler: .nucleus(temperature: 0.8, topP: 0.95), using: &generator
      ) {
        tokens.append($0)
        try notebook.checkInterruption()
      }
      page.print(opening + text.tokenizer.text(of: tokens))
    }
  }
}
