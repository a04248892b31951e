import ChapterCommand
import ChapterEngine
import Evidence
import Foundation
import Layers
import TemporaryLoRA
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
    return try notebook.fetched("king-james-bible", on: page) {
      try Corpus.load("king-james-bible", from: notebook.root).documents[0].text
    }
  }
}

extension Notebook {
  /// An entry of the manifest that is not committed; nil, and a line on the page, if it has not been
  /// fetched.
  func fetched<Content>(
    _ name: String, on page: Page, _ load: () throws -> Content
  ) throws -> Content? {
    do {
      let content = try load()
      try use(name)
      return content
    } catch CorpusError.missingFile(let file, _) {
      page.print("\(name): left out, since \(file) is not there; make data fetches it")
      return nil
    }
  }
}

// MARK: - The base

/// A language model that was trained, and from which seed.
struct Base: Sendable {
  let seed: UInt64
  let configuration: TransformerConfiguration
  private let file: URL

  init(seed: UInt64, _ configuration: TransformerConfiguration, in file: URL) {
    (self.seed, self.configuration, self.file) = (seed, configuration, file)
  }

  /// The model, which nobody can change, or a copy of it that may learn.
  func model(isTrainable: Bool = false) throws -> Transformer {
    try Transformer(contentsOf: file, isTrainable: isTrainable)
  }

  /// An adapter that has learned nothing yet.
  func adapter(
    to model: Transformer, _ configuration: AdapterConfiguration
  ) -> TemporaryAdapter {
    var generator = SeededGenerator(seed: seed)
    return TemporaryAdapter(to: model, configuration, using: &generator)
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
        try notebook.trained(
          "base-\(seed)", configuration.model, configuration.training, seed: seed, on: page
        ) { generator in
          let batch = sampler.batch(using: &generator)
          return (batch.inputs, batch.labels, batch.size)
        }
      }
    }
  }
}
