import ChapterCommand
import DistillationSearch
import Evidence
import Tensors

// MARK: - Whom a budget picks

/// A student for a budget.
struct Choice: Sendable {
  /// Who chose.
  enum Chooser: String, Sendable {
    /// The search.
    case found
    /// Habit.
    case handPicked = "hand-picked"
    /// The search, which may take the time of habit's choice.
    case matched
  }

  let chooser: Chooser
  /// So many times as fast as the teacher it is to be.
  let speedUp: Double
  let shape: StudentShape
}

extension Configuration {
  /// The latency that a student may have, given the teacher's.
  func budget(_ speedUp: Double, of teacherLatency: Double) -> Double {
    usedShare * teacherLatency / speedUp
  }
}

extension DistillationSearchChapter {
  /// What the controller finds for each budget, what habit picks for the main one, and what the
  /// controller finds that takes no longer than that.
  static func choices(
    _ table: TrialTable, _ configuration: Configuration, _ seed: UInt64
  ) -> [Choice] {
    func budget(_ speedUp: Double) -> Double {
      configuration.budget(speedUp, of: table.teacher.latency)
    }
    let handPicked = table.handPicked(within: budget(configuration.mainSpeedUp))
    let latency = table.rows.first { $0.shape == handPicked }!.latency
    return configuration.speedUps.map { speedUp in
      Choice(
        chooser: .found, speedUp: speedUp,
        shape: table.found(within: budget(speedUp), configuration, seed))
    } + [
      Choice(chooser: .handPicked, speedUp: configuration.mainSpeedUp, shape: handPicked),
      Choice(
        chooser: .matched, speedUp: table.teacher.latency / latency,
        shape: table.found(within: latency, configuration, seed)),
    ]
  }
}

extension TrialTable {
  /// What the controller finds within a budget of seconds, by the table's first seed.
  func found(
    within budget: Double, _ configuration: Configuration, _ seed: UInt64
  ) -> StudentShape {
    let trace = ControlledSearch.trace(in: space, configuration, seed) { students in
      students.map { reward($0, .hard(budget: budget), .measured, seeds: [0]) }
    }
    return rows[trace.best(of: trace.students.count)].shape
  }

  /// What habit picks: a feedforward layer four times as wide as a token's vector, heads of 32
  /// elements or, where that cannot be, the next wider; and of all such students the largest within
  /// the budget.
  func handPicked(within budget: Double) -> StudentShape {
    let usual = rows.filter { row in
      let (shape, heads) = (row.shape, space.heads.filter { row.shape.width >= 32 * $0 })
      return shape.feedForwardWidth == 4 * shape.width
        && shape.heads == heads.filter { shape.width % $0 == 0 }.max()
    }
    return
      (usual.filter { $0.latency <= budget }.max { $0.multiplyAdds < $1.multiplyAdds }
      ?? rows.min { $0.latency < $1.latency }!).shape
  }
}

// MARK: - Teaching

/// All students that are taught, and what they can do.
struct School: Sendable {
  let configuration: Configuration
  /// What the teacher can do.
  let teacher: EncoderScores
  /// Students of all ranks by their trials, best first: among all, and among those within the
  /// main budget.
  let compared, affordable: [TrialTable.Row]
  private let scores: [Pupil: [EncoderScores]]

  /// What a pupil can do, seed by seed.
  func scores(of pupil: Pupil) -> [EncoderScores] { scores[pupil]! }

  /// Teaches, from all seeds, what may be taught and the choices for the main budget; from the
  /// run's first seed the other choices and all that are compared.
  init(
    _ teacher: TaughtTeacher, _ text: VerseText, _ table: TrialTable, _ choices: [Choice],
    _ configuration: Configuration, in notebook: Notebook
  ) throws {
    self.configuration = configuration
    self.teacher = teacher.scores
    func ofAllRanks(_ rows: [TrialTable.Row]) -> [TrialTable.Row] {
      // By the first seed's trials: more a search does not see.
      let ranked = rows.sorted { $0.losses[0] < $1.losses[0] }
      let count = configuration.compared
      return (0..<count).map { ranked[$0 * (ranked.count - 1) / (count - 1)] }
    }
    let budget = configuration.budget(configuration.mainSpeedUp, of: table.teacher.latency)
    compared = ofAllRanks(table.rows)
    affordable = ofAllRanks(table.affordable(within: budget).map { table.rows[$0] })
    let taughtFromAllSeeds = choices.filter {
      $0.chooser != .found || $0.speedUp == configuration.mainSpeedUp
    }
    func ends(_ choices: [Choice]) -> [Pupil] {
      choices.map {
        Pupil(shape: $0.shape, objective: configuration.objective, isTaughtToTheEnd: true)
      }
    }
    let objectives = Objective.taught(configuration).map {
      Pupil(shape: configuration.taughtShape, objective: $0.objective)
    }
    let untaught = Pupil(
      shape: choices.first { $0.speedUp == configuration.mainSpeedUp }!.shape, objective: nil,
      isTaughtToTheEnd: true)
    let others = (compared + affordable).map {
      Pupil(shape: $0.shape, objective: configuration.objective)
    }
    let all = notebook.seeds.enumerated().flatMap { place, seed in
      Self.classes(
        of: place == 0
          ? ends(choices) + [untaught] + objectives + others : ends(taughtFromAllSeeds) + objectives
      ).map { ClassTrial(pupils: $0, seed: seed, teacher: teacher.weights) }
    }
    // The longest come first, so that no thread is left with one at the end.
    let classes = [true, false].flatMap { toTheEnd in
      all.filter { $0.pupils[0].isTaughtToTheEnd == toTheEnd }
    }
    let results = try notebook.results("students", of: classes) { trial, report in
      try trial.scores(of: teacher.teacher, on: text, configuration, report: report)
    }
    var scores: [Pupil: [EncoderScores]] = [:]
    for (trial, results) in zip(classes, results) {
      for (pupil, score) in zip(trial.pupils, results) { scores[pupil, default: []].append(score) }
    }
    self.scores = scores
  }

  /// Pupils in classes of at most five who are taught equally long; who needs no teacher sits
  /// alone.
  private static func classes(of pupils: [Pupil]) -> [[Pupil]] {
    var seated: Set<Pupil> = []
    let pupils = pupils.filter { seated.insert($0).inserted }
    let groups = [true, false].map { toTheEnd in
      pupils.filter { $0.isTaughtToTheEnd == toTheEnd && $0.objective != nil }
    }
    return groups.flatMap { group in
      stride(from: 0, to: group.count, by: 5).map {
        Array(group[$0..<min($0 + 5, group.count)])
      }
    } + pupils.filter { $0.objective == nil }.map { [$0] }
  }

  /// How much a student guesses, or finds, of as much as the teacher, in percent; 0 where the
  /// teacher can do nothing.
  func keptMasked(_ scores: EncoderScores) -> Double {
    teacher.maskedMean == 0 ? 0 : 100 * scores.maskedMean / teacher.maskedMean
  }

  func keptRetrieval(_ scores: EncoderScores) -> Double {
    teacher.retrieval == 0 ? 0 : 100 * scores.retrieval / teacher.retrieval
  }
}

extension Notebook {
  /// Measures how many points more one kind of student has than another, seed by seed: of hidden
  /// tokens, and of verses.
  func measure(
    _ id: String, _ one: [EncoderScores], less other: [EncoderScores]
  ) throws {
    for (ending, score) in [
      ("", \EncoderScores.maskedMean), ("-retrieval", \EncoderScores.retrieval),
    ] {
      try measure(
        .statistical(
          id + ending, seeds: zip(one, other).map { $0[keyPath: score] - $1[keyPath: score] },
          unit: "points"))
    }
  }
}

extension Evidence.Measurement {
  /// A statistic of numbered students, with a bootstrap interval over them; their numbers are the
  /// samples.
  fileprivate static func statistical(
    _ id: String, students: Int, statistic: ([Int]) -> Double
  ) -> Evidence.Measurement {
    var generator = SeededGenerator(seed: 0)
    return .statistical(
      id, blocks: (0..<students).map(Double.init), unit: "",
      note: "\(students) students, drawn again and again", using: &generator
    ) { statistic($0.map { Int($0) }) }
  }
}

// MARK: - Proxy and full distillation

extension DistillationSearchChapter {
  /// Whether short trials tell who will be good: students of all ranks are taught for longer.
  static func comparison(_ school: School, in notebook: Notebook) throws {
    try notebook.cell("Proxy and full distillation") { page in
      func scores(of rows: [TrialTable.Row]) -> [EncoderScores] {
        rows.map {
          school.scores(
            of: Pupil(shape: $0.shape, objective: school.configuration.objective))[0]
        }
      }
      let ranges = [("all", school.compared), ("within the budget", school.affordable)]
      for (ending, (_, rows)) in zip(["", "-within-budget"], ranges) {
        let scores = scores(of: rows)
        try notebook.measureRanks(ending, of: rows, by: scores.map(\.maskedMean))
        try notebook.measureRanks("\(ending)-retrieval", of: rows, by: scores.map(\.retrieval))
      }
      page.draw(
        Plot(
          "What students can do, by their loss after a trial", form: .points,
          x: Axis("loss after a trial"), y: Axis("hidden tokens guessed", unit: "%"),
          series: ranges.map { name, rows in
            Series(
              name, zip(rows, scores(of: rows)).map { .init($0.losses[0], $1.maskedMean) })
          }))
      page.table(
        ["of", "student", "loss after its trial", "hidden tokens guessed", "verses found"],
        ranges.flatMap { name, rows in
          zip(rows, scores(of: rows)).map { row, scores in
            [
              name, row.shape.name, Figure.text(row.losses[0]),
              Figure.text(scores.maskedMean, unit: "%"),
              Figure.text(scores.retrieval, unit: "%"),
            ]
          }
        })
    }
  }
}

extension Notebook {
  /// Measures how trials, and how sizes, rank students whose values are given.
  fileprivate func measureRanks(
    _ ending: String, of rows: [TrialTable.Row], by values: [Double]
  ) throws {
    func correlation(_ order: (TrialTable.Row) -> Double, _ students: [Int]) -> Double {
      spearman(students.map { order(rows[$0]) }, students.map { values[$0] })
    }
    func byTrial(_ students: [Int]) -> Double { correlation({ -$0.losses[0] }, students) }
    // Would it do to take the largest?
    func bySize(_ students: [Int]) -> Double {
      correlation({ Double($0.multiplyAdds) }, students)
    }
    for (name, statistic) in [
      ("proxy", byTrial), ("size", bySize), ("proxy-minus-size", { byTrial($0) - bySize($0) }),
    ] {
      try measure(
        .statistical(
          "\(name)-rank-correlation\(ending)", students: rows.count, statistic: statistic))
    }
  }
}

// MARK: - What is taught

extension Objective {
  /// All that a teacher may show, and nothing.
  static func taught(
    _ configuration: Configuration
  ) -> [(name: String, objective: Objective?)] {
    [
      ("uniform-and-last", .states(.uniformAndLast)), ("uniform", .states(.uniform)),
      ("last", .states(.last)), ("relations", .relations(heads: configuration.relationHeads)),
      ("none", nil),
    ]
  }
}

extension DistillationSearchChapter {
  /// One student, and all that a teacher may show it.
  static func objectives(
    _ school: School, in notebook: Notebook
  ) throws {
    try notebook.cell("What is taught") { page in
      let shape = school.configuration.taughtShape
      let taught = Objective.taught(school.configuration)
      let scores = taught.map { school.scores(of: Pupil(shape: shape, objective: $0.objective)) }
      let rows = try zip(taught, scores).map { taught, scores in
        let masked = try notebook.measure(
          .statistical(
            "masked-accuracy-\(taught.name)", seeds: scores.map(\.maskedMean), unit: "%"))
        let found = try notebook.measure(
          .statistical("retrieval-\(taught.name)", seeds: scores.map(\.retrieval), unit: "%"))
        return [taught.name, masked.figureWithInterval, found.figureWithInterval]
      }
      page.table(["\(shape.name) learns", "hidden tokens guessed", "verses found"], rows)
      try notebook.measure("multi-layer-minus-last-layer", scores[0], less: scores[2])
    }
  }
}
