import ChapterCommand
import Evidence

// MARK: - The frontier

extension MultiplexingChapter {
  /// Accuracy against throughput: multiplexed encoders, their ensembles, contextual ones, and the
  /// control that decides, smaller encoders that read one text at a time.
  static func frontier(
    _ results: Results, _ speed: RaceResult, _ configuration: Configuration,
    in notebook: Notebook
  ) throws {
    try notebook.cell("The frontier") { page in
      let runs = results["glosses"]!
      let race = configuration.race
      let learners = configuration.learners(of: "glosses")
      func throughput(_ contender: Contender) -> Double {
        speed.ratios(of: contender, to: race.contenders[0], race).median
      }
      func point(_ contender: Contender, copies: Int = 1) -> Series.Point {
        let scores = runs[contender.name]!.map {
          copies == 1 ? $0.judged.score : $0.ensembles[copies]!
        }
        let interval = Interval.studentT(aroundMeanOf: scores)
        return .init(
          throughput(contender) / Double(copies), scores.mean, low: interval?.low,
          high: interval?.high)
      }
      func points(_ matches: (Contender) -> Bool) -> [Series.Point] {
        learners.filter { matches($0) && race.contenders.contains($0) }.map { point($0) }
      }
      let multiplexed = learners.filter { $0.role == .frontier && $0.groupSize > 1 }
      page.draw(
        Plot(
          "Accuracy on glosses against throughput", form: .points,
          x: Axis("instances a second, of those of n1", unit: "×", scale: .logarithmic),
          y: Axis("accuracy", unit: "%"),
          series: [
            Series("multiplexed, Hadamard", points { $0.role == .frontier && $0.groupSize > 1 }),
            Series("multiplexed, contextual", points { $0.multiplexing == .contextual }),
            Series(
              "ensembles of N",
              multiplexed.map { point($0, copies: $0.groupSize) }),
            Series(
              "smaller, one at a time", role: .baseline,
              points { $0.groupSize == 1 && $0.pretraining == .none }),
          ]))
      try smaller(runs, learners, throughput, on: page, in: notebook)
    }
  }
}

// MARK: - The control that decides

extension MultiplexingChapter {
  /// Smaller encoders that read one text at a time; the one of half the layers is the control of two
  /// texts in a pass.
  private static func smaller(
    _ runs: [String: [TaskResult]], _ learners: [Contender],
    _ throughput: (Contender) -> Double, on page: Page, in notebook: Notebook
  ) throws {
    let small = learners.filter { $0.role == .shallow }
    var rows: [[String]] = []
    for contender in small {
      let accuracy = try notebook.measure(
        .statistical(
          "sentence-accuracy-\(contender.name)",
          seeds: runs[contender.name]!.map(\.judged.score), unit: "%"))
      rows.append([
        contender.name, Figure.text(throughput(contender), unit: "×"), accuracy.figureWithInterval,
      ])
    }
    if let half = small.first {
      try notebook.measure(
        .statistical(
          "accuracy-equal-throughput-small-model",
          seeds: runs[half.name]!.map(\.judged.score), unit: "%", note: half.name))
      try notebook.measure(
        .statistical(
          "small-model-advantage",
          seeds: zip(runs[half.name]!, runs["n2"]!).map { $0.judged.score - $1.judged.score },
          unit: "points", note: "\(half.name) less n2"))
    }
    page.table(["smaller, one at a time", "throughput", "accuracy"], rows)
  }
}
