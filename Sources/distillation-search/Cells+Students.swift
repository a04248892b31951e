import ChapterCommand
import DistillationSearch
import Evidence
import Foundation

// MARK: - Teaching students to the end

/// All that is needed to teach a student.
struct School: Sendable {
  let teacher: TaughtTeacher
  let text: VerseText
  let costs: Costs
  let configuration: Configuration
  let trials: TrialFolder

  /// A student to teach.
  struct Pupil: Hashable, Sendable {
    let shape: StudentShape
    var objective: Objective? = ProxyLessons.objective
  }

  /// Teaches each pupil from each seed; the scores by pupil, seed by seed.
  func teach(
    _ pupils: [Pupil], seeds: [UInt64], as name: String, in notebook: Notebook
  ) throws -> [Pupil: [EncoderScores]] {
    let tried = pupils.flatMap { pupil in
      seeds.map {
        StudentTrial(
          shape: pupil.shape, objective: pupil.objective, seed: $0, teacher: teacher.weights)
      }
    }
    let scores = try notebook.progress(name) { progress in
      try trials.results(
        of: tried,
        report: { share, _ in
          progress.update(share)
          try notebook.checkInterruption()
        },
        computing: { trial, _ in
          try trial.result(of: teacher.teacher, on: text, configuration.lessons)
        })
    }
    return Dictionary(
      uniqueKeysWithValues: pupils.enumerated().map { place, pupil in
        (pupil, Array(scores[place * seeds.count..<(place + 1) * seeds.count]))
      })
  }

  /// Times students and the teacher in turn.
  func race(_ shapes: [StudentShape], in notebook: Notebook) throws -> Costs {
    try trials.results(
      of: [LatencyTrial(shapes, rounds: 3 * configuration.rounds, configuration)],
      report: { _, _ in try notebook.checkInterruption() },
      computing: { trial, report in try trial.costs(report: report) })[0]
  }

  /// Measures how many points more one kind of student has than another, seed by seed: of hidden
  /// tokens, and of verses.
  static func measure(
    _ id: String, _ one: [EncoderScores], less other: [EncoderScores], in notebook: Notebook
  ) throws {
    try notebook.measure(
      .statistical(
        id, seeds: zip(one, other).map { $0.maskedMean - $1.maskedMean }, unit: "points"))
    try notebook.measure(
      .statistical(
        "\(id)-retrieval", seeds: zip(one, other).map { $0.retrieval - $1.retrieval },
        unit: "points"))
  }

  /// The share of what the teacher names, or finds, that a student does, in percent.
  func keptMasked(_ scores: EncoderScores) -> Double {
    100 * scores.maskedMean / teacher.scores.maskedMean
  }

  func keptRetrieval(_ scores: EncoderScores) -> Double {
    100 * scores.retrieval / teacher.scores.retrieval
  }
}

// MARK: - Proxy and full distillation

extension DistillationSearchChapter {
  /// Whether short trials tell who will be good: students of all ranks are taught to the end.
  static func comparison(
    _ table: TrialTable, _ school: School, in notebook: Notebook
  ) throws {
    try notebook.cell("Proxy and full distillation") { page in
      let ranked = table.rows.sorted { $0.loss < $1.loss }
      let count = school.configuration.compared
      let rows = (0..<count).map { ranked[$0 * (ranked.count - 1) / (count - 1)] }
      let scores = try school.teach(
        rows.map { .init(shape: $0.shape) }, seeds: [notebook.seed], as: "compared", in: notebook)
      let masked = rows.map { scores[.init(shape: $0.shape)]![0].maskedMean }
      let found = rows.map { scores[.init(shape: $0.shape)]![0].retrieval }
      for (id, values) in [("", masked), ("-retrieval", found)] {
        try notebook.measure(
          .counted(
            "proxy-rank-correlation\(id)", spearman(rows.map { -$0.loss }, values), unit: "",
            note: "\(count) students"))
        // Would it do to take the largest?
        try notebook.measure(
          .counted(
            "size-rank-correlation\(id)", spearman(rows.map { Double($0.multiplyAdds) }, values),
            unit: "", note: "\(count) students"))
      }
      page.draw(
        Plot(
          "What students can do in the end, by their loss after a trial", form: .points,
          x: Axis("loss after a trial"), y: Axis("hidden tokens named", unit: "%"),
          series: [Series("students", zip(rows, masked).map { .init($0.loss, $1) })]))
      page.table(
        ["student", "loss after its trial", "hidden tokens named", "verses found"],
        zip(rows, zip(masked, found)).map {
          [
            $0.shape.name, Figure.text($0.loss), Figure.text($1.0, unit: "%"),
            Figure.text($1.1, unit: "%"),
          ]
        })
    }
  }
}

// MARK: - What is taught

extension DistillationSearchChapter {
  /// One student, and all that a teacher may show it.
  static func objectives(
    _ table: TrialTable, _ school: School, in notebook: Notebook
  ) throws {
    try notebook.cell("What is taught") { page in
      let shape = found(
        table, school, speedUp: school.configuration.mainSpeedUp, notebook.seed)
      let taught: [(name: String, objective: Objective?)] = [
        ("uniform-and-last", .states(.uniformAndLast)), ("uniform", .states(.uniform)),
        ("last", .states(.last)),
        ("relations", .relations(heads: school.configuration.relationHeads)),
        ("none", nil),
      ]
      let pupils = taught.map { School.Pupil(shape: shape, objective: $0.objective) }
      let scores = try school.teach(pupils, seeds: notebook.seeds, as: "objectives", in: notebook)
      let rows = try zip(taught, pupils).map { taught, pupil in
        let masked = try notebook.measure(
          .statistical(
            "masked-accuracy-\(taught.name)", seeds: scores[pupil]!.map(\.maskedMean), unit: "%"))
        let found = try notebook.measure(
          .statistical(
            "retrieval-\(taught.name)", seeds: scores[pupil]!.map(\.retrieval), unit: "%"))
        return [taught.name, masked.figureWithInterval, found.figureWithInterval]
      }
      page.table(["\(shape.name) learns", "hidden tokens named", "verses found"], rows)
      let (multiple, last) = (scores[pupils[0]]!, scores[pupils[2]]!)
      try School.measure("multi-layer-minus-last-layer", multiple, less: last, in: notebook)
    }
  }
}
