import ChapterCommand
import EncoderTasks
import Evidence
import FastFeedforward

// MARK: - What the trees keep

extension FastFeedforwardChapter {
  /// Guesses of hidden words, then the accuracy of each task.
  static func quality(
    of results: [String: [EncoderResult]], _ tasks: [SortingTask],
    _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("What the trees keep") { page in
      let losses = try configuration.contenders.map { contender in
        try notebook.measure(
          .statistical(
            "masked-loss-\(contender.name)",
            seeds: results[contender.name]!.map(\.heldOutLoss), unit: "nats"))
      }
      page.table(
        ["feedforward layers", "neurons used", "loss on hidden words"],
        zip(configuration.contenders, losses).map { contender, loss in
          let neurons = contender.layer.neurons
          return [
            contender.name, "\(neurons.used) of \(neurons.all)", loss.figureWithInterval,
          ]
        })
      for task in tasks {
        try compare(results, at: task, configuration, on: page, in: notebook)
      }
    }
  }

}

// MARK: - One task

extension FastFeedforwardChapter {
  private static func compare(
    _ results: [String: [EncoderResult]], at task: SortingTask, _ configuration: Configuration,
    on page: Page, in notebook: Notebook
  ) throws {
    // The names of what is measured on glosses go without.
    let prefix = task.name == "glosses" ? "" : task.name + "-"
    func accuracies(_ contender: Contender) -> [Double] {
      results[contender.name]!.map { $0.accuracies[task.name]! }
    }
    let dense = accuracies(configuration.contenders[0])
    var rows: [[String]] = []
    var bars: [Evidence.Measurement] = []
    for contender in configuration.contenders {
      let accuracy = try notebook.measure(
        .statistical(
          "\(prefix)accuracy-\(contender.name)", seeds: accuracies(contender), unit: "%"))
      // Both halves of each ratio learned from the same seed.
      let kept =
        try contender.name == "dense"
        ? nil
        : notebook.measure(
          .statistical(
            "\(prefix)accuracy-retained-\(contender.name)",
            seeds: zip(accuracies(contender), dense).map { 100 * $0 / $1 }, unit: "%"))
      rows.append([contender.name, accuracy.figureWithInterval, kept?.figureWithInterval ?? "–"])
      bars.append(accuracy)
    }
    page.table([task.name, "accuracy", "kept of dense"], rows)
    if ["glosses", "order"].contains(task.name) {
      page.draw(accuracyPlot(bars, of: task, configuration))
    }
  }

  private static func accuracyPlot(
    _ accuracies: [Evidence.Measurement], of task: SortingTask, _ configuration: Configuration
  ) -> Plot {
    func points(_ isControl: Bool) -> [Series.Point] {
      zip(configuration.contenders, accuracies).enumerated()
        .filter { $0.element.0.isControl == isControl }
        .map { bar($0.offset, $0.element.1) }
    }
    return Plot(
      "Accuracy on \(task.name), by what follows attention", form: .bars,
      x: Axis("", categories: configuration.contenders.map(\.name)),
      y: Axis("accuracy", unit: "%"),
      series: [
        Series("trees", points(false)), Series("controls", role: .baseline, points(true)),
      ], reference: task.name == "order" ? .init("a coin", 50) : nil)
  }
}

// MARK: - What was tried

extension FastFeedforwardChapter {
  /// Eight trees as published, and what changes when one thing after the other is added; judged by
  /// the texts that are for choices.
  static func variations(
    of results: [String: [EncoderResult]], _ tasks: [SortingTask],
    _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("What was tried") { page in
      let trees = configuration.contenders.filter { $0.name == "trees" }
      let rows = try (configuration.variations + trees).map { contender in
        let run = results[contender.name]![0]
        if contender.name != "trees" {
          try notebook.measure(
            .statistical("masked-loss-\(contender.name)", seeds: [run.heldOutLoss], unit: "nats"))
        }
        let neurons = contender.layer.neurons
        return [
          contender.name, "\(neurons.used) of \(neurons.all)",
          Figure.text(run.heldOutLoss, unit: "nats"),
        ] + tasks.prefix(2).map { Figure.text(run.choices[$0.name]!, unit: "%") }
      }
      page.table(
        ["seed \(notebook.seed)", "neurons used", "loss on hidden words"]
          + tasks.prefix(2).map(\.name), rows)
    }
  }
}
