import ChapterCommand
import ChapterEngine
import EncoderTasks
import Evidence
import FastFeedforward
import Foundation
import Layers
import Tensors
import Text

// MARK: - Novels and glosses

extension FastFeedforwardChapter {
  static func texts(
    _ configuration: Configuration, in notebook: Notebook
  ) throws -> (text: EncoderText, tasks: [SortingTask]) {
    try notebook.cell("Novels and glosses") { page in
      try notebook.use("austen")
      try notebook.use("wordnet")
      let novels = try Corpus.load("austen", from: notebook.root)
        .split(holdingOut: configuration.heldOut).keeping(configuration.novels)
      let glosses = try LabelledTexts.load("wordnet", from: notebook.root)
      let model = configuration.encoder.model
      let text = try EncoderText(novels, glosses, vocabularySize: model.vocabularySize)
      func task(_ name: String, _ texts: LabelledTexts) -> SortingTask {
        SortingTask(name, texts, text.tokenizer, longest: model.contextLength)
      }
      var tasks = [
        task("glosses", glosses), .wordOrder(in: text, count: configuration.encoder.passages),
      ]
      page.print("\(text.novels.count) novels to read, of \(text.novels.joined().count) tokens")
      page.print("\(configuration.heldOut) to judge guesses by, of \(text.heldOut.count) tokens")
      for name in configuration.fetched {
        if let texts = try notebook.fetchedTexts(name, on: page) { tasks.append(task(name, texts)) }
      }
      page.table(
        ["task", "classes", "to learn from", "for choices", "to judge", "most frequent class"],
        try tasks.map { task in
          let majority = try notebook.measure(
            .counted("majority-\(task.name)", task.majority, unit: "%"))
          let counts = [task.classes] + [task.training, task.validation, task.test].map(\.count)
          return [task.name] + counts.map { "\($0)" } + [majority.figure]
        })
      for example in glosses.validation.prefix(4) {
        page.print("\(glosses.labels[Int(example.label)]): \(example.text)")
      }
      return (text, tasks)
    }
  }
}

// MARK: - Learning

extension FastFeedforwardChapter {
  /// Trains each contender from each seed.
  static func learning(
    on text: EncoderText, _ tasks: [SortingTask], _ configuration: Configuration,
    in notebook: Notebook
  ) throws -> [String: [EncoderResult]] {
    try notebook.cell("Learning") { page in
      var results: [String: [EncoderResult]] = [:]
      for seed in notebook.seeds {
        let others = seed == notebook.seed ? configuration.variations : []
        for contender in configuration.contenders + others {
          let name = "\(contender.name)-seed-\(seed)"
          let result = try notebook.step(name) { progress in
            try EncoderRun(
              text: text, tasks: tasks, configuration: configuration.encoder,
              contender: contender, seed: seed
            ).result(in: try notebook.scratch(name)) { share, loss in
              progress.update(share, String(format: "loss %.2f", loss))
              try notebook.checkInterruption()
            }
          }
          results[contender.name, default: []].append(result)
          page.print("\(name): weights \(result.weights.prefix(16))")
        }
      }
      page.draw(
        Plot(
          "Loss on hidden words of the novels that are read, seed \(notebook.seed)",
          x: Axis("steps"),
          y: Axis("loss", unit: "nats"),
          series: configuration.contenders.map { contender in
            Series(
              contender.name, role: contender.isControl ? .baseline : .measured,
              results[contender.name]![0].curve.map { .init($0[0], $0[1]) })
          }))
      return results
    }
  }
}
