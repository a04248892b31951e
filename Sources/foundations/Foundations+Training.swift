import ChapterCommand
import Evidence
import Foundation
import Layers
import Tensors

// MARK: - The model

extension Foundations {
  static func model(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("The model") { page in
      var generator = SeededGenerator(seed: notebook.seed)
      let parameters = try Transformer(configuration.model, using: &generator).parameters
      func count(_ part: String) -> String {
        Figure.text(
          Double(
            parameters.entries.filter { $0.name.contains(part) }
              .map(\.tensor.count).reduce(0, +)))
      }
      let all = try notebook.measure(
        .counted("parameters", parameters.count, unit: "parameters"))
      page.table(
        ["part", "parameters"],
        [
          ["a vector for each token", count("tokens.")], ["attention", count(".attention.")],
          ["feedforward layers", count(".feedForward.")], ["norms", count("Norm.")],
        ])
      page.print("in all: \(all.figure)")
    }
  }
}

// MARK: - A model for each seed

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
