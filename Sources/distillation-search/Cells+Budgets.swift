import ChapterCommand
import DistillationSearch
import Evidence
import Tensors

// MARK: - What each budget picks

extension DistillationSearchChapter {
  /// The student that a search finds for each budget, the one that habit would pick, and the one
  /// that a search finds for that one's time.
  static func budgets(
    _ choices: [Choice], _ school: School, in notebook: Notebook
  ) throws {
    try notebook.cell("What each budget picks") { page in
      let configuration = school.configuration
      // Chosen by times of the table, and so by luck as well: what is told is timed afresh.
      let race = try Costs.measured(
        "race", choices.map(\.shape), rounds: 3 * configuration.rounds, configuration,
        in: notebook)
      let scores = choices.map {
        school.scores(
          of: Pupil(
            shape: $0.shape, objective: configuration.objective, isTaughtToTheEnd: true))
      }
      var rows: [[String]] = []
      var (found, handPicked): ([Point], [Point]) = ([], [])
      for (place, choice) in choices.enumerated() {
        let ending = choice.ending(configuration)
        let speed = try notebook.measure(
          .timed(
            "student-speedup\(ending)", race.speedUps(place), unit: "×", note: choice.shape.name))
        let masked = try notebook.measure(
          .statistical(
            "retained-masked-accuracy\(ending)", seeds: scores[place].map(school.keptMasked),
            unit: "%"))
        let retrieved = try notebook.measure(
          .statistical(
            "retained-retrieval\(ending)", seeds: scores[place].map(school.keptRetrieval),
            unit: "%"))
        let point = Point(speed, masked, retrieved)
        if choice.chooser == .handPicked { handPicked.append(point) } else { found.append(point) }
        rows.append([
          Figure.text(choice.speedUp, unit: "×"), choice.chooser.rawValue, choice.shape.name,
          speed.figureWithInterval, masked.figureWithInterval, retrieved.figureWithInterval,
        ])
      }
      page.table(
        [
          "budget", "", "student", "as fast as the teacher", "hidden tokens, of the teacher's",
          "verses, of the teacher's",
        ], rows)
      page.draw(plot(found: found, handPicked: handPicked))
      let main = choices.firstIndex { $0.speedUp == configuration.mainSpeedUp }!
      let habit = choices.firstIndex { $0.chooser == .handPicked }!
      let matched = choices.firstIndex { $0.chooser == .matched }!
      try notebook.measure("found-minus-hand-picked", scores[matched], less: scores[habit])
      try notebook.measure(
        .timed(
          "matched-speedup-over-hand-picked",
          zip(race.speedUps(matched), race.speedUps(habit)).map { $0 / $1 }, unit: "×"))
      let untaught = school.scores(
        of: Pupil(shape: choices[main].shape, objective: nil, isTaughtToTheEnd: true))
      for (name, kept) in [
        ("masked-accuracy", school.keptMasked), ("retrieval", school.keptRetrieval),
      ] {
        try notebook.measure(
          .statistical("retained-\(name)-untaught", seeds: untaught.map(kept), unit: "%"))
      }
      try notebook.measure(
        .statistical(
          "student-language-accuracy", seeds: scores[main].map(\.language), unit: "%"))
      try notebook.measure(
        .counted(
          "budget-students",
          Double(Set(choices.filter { $0.chooser == .found }.map(\.shape)).count), unit: ""))
    }
  }

  /// How fast a student is, and what it keeps.
  private struct Point {
    let speed, masked, retrieved: Evidence.Measurement

    init(
      _ speed: Evidence.Measurement, _ masked: Evidence.Measurement,
      _ retrieved: Evidence.Measurement
    ) { (self.speed, self.masked, self.retrieved) = (speed, masked, retrieved) }
  }

  private static func plot(found: [Point], handPicked: [Point]) -> Plot {
    func series(
      _ name: String, _ role: Series.Role, _ points: [Point],
      _ part: KeyPath<Point, Evidence.Measurement>
    ) -> Series {
      Series(
        name, role: role,
        points.map { point in
          let kept = point[keyPath: part]
          return .init(
            point.speed.estimate, kept.estimate, low: kept.interval?.low, high: kept.interval?.high)
        })
    }
    return Plot(
      "What students keep of what their teacher can do, by their speed", form: .points,
      x: Axis("times as fast as the teacher", unit: "×", scale: .logarithmic),
      y: Axis("kept", unit: "%"),
      series: [
        series("tokens, found", .measured, found, \.masked),
        series("verses, found", .measured, found, \.retrieved),
        series("tokens, hand-picked", .baseline, handPicked, \.masked),
        series("verses, hand-picked", .baseline, handPicked, \.retrieved),
        Series("the teacher", role: .baseline, [.init(1, 100)]),
      ])
  }
}

extension Choice {
  /// What the ids of its measurements end with: nothing for the one that most is told of.
  fileprivate func ending(_ configuration: Configuration) -> String {
    switch chooser {
    case .found: speedUp == configuration.mainSpeedUp ? "" : "-found-\(Int(speedUp))"
    case .handPicked: "-hand-picked"
    case .matched: "-matched"
    }
  }
}
