import ChapterCommand
import ChapterEngine
import Evidence
import Foundation
import Layers
import Tensors
import Text

// MARK: - What is read

extension TemporaryLoRAChapter {
  static func texts(_ configuration: Configuration, in notebook: Notebook) throws -> NovelText {
    try notebook.cell("What is read") { page in
      let corpus = try Corpus.load("austen", from: notebook.root)
      try notebook.use("austen")
      let novels = try corpus.split(holdingOut: configuration.heldOut)
        .keeping(configuration.novels)
      let text = try NovelText(
        novels, bible: bible(configuration, on: page, in: notebook), configuration)
      page.table(
        ["text", "tokens", "use"],
        text.training.map { [$0.title, "\($0.tokens.count)", "the base learns from it"] }
          + [[configuration.heldOut, "\(text.heldOut.count)", "is read"]]
          + (text.bible.isEmpty
            ? [] : [["The King James Bible", "\(text.bible.count)", "is read"]]))
      try notebook.measure(.counted("novel-tokens", text.heldOut.count, unit: "tokens"))
      if !text.bible.isEmpty {
        try notebook.measure(.counted("bible-tokens", text.bible.count, unit: "tokens"))
      }
      return text
    }
  }

  /// The Bible, where it is asked for and was fetched.
  private static func bible(
    _ configuration: Configuration, on page: Page, in notebook: Notebook
  ) throws -> String? {
    guard configuration.bibleTokens != 0 else { return nil }
    do {
      let corpus = try Corpus.load("king-james-bible", from: notebook.root)
      try notebook.use("king-james-bible")
      return corpus.documents[0].text
    } catch CorpusError.missingFile(let file, _) {
      page.print("no Bible, since \(file) is not there; make data fetches it")
      return nil
    }
  }
}

// MARK: - The base

/// A language model that was trained, and from which seed.
struct Base: Sendable {
  let seed: UInt64
  private let file: URL

  init(seed: UInt64, file: URL) { (self.seed, self.file) = (seed, file) }

  /// The model, which nobody can change, or a copy of it that may learn.
  func model(isTrainable: Bool = false) throws -> Transformer {
    try Transformer(contentsOf: file, isTrainable: isTrainable)
  }
}

extension TemporaryLoRAChapter {
  /// Trains a base from each seed.
  static func bases(
    of text: NovelText, _ configuration: Configuration, in notebook: Notebook
  ) throws -> [Base] {
    try notebook.cell("The base") { page in
      let sampler = try BatchSampler(
        documents: text.training.map(\.tokens),
        contextLength: configuration.model.contextLength,
        batchSize: configuration.training.batchSize)
      return try notebook.seeds.map { seed in
        let name = "base-\(seed)"
        let file = try notebook.scratch(name).appendingPathComponent("model.safetensors")
        let result = try notebook.step(name) { progress in
          try configuration.training.train(
            configuration.model, seed: seed, keeping: file,
            drawing: { generator in
              let batch = sampler.batch(using: &generator)
              return (batch.inputs, batch.labels, batch.size)
            },
            report: { share, loss in
              progress.update(share, "loss \(Figure.text(Double(loss)))")
              try notebook.checkInterruption()
            })
        }
        page.print("seed \(seed): weights \(result.weights.prefix(16))")
        if seed == notebook.seed {
          page.draw(
            Plot(
              "The base's loss, by steps", x: Axis("steps"), y: Axis("loss", unit: "nats"),
              series: [Series("loss", result.losses.map { .init($0[0], $0[1]) })]))
        }
        return Base(seed: seed, file: file)
      }
    }
  }
}
