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
      let learners = configuration.learners(of: "glosses").filter { $0.role == .frontier }
      try scores("glosses", stem: "sentence", of: learners, runs, on: page, in: notebook)
      page.draw(slotPlot(of: "glosses", learners, runs, unit: "accuracy"))
      try partners(runs, learners, on: page, in: notebook)
    }
  }
}

// MARK: - Score, drop, worst slot, ensemble

extension MultiplexingChapter {
  /// A table with a row for each encoder: its score, and how that changes with N texts in a pass,
  /// in the worst slot, and with each text in all slots.
  static func scores(
    _ task: String, stem: String, score: String = "accuracy", of contenders: [Contender],
    _ runs: [String: [TaskResult]], others: [[String]] = [], on page: Page, in notebook: Notebook
  ) throws {
    let alone = runs["n1"]!.map(\.judged.score)
    let rows = try contenders.map { contender in
      let own = runs[contender.name]!
      func measure(_ name: String, _ seeds: [Double], _ unit: String) throws -> Measurement {
        try notebook.measure(
          .statistical("\(stem)-\(name)-\(contender.name)", seeds: seeds, unit: unit))
      }
      let scores = own.map(\.judged.score)
      let mean = try measure(score.lowercased(), scores, "%").figureWithInterval
      guard contender.groupSize > 1 else { return [contender.name, mean, "–", "–", "–", "–"] }
      let ensembles = own.map { $0.ensembles[contender.groupSize]! }
      return [
        contender.name, mean,
        try measure("drop", zip(alone, scores).map { $0 - $1 }, "points").figure,
        try measure("worst-slot", own.map { 100 * $0.judged.slots.min()! / $0.judged.score }, "%")
          .figure,
        try measure("ensembled", ensembles, "%").figure,
        try measure("won-back", zip(ensembles, scores).map { $0 - $1 }, "points").figure,
      ]
    }
    page.table(
      [task, score, "drop", "worst slot, of the mean", "ensemble of N", "won back"], others + rows)
  }
}

// MARK: - Slot by slot

extension MultiplexingChapter {
  /// The score of each slot: a mean can hide a slot that is dead.
  static func slotPlot(
    of task: String, _ contenders: [Contender], _ runs: [String: [TaskResult]], unit: String
  ) -> Plot {
    Plot(
      "Each slot's \(unit) on \(task), the mean over the seeds",
      x: Axis("slot"), y: Axis(unit, unit: "%"),
      series: contenders.filter { $0.groupSize > 1 }.map { contender in
        Series(
          "N = \(contender.groupSize)",
          (0..<contender.groupSize).map { slot in
            .init(Double(slot + 1), runs[contender.name]!.map { $0.judged.slots[slot] }.mean)
          })
      })
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
