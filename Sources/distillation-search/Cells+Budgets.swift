import ChapterCommand
import DistillationSearch
import Evidence
import Foundation
import Tensors

// MARK: - What each budget picks

extension DistillationSearchChapter {
  /// The student that a search finds for each budget, against the one that habit would pick.
  static func budgets(
    _ table: TrialTable, _ school: School, in notebook: Notebook
  ) throws {
    try notebook.cell("What each budget picks") { page in
      let configuration = school.configuration
      let choices = configuration.speedUps.flatMap { speedUp in
        [
          Choice(kind: "found", speedUp, found(table, school, speedUp: speedUp, notebook.seed)),
          Choice(kind: "hand-picked", speedUp, handPicked(table, school, speedUp: speedUp)),
        ]
      }
      var shapes: [StudentShape] = []
      for choice in choices where !shapes.contains(choice.shape) { shapes.append(choice.shape) }
      // Chosen by times of the table, and so by luck as well: what is told is timed afresh.
      let race = try school.race(shapes, in: notebook)
      let scores = try school.teach(
        shapes.map { .init(shape: $0) }, seeds: notebook.seeds, as: "budgets", in: notebook)
      let rows = try choices.map { choice in
        try row(
          choice, scores[.init(shape: choice.shape)]!,
          race.speedUps(shapes.firstIndex(of: choice.shape)!), school, notebook)
      }
      page.table(
        [
          "budget", "", "student", "as fast as the teacher", "hidden tokens, of the teacher's",
          "verses, of the teacher's",
        ], rows)
      for (found, picked) in zip(choices, choices.dropFirst()) where found.kind == "found" {
        let isMain = found.speedUp == configuration.mainSpeedUp
        let ending = isMain ? "" : "-\(Int(found.speedUp))"
        try School.measure(
          "found-minus-hand-picked\(ending)", scores[.init(shape: found.shape)]!,
          less: scores[.init(shape: picked.shape)]!, in: notebook)
      }
    }
  }

  /// A student for a budget.
  private struct Choice {
    let kind: String
    let speedUp: Double
    let shape: StudentShape

    init(kind: String, _ speedUp: Double, _ shape: StudentShape) {
      (self.kind, self.speedUp, self.shape) = (kind, speedUp, shape)
    }
  }

  private static func row(
    _ choice: Choice, _ scores: [EncoderScores], _ speedUps: [Double], _ school: School,
    _ notebook: Notebook
  ) throws -> [String] {
    let isMain = choice.speedUp == school.configuration.mainSpeedUp && choice.kind == "found"
    let ending = isMain ? "" : "-\(choice.kind)-\(Int(choice.speedUp))"
    let speed = try notebook.measure(
      .timed("student-speedup\(ending)", speedUps, unit: "×", note: choice.shape.name))
    let masked = try notebook.measure(
      .statistical(
        "retained-masked-accuracy\(ending)", seeds: scores.map(school.keptMasked), unit: "%"))
    let found = try notebook.measure(
      .statistical(
        "retained-retrieval\(ending)", seeds: scores.map(school.keptRetrieval), unit: "%"))
    return [
      "\(Int(choice.speedUp))×", choice.kind, choice.shape.name, speed.figureWithInterval,
      masked.figureWithInterval, found.figureWithInterval,
    ]
  }
}

// MARK: - Found, and picked by hand

extension DistillationSearchChapter {
  /// What the controller finds for a hard budget, by the table's first seed.
  static func found(
    _ table: TrialTable, _ school: School, speedUp: Double, _ seed: UInt64
  ) -> StudentShape {
    var generator = SeededGenerator(seed: seed)
    var search = ControlledSearch(table.space, using: &generator)
    let reward = Reward.hard(budget: school.costs.teacherSeconds.median / speedUp)
    let trace = search.search(trials: school.configuration.trials, using: &generator) { students in
      students.map { table.reward($0, reward, .measured, seed: 0) }
    }
    return table.rows[trace.best(of: trace.students.count)].shape
  }

  /// What habit picks: half the teacher's depth, heads as wide as the teacher's, a feedforward layer
  /// four times as wide; the widest such student that the budget allows, or a flatter one.
  static func handPicked(_ table: TrialTable, _ school: School, speedUp: Double) -> StudentShape {
    let budget = school.costs.teacherSeconds.median / speedUp
    let usual = table.rows.filter {
      $0.shape.feedForwardWidth == 4 * $0.shape.width
        && $0.shape.heads == max(1, $0.shape.width / 32) && $0.latency <= budget
    }.map(\.shape)
    let depth = school.configuration.teacher.layers / 2
    let deepest = usual.map(\.layers).filter { $0 <= depth }.max()
    return usual.filter { $0.layers == deepest }.max { $0.width < $1.width }
      ?? table.rows.min { $0.latency < $1.latency }!.shape
  }
}
