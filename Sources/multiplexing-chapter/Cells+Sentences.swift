import ChapterCommand
import Evidence

// MARK: - Sentences

extension MultiplexingChapter {
  /// The classes of glosses: what multiplexing costs, slot by slot, and what ensembles buy back.
  static func sentences(
    _ results: Results, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("Sentences") { page in
      let runs = results["glosses"]!
      let alone = runs["n1"]!.map(\.judged.score)
      let learners = configuration.learners(of: "glosses").filter(\.isOfTheFrontier)
      var rows: [[String]] = []
      for contender in learners {
        let own = runs[contender.name]!
        let accuracy = try notebook.measure(
          .statistical(
            "sentence-accuracy-\(contender.name)", seeds: own.map(\.judged.score), unit: "%"))
        guard contender.name != "n1" else {
          rows.append([contender.name, accuracy.figureWithInterval, "–", "–", "–", "–"])
          continue
        }
        let drop = try notebook.measure(
          .statistical(
            "sentence-drop-\(contender.name)",
            seeds: zip(alone, own).map { $0 - $1.judged.score }, unit: "points"))
        let worst = try notebook.measure(
          .statistical(
            "sentence-worst-slot-\(contender.name)",
            seeds: own.map { 100 * $0.judged.slots.min()! / $0.judged.score }, unit: "%"))
        let ensembled = try notebook.measure(
          .statistical(
            "sentence-ensembled-\(contender.name)",
            seeds: own.map { $0.ensembles[contender.groupSize]! }, unit: "%"))
        let back = try notebook.measure(
          .statistical(
            "sentence-won-back-\(contender.name)",
            seeds: own.map { $0.ensembles[contender.groupSize]! - $0.judged.score },
            unit: "points"))
        rows.append([
          contender.name, accuracy.figureWithInterval, drop.figure, worst.figure,
          ensembled.figure, back.figure,
        ])
      }
      page.table(
        ["glosses", "accuracy", "drop", "worst slot, of the mean", "ensemble of N", "won back"],
        rows)
      page.draw(slotPlot(of: "glosses", learners, runs, unit: "accuracy"))
      try partners(runs, learners, on: page, in: notebook)
    }
  }
}

extension Contender {
  /// Whether it is of the kind that all measurements are of: `n1`, or one that differs by N from the
  /// others.
  var isOfTheFrontier: Bool { name == "n\(groupSize)" }
}

// MARK: - Slot by slot

extension MultiplexingChapter {
  /// A bar for each slot: a mean can hide a slot that is dead.
  static func slotPlot(
    of task: String, _ contenders: [Contender], _ runs: [String: [TaskResult]], unit: String
  ) -> Plot {
    let bars = contenders.flatMap { contender in
      (0..<contender.groupSize).map { slot in
        (
          name: "N = \(contender.groupSize), slot \(slot + 1)",
          value: runs[contender.name]!.map { $0.judged.slots[slot] }.mean
        )
      }
    }
    return Plot(
      "Each slot's \(unit) on \(task), the mean over the seeds", form: .bars,
      x: Axis("", categories: bars.map(\.name)), y: Axis(unit, unit: "%"),
      series: [Series("slots", bars.enumerated().map { .init(Double($0), $1.value) })])
  }

  /// How much it matters with whom one shares a pass.
  private static func partners(
    _ runs: [String: [TaskResult]], _ contenders: [Contender], on page: Page,
    in notebook: Notebook
  ) throws {
    let rows = try contenders.filter { $0.groupSize > 1 }.map { contender in
      let own = runs[contender.name]!
      let spread = try notebook.measure(
        .statistical(
          "partner-deviation-\(contender.name)", seeds: own.map(\.partners.standardDeviation),
          unit: "points"))
      let changed = try notebook.measure(
        .statistical(
          "partner-changes-\(contender.name)", seeds: own.map(\.changed), unit: "%"))
      return [contender.name, spread.figure, changed.figure]
    }
    page.table(["other partners", "deviation of the accuracy", "answers that change"], rows)
  }
}
