import ChapterCommand
import Evidence

// MARK: - What matters

extension MultiplexingChapter {
  /// One thing changed at a time, and other sizes.
  static func variants(
    _ results: Results, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("What matters") { page in
      let runs = results["glosses"]!
      let others = configuration.learners(of: "glosses")
        .filter { $0.role == .size || $0.role == .variant }
      let rows = try others.map { contender in
        let accuracy = try notebook.measure(
          .statistical(
            "sentence-accuracy-\(contender.name)",
            seeds: runs[contender.name]!.map(\.judged.score), unit: "%"))
        let shape = "\(contender.layers) × \(contender.width)"
        let ensembled =
          try contender.groupSize == 1
          ? nil
          : notebook.measure(
            .statistical(
              "sentence-ensembled-\(contender.name)",
              seeds: runs[contender.name]!.map { $0.ensembles[contender.groupSize]! }, unit: "%"))
        let start = [
          contender.name, shape, accuracy.figureWithInterval, ensembled?.figure ?? "–",
        ]
        guard let plain = contender.plain else { return start + ["–"] }
        let gains = zip(runs[contender.name]!, runs[plain]!)
          .map { $0.judged.score - $1.judged.score }
        let gain = try notebook.measure(
          .statistical("sentence-gain-\(contender.name)", seeds: gains, unit: "points"))
        return start + [gain.figureWithInterval]
      }
      page.table(
        ["glosses", "layers × width", "accuracy", "ensemble of N", "more than the plain one"], rows)
      for size in ["small", "large"] {
        guard let alone = runs["\(size)-n1"], let both = runs["\(size)-n2"] else { continue }
        let drop = try notebook.measure(
          .statistical(
            "sentence-drop-\(size)-n2",
            seeds: zip(alone, both).map { $0.judged.score - $1.judged.score }, unit: "points"))
        page.print("\(size), N = 2: drop of \(drop.figureWithInterval)")
      }
    }
  }
}

extension Contender {
  /// The name of the contender in which nothing was changed; nil for another size.
  fileprivate var plain: String? {
    role == .size ? nil : name == "high-rate-layers" ? "layers-\(layers)" : "n\(groupSize)"
  }
}

// MARK: - Retrieval through the stages

extension MultiplexingChapter {
  /// How many tokens an encoder can say back, while it learns other things.
  static func retrieval(
    _ results: Results, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("Retrieval through the stages") { page in
      let runs = results["glosses"]!
      let drawn = configuration.learners(of: "glosses").filter {
        $0.groupSize == configuration.contender(configuration.shown).groupSize
          && $0.keys == .signs && $0.pretraining != .masked
      }
      page.draw(
        Plot(
          "Tokens that are named again, by steps of training, seed \(notebook.seed)",
          x: Axis("steps"), y: Axis("tokens named", unit: "%"),
          series: drawn.map { contender in
            Series(
              contender.name, role: contender.role == .frontier ? .measured : .baseline,
              runs[contender.name]![0].retrieval.map { .init($0[0], $0[1]) })
          }))
      for contender in drawn {
        try notebook.measure(
          .statistical(
            "retrieval-\(contender.name)",
            seeds: runs[contender.name]!.map { $0.retrieval.last![1] }, unit: "%",
            note: "near the end of all stages"))
      }
    }
  }
}
