import ChapterCommand
import Evidence
import FastFeedforward
import Foundation
import Layers
import Tensors
import Text

// MARK: - Novels and glosses

extension FastFeedforwardChapter {
  static func texts(_ configuration: Configuration, in notebook: Notebook) throws -> EncoderText {
    try notebook.cell("Novels and glosses") { page in
      let manifest = try Manifest.load(from: notebook.root)
      for name in ["austen", "wordnet"] {
        let entry = try manifest.entry(named: name)
        for file in entry.documents {
          notebook.use(DataSource(name: file.title, sha256: file.sha256, licence: entry.licence))
        }
      }
      let novels = try Corpus.load("austen", from: notebook.root)
        .split(holdingOut: configuration.heldOut).keeping(configuration.novels)
      let glosses = try LabelledTexts.load("wordnet", from: notebook.root)
      let model = configuration.encoder.model
      let text = try EncoderText(
        novels, glosses, vocabularySize: model.vocabularySize, longest: model.contextLength)
      page.table(
        ["text", "tokens", "use"],
        [
          ["\(text.novels.count) novels", "\(text.novels.joined().count)", "hidden words"],
          [configuration.heldOut, "\(text.heldOut.count)", "judges guesses"],
          ["\(text.training.count) glosses", tokens(text.training), "classes"],
          ["\(text.validation.count) glosses", tokens(text.validation), "choices"],
          ["\(text.test.count) glosses", tokens(text.test), "judge classes"],
        ])
      for example in glosses.test.prefix(4) {
        page.print("\(glosses.labels[Int(example.label)]): \(example.text)")
      }
      let most = Dictionary(grouping: text.test, by: \.label).values.map(\.count).max() ?? 0
      try notebook.measure(
        .counted(
          "accuracy-majority-class", 100 * Double(most) / Double(text.test.count), unit: "%"))
      return text
    }
  }

  private static func tokens(_ glosses: [Gloss]) -> String {
    "\(glosses.reduce(0) { $0 + $1.tokens.count })"
  }
}

// MARK: - Learning

extension FastFeedforwardChapter {
  /// Trains each contender from each seed.
  static func learning(
    on text: EncoderText, _ configuration: Configuration, in notebook: Notebook
  ) throws -> [String: [EncoderResult]] {
    try notebook.cell("Learning") { page in
      var results: [String: [EncoderResult]] = [:]
      for seed in notebook.seeds {
        let others = seed == notebook.seed ? configuration.variations : []
        for contender in configuration.contenders + others {
          let name = "\(contender.name)-seed-\(seed)"
          let result = try notebook.step(name) { progress in
            try EncoderRun(
              text: text, configuration: configuration.encoder, contender: contender, seed: seed
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
          "Loss on hidden words while learning, seed \(notebook.seed)", x: Axis("steps"),
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

// MARK: - What the trees keep

extension FastFeedforwardChapter {
  static func quality(
    of results: [String: [EncoderResult]], _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("What the trees keep") { page in
      let dense = results["dense"]!.map(\.accuracy)
      var rows: [[String]] = []
      var accuracies: [Evidence.Measurement] = []
      for contender in configuration.contenders {
        let (name, runs) = (contender.name, results[contender.name]!)
        let loss = try notebook.measure(
          .statistical("masked-loss-\(name)", seeds: runs.map(\.heldOutLoss), unit: "nats"))
        let accuracy = try notebook.measure(
          .statistical("accuracy-\(name)", seeds: runs.map(\.accuracy), unit: "%"))
        accuracies.append(accuracy)
        var kept = "–"
        if name != "dense" {
          // Both halves of each ratio learned from the same seed.
          kept = try notebook.measure(
            .statistical(
              "accuracy-retained-\(name)",
              seeds: zip(runs, dense).map { 100 * $0.accuracy / $1 }, unit: "%")
          ).figureWithInterval
        }
        let neurons = contender.layer.neurons
        rows.append([
          name, "\(neurons.used) of \(neurons.all)", loss.figureWithInterval,
          accuracy.figureWithInterval, kept,
        ])
      }
      page.table(
        [
          "feedforward layers", "neurons used", "loss on hidden words", "accuracy", "kept of dense",
        ],
        rows)
      page.draw(accuracyPlot(accuracies, configuration))
    }
  }

  private static func accuracyPlot(
    _ accuracies: [Evidence.Measurement], _ configuration: Configuration
  ) -> Plot {
    func points(_ isControl: Bool) -> [Series.Point] {
      zip(configuration.contenders, accuracies).enumerated()
        .filter { $0.element.0.isControl == isControl }
        .map { bar($0.offset, $0.element.1) }
    }
    return Plot(
      "Accuracy on glosses, by what stands between the attentions", form: .bars,
      x: Axis("", categories: configuration.contenders.map(\.name)),
      y: Axis("accuracy", unit: "%"),
      series: [
        Series("trees", points(false)), Series("controls", role: .baseline, points(true)),
      ])
  }
}

// MARK: - What was tried

extension FastFeedforwardChapter {
  /// Eight trees as published, and what changes when one thing after the other is added; judged by
  /// the glosses that are for choices.
  static func variations(
    of results: [String: [EncoderResult]], _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("What was tried") { page in
      let trees = configuration.contenders.filter { $0.name == "trees" }
      let rows = try (configuration.variations + trees).map { contender in
        let run = results[contender.name]![0]
        if contender.name != "trees" {
          try notebook.measure(
            .statistical("masked-loss-\(contender.name)", seeds: [run.heldOutLoss], unit: "nats"))
        }
        return [
          contender.name, "\(contender.layer.neurons.used) of \(contender.layer.neurons.all)",
          Figure.text(run.heldOutLoss, unit: "nats"),
          Figure.text(run.validationAccuracy, unit: "%"),
        ]
      }
      page.table(
        ["seed \(notebook.seed)", "neurons used", "loss on hidden words", "accuracy on choices"],
        rows)
    }
  }
}
