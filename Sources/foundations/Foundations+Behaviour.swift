import ChapterCommand
import Evidence
import Layers
import Tensors

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
