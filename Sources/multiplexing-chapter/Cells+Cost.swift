import ChapterCommand
import Evidence
import Layers
import Multiplexing
import Tensors

// MARK: - What it costs

extension MultiplexingChapter {
  /// The multiply-adds of N instances in one pass, counted while random weights really compute.
  static func cost(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("What it costs") { page in
      let tokens = configuration.race.tokens
      let base = configuration.race.contenders[0]
      let alone = try work(of: base, configuration, tokens: tokens)
      var rows: [[String]] = []
      for contender in configuration.race.contenders where contender.layers == base.layers {
        let own = try work(of: contender, configuration, tokens: tokens)
        let each = try notebook.measure(
          .counted("multiply-adds-\(contender.name)", own / 1e6, unit: "million"))
        let ratio = try notebook.measure(
          .counted("counted-ratio-\(contender.name)", alone / own, unit: "×"))
        rows.append([
          contender.name, "\(base.layers) × \(base.width)", each.figure, ratio.figure,
        ])
      }
      page.table(["encoder", "layers × width", "multiply-adds an instance", "fewer"], rows)
      try depths(tokens: tokens, on: page, in: notebook)
    }
  }

  /// The multiply-adds of one instance, as they are counted while it is read.
  private static func work(
    of contender: Contender, _ configuration: Configuration, tokens: Int
  ) throws -> Double {
    let reader = try TimedReader(contender, configuration, groups: 1, tokens: tokens)
    return Double(Work.counting { reader.read() }.work.multiplyAdds)
      / Double(contender.groupSize)
  }
}

// MARK: - What depth has to do with it

extension MultiplexingChapter {
  /// By the formula: how many times more instances the same multiply-adds serve, as layers are added.
  private static func depths(tokens: Int, on page: Page, in notebook: Notebook) throws {
    let depths = [4, 6, 8, 12, 24]
    let kinds = [("Hadamard", 2), ("Hadamard", 5), ("contextual", 2), ("contextual", 5)]
    func ratio(_ kind: String, _ size: Int, _ layers: Int) -> Double {
      var shape = MultiplexedEncoder.Configuration(
        .gpt(vocabularySize: 1024, contextLength: tokens, layerCount: layers, width: 768),
        groupSize: size)
      shape.multiplexing = kind == "Hadamard" ? .hadamard : .contextual
      return shape.countedSpeedUp(groups: 1, tokens: tokens)
    }
    try notebook.measure(
      .counted(
        "counted-ratio-contextual-n1000", ratio("contextual", 1000, 6), unit: "×",
        note: "6 layers of 768"))
    for (kind, size) in kinds {
      try notebook.measure(
        .counted(
          "counted-ratio-base-\(kind.lowercased())-n\(size)", ratio(kind, size, 12), unit: "×",
          note: "12 layers of 768"))
    }
    page.draw(
      Plot(
        "Instances for the same multiply-adds, by the encoder's depth",
        x: Axis("layers"), y: Axis("instances", unit: "×"),
        series: kinds.map { kind, size in
          Series(
            "\(kind), N = \(size)", role: kind == "Hadamard" ? .measured : .baseline,
            depths.map { .init(Double($0), ratio(kind, size, $0)) })
        }))
  }
}
