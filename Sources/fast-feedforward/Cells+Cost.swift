import ChapterCommand
import Evidence
import FastFeedforward
import Tensors

// MARK: - What it costs

extension FastFeedforwardChapter {
  /// Counted, not computed: one token walks down trees that are there.
  static func cost(in notebook: Notebook) throws {
    try notebook.cell("What it costs") { page in
      let shapes = [(1, 11), (1, 15), (8, 5), (8, 6)]
      var rows: [[String]] = []
      for (count, depth) in shapes {
        // How many neurons are used does not depend on how wide they are.
        let trees = FeedforwardTrees.Configuration(width: 16, treeCount: count, depth: depth)
        let used = try usedNeurons(trees)
        let name = "\(count)x\(depth)"
        let total = try notebook.measure(
          .counted("neurons-total-\(name)", trees.neurons, unit: "neurons"))
        let uses = try notebook.measure(.counted("neurons-used-\(name)", used, unit: "neurons"))
        let share = try notebook.measure(
          .counted(
            "neurons-share-\(name)", 100 * Double(used) / Double(trees.neurons), unit: "%"))
        rows.append(["\(count) × \(depth)", total.figure, uses.figure, share.figure])
      }
      page.table(["trees × depth", "neurons", "used by a token", "share"], rows)
      try notebook.measure(
        .counted("multiply-adds-ratio-1x11", ratio(to: 4095), unit: "×"))
      try notebook.measure(
        .counted("multiply-adds-ratio-1x11-to-3072", ratio(to: 3072), unit: "×"))
      page.draw(costPlot)
    }
  }

  private static func usedNeurons(_ trees: FeedforwardTrees.Configuration) throws -> Int {
    var generator = SeededGenerator(seed: 1)
    let layer = FeedforwardTrees(
      trees, in: ParameterStore(isTrainable: false).scope, using: &generator)
    let token = Tensor((0..<trees.inputWidth).map { _ in generator.normal() }, shape: [1, 16])
    return Work.counting { layer.walking(token) }.work.neurons
  }

  /// The multiply-adds of a dense layer over those of a tree of depth 11.
  private static func ratio(to dense: Int) -> Double {
    Double(2 * 768 * dense)
      / Double(FeedforwardTrees.Configuration(width: 768, treeCount: 1, depth: 11).multiplyAdds)
  }

  private static var costPlot: Plot {
    func points(_ cost: (FeedforwardTrees.Configuration) -> Int, trees: Int) -> [Series.Point] {
      (1...15).map { depth in
        let shape = FeedforwardTrees.Configuration(width: 768, treeCount: trees, depth: depth)
        return .init(Double(shape.neurons), Double(cost(shape)))
      }
    }
    return Plot(
      "Multiply-adds of one token, against the neurons that a layer has", form: .line,
      x: Axis("neurons", scale: .logarithmic),
      y: Axis("multiply-adds", unit: "multiply-adds", scale: .logarithmic),
      series: [
        Series("dense", role: .baseline, points({ 2 * 768 * $0.neurons }, trees: 1)),
        Series("one tree", points(\.multiplyAdds, trees: 1)),
        Series("eight trees", points(\.multiplyAdds, trees: 8)),
      ])
  }
}

// MARK: - How fast one layer is

extension FastFeedforwardChapter {
  /// The layer at the paper's size: 4095 neurons in one tree against dense layers of 3072 and 4095.
  static func speed(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("How fast one layer is") { page in
      if let blas = notebook.blas {
        page.print("one thread; \(blas.version), kernel: \(blas.kernel)")
      }
      for (suffix, layers) in [("", 1), ("-rotating", configuration.race.rotatingLayers)] {
        let results = try race(configuration.race, layers: layers, in: notebook)
        page.print(
          layers == 1
            ? "one layer, whose weights stay in the cache" : "\(layers) layers that take turns")
        var rows: [[String]] = []
        for (batch, result) in zip(configuration.race.batches, results) {
          for subject in result.timings.subjects {
            let time = Evidence.Measurement.timed(
              "microseconds", result.timings[subject].map { 1e6 * $0 }, unit: "µs")
            let ratio = try speedup(of: subject, in: result, batch, suffix, notebook)
            rows.append(["\(batch)", subject, time.figure, ratio?.figureWithInterval ?? "–"])
          }
        }
        page.table(["batch", "layer", "a token", "faster than the best dense 3072"], rows)
        if let single = results.first {
          try readingSpeeds(of: single, suffix, on: page, in: notebook)
        }
      }
    }
  }

  /// How many bytes of weights arrive in a second at batch 1, where nearly all time goes into waiting
  /// for them.
  private static func readingSpeeds(
    of result: RaceResult, _ suffix: String, on page: Page, in notebook: Notebook
  ) throws {
    let layers = [
      ("dense", result.bestDense(3072), 3072), ("fused", "trees, fused", 12),
    ]
    for (name, subject, neurons) in layers {
      let bytes = Double(2 * 4 * 768 * neurons)
      let speed = try notebook.measure(
        .timed(
          "weights-read-\(name)-batch-1\(suffix)",
          result.timings[subject].map { 1e-9 * bytes / $0 }, unit: "GB/s"))
      page.print("\(subject), at batch 1, reads its weights at \(speed.figureWithInterval)")
    }
  }

  private static func race(
    _ configuration: RaceConfiguration, layers: Int, in notebook: Notebook
  ) throws -> [RaceResult] {
    try notebook.step("race-\(layers)") { progress in
      var shape = LayerRace.Configuration()
      shape.layerCount = layers
      if layers > 1 { shape.denseWidths = [3072] }
      var generator = SeededGenerator(seed: notebook.seed)
      let race = LayerRace(shape, using: &generator)
      let batches = configuration.batches
      return try batches.enumerated().map { index, batch in
        try RaceResult.measure(race, batch: batch, configuration) { share in
          progress.update((Double(index) + share) / Double(batches.count))
          try notebook.checkInterruption()
        }
      }
    }
  }

  /// How many times as fast the trees are as the best dense layer; nil for the dense layers.
  private static func speedup(
    of subject: String, in result: RaceResult, _ batch: Int, _ suffix: String,
    _ notebook: Notebook
  ) throws -> Evidence.Measurement? {
    guard let kernel = WalkKernel.allCases.first(where: { subject == "trees, \($0.rawValue)" })
    else { return nil }
    let name = "\(kernel.rawValue)-batch-\(batch)\(suffix)"
    if suffix.isEmpty {
      try notebook.measure(
        .ratio("speedup-\(name)-to-4095", result.timings, of: result.bestDense(4095), to: subject))
    }
    return try notebook.measure(
      .ratio(
        "speedup-\(name)", result.timings, of: result.bestDense(3072), to: subject,
        note: "against \(result.bestDense(3072)), \(notebook.blas?.kernel ?? ""), one thread"))
  }
}
