import ChapterCommand
import EncoderTasks
import Evidence
import Layers
import Multiplexing
import Tensors

// MARK: - A look into the mix

extension MultiplexingChapter {
  /// For a group of glosses: which token's embedding is nearest to each mix, and which token is named
  /// after all.
  static func superposition(
    _ results: Results, _ texts: Texts, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("A look into the mix") { page in
      let encoder = try shown(results, configuration)
      let size = encoder.configuration.groupSize
      let glosses = texts.task("glosses")!.test
      let group = glosses.filter { $0.tokens.count >= 8 }.prefix(size)
        .map { Array($0.tokens.prefix(8)) }
      let tokenizer = texts.encoderText.tokenizer
      func word(_ token: Int32) -> String { tokenizer.text(of: [token]) }
      let readings = encoder.readings(of: MultiplexedBatch(group, Grouping(size, groupSize: size)))
      for slot in 0..<size {
        let own = readings[slot * 8..<(slot + 1) * 8]
        page.table(
          ["slot \(slot + 1)"] + own.map { word($0.token) },
          [
            ["nearest to the mix"] + own.map { word($0.nearestToMix) },
            ["and under its key"] + own.map { word($0.nearestToUnlocked) },
            ["named"] + own.map { word($0.named) },
          ])
      }
      try shares(of: encoder, glosses, on: page, in: notebook)
    }
  }

  /// The encoder that is looked into, as its first seed left it.
  static func shown(
    _ results: Results, _ configuration: Configuration
  ) throws -> MultiplexedEncoder {
    let contender = configuration.contender(configuration.shown)
    var generator = SeededGenerator(seed: 0)
    let encoder = try contender.encoder(configuration, isTrainable: false, using: &generator)
    try Checkpoint.load(encoder.parameters, from: results["glosses"]![contender.name]![0].model!)
    return encoder
  }

  /// How often each of the three ways finds the token, over many groups.
  private static func shares(
    of encoder: MultiplexedEncoder, _ glosses: [LabelledInstance], on page: Page,
    in notebook: Notebook
  ) throws {
    let size = encoder.configuration.groupSize
    let count = min(glosses.count, 64) / size * size
    let batch = MultiplexedBatch(
      glosses.prefix(count).map(\.tokens), Grouping(count, groupSize: size))
    let readings = encoder.readings(of: batch)
    func share(_ id: String, _ found: (Reading) -> Int32) throws -> String {
      let right = readings.count { found($0) == $0.token }
      return try notebook.measure(
        .counted(
          id, 100 * Double(right) / Double(readings.count), unit: "%",
          note: "seed \(notebook.seed)")
      ).figure
    }
    page.table(
      ["of all tokens, found", "share"],
      [
        ["nearest to the mix", try share("found-in-mix", \.nearestToMix)],
        ["and under its key", try share("found-under-key", \.nearestToUnlocked)],
        ["named", try share("found-by-encoder", \.named)],
      ])
  }
}

// MARK: - Who disturbs whom

extension MultiplexingChapter {
  /// How far each slot's vectors move when the text in another one is exchanged.
  static func interference(
    _ results: Results, _ texts: Texts, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("Who disturbs whom") { page in
      let encoder = try shown(results, configuration)
      let size = encoder.configuration.groupSize
      let glosses = texts.task("glosses")!.test.filter { $0.tokens.count >= 12 }
        .map { Array($0.tokens.prefix(12)) }
      let count = min(32, glosses.count / 2) / size * size
      let matrix = encoder.interference(
        among: Array(glosses.prefix(count)), exchangedFor: Array(glosses.suffix(count)))
      let names = (1...size).map { "slot \($0)" }
      page.draw(
        HeatMap(
          "How far the vectors of a slot move when a slot's text is exchanged",
          rows: .init("text exchanged in", names), columns: .init("vectors of", names),
          values: matrix.map { $0.map { 100 * Double($0) } }, unit: "%"))
      let others = (0..<size).flatMap { i in
        (0..<size).filter { $0 != i }.map { 100 * Double(matrix[i][$0]) }
      }
      let own = (0..<size).map { 100 * Double(matrix[$0][$0]) }
      let disturbance = try notebook.measure(
        .counted("interference", others.mean, unit: "%", note: "seed \(notebook.seed)"))
      let change = try notebook.measure(
        .counted("own-change", own.mean, unit: "%", note: "seed \(notebook.seed)"))
      page.print("moved by its own text: \(change.figure); by another's: \(disturbance.figure)")
    }
  }
}
