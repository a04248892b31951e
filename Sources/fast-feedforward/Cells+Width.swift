import ChapterCommand
import Evidence
import FastFeedforward
import Tensors

// MARK: - Cost against width on a clock

extension FastFeedforwardChapter {
  /// A tree and a dense layer of equally many neurons, from few to many.
  static func widths(_ configuration: RaceConfiguration, in notebook: Notebook) throws {
    try notebook.cell("Cost against width on a clock") { page in
      let shapes = configuration.depths.map {
        FeedforwardTrees.Configuration(width: 768, treeCount: 1, depth: $0)
      }
      var series: [Series] = []
      for batch in [1, 128] {
        var lines: [[Series.Point]] = [[], []]
        for shape in shapes {
          let result = try notebook.step("width-\(shape.neurons)-batch-\(batch)") { _ in
            var race = LayerRace.Configuration()
            (race.trees, race.denseWidths) = (shape, [shape.neurons])
            var generator = SeededGenerator(seed: notebook.seed)
            return try RaceResult.measure(
              LayerRace(race, using: &generator), batch: batch, configuration
            ) { _ in try notebook.checkInterruption() }
          }
          let subjects = [
            ("dense", result.bestDense(shape.neurons)), ("tree", "trees, fused"),
          ]
          for (line, (name, subject)) in subjects.enumerated() {
            let time = try notebook.measure(
              .timed(
                "microseconds-\(name)-\(shape.neurons)-batch-\(batch)",
                result.timings[subject].map { 1e6 * $0 }, unit: "µs"))
            lines[line].append(
              .init(
                Double(shape.neurons), time.estimate, low: time.interval?.low,
                high: time.interval?.high))
          }
        }
        series.append(Series("dense, batch \(batch)", role: .baseline, lines[0]))
        series.append(Series("one tree, batch \(batch)", lines[1]))
      }
      page.draw(
        Plot(
          "Time for one token, against the neurons that a layer has", form: .line,
          x: Axis("neurons", scale: .logarithmic),
          y: Axis("a token", unit: "µs", scale: .logarithmic), series: series))
    }
  }
}

// MARK: - A layer of the size of GPT-3's

extension FastFeedforwardChapter {
  /// One tree of depth 15 against the dense layer of GPT-3, if there is memory for both.
  static func large(_ configuration: RaceConfiguration, in notebook: Notebook) throws {
    try notebook.cell("A layer of the size of GPT-3's") { page in
      let shape = LayerRace.Configuration.gpt3
      let needed = 4 * 2 * shape.trees.inputWidth * (shape.trees.neurons + shape.denseWidths[0])
      let memory = Machine.current.memory
      guard configuration.racesLarge else {
        page.print("Left out: only the preset book has the time to draw 3 billion weights.")
        return
      }
      // The rest of the system wants some, too.
      guard memory > needed + 4 << 30 else {
        page.print(
          "Left out: the weights take \(needed >> 30) GiB, and this machine has \(memory >> 30).")
        return
      }
      let batches = [1, 16]
      var turns = configuration
      turns.rounds = 7  // A turn of the dense layer is long enough to average by itself.
      let results = try notebook.step("race-large") { progress in
        var generator = SeededGenerator(seed: notebook.seed)
        let race = LayerRace(shape, using: &generator)
        return try batches.enumerated().map { index, batch in
          try RaceResult.measure(race, batch: batch, turns) { share in
            progress.update((Double(index) + share) / Double(batches.count))
            try notebook.checkInterruption()
          }
        }
      }
      var rows: [[String]] = []
      for (batch, result) in zip(batches, results) {
        for subject in result.timings.subjects {
          rows.append([
            "\(batch)", subject, microseconds(subject, result),
          ])
        }
        let ratio = try notebook.measure(
          .ratio(
            "speedup-fused-batch-\(batch)-large", result.timings,
            of: result.bestDense(shape.denseWidths[0]), to: "trees, fused"))
        rows.append(["\(batch)", "fused faster than dense", ratio.figureWithInterval])
      }
      page.table(["batch", "layer", "a token"], rows)
    }
  }
  private static func microseconds(_ subject: String, _ result: RaceResult) -> String {
    Evidence.Measurement.timed(
      "microseconds", result.timings[subject].map { 1e6 * $0 }, unit: "µs"
    ).figure
  }
}
