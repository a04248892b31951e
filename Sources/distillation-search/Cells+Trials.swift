import ChapterCommand
import DistillationSearch
import Evidence
import Foundation
import Tensors

// MARK: - A search, and all trials

extension DistillationSearchChapter {
  /// Searches as the paper does, and then tries all other students as well, so that any search
  /// can be repeated without a model.
  static func table(
    _ teacher: TaughtTeacher, _ text: VerseText, _ costs: Costs, _ configuration: Configuration,
    in notebook: Notebook
  ) throws -> TrialTable {
    try notebook.cell("A table of trials") { page in
      let space = configuration.space
      // Other seeds than those by which students are judged in the end.
      let seeds = (1...configuration.seedsOfTable).map { 1_000 * UInt64($0) + notebook.seed }
      let budget = configuration.budget(configuration.mainSpeedUp, of: costs.teacherLatency)
      let trials = try Trials(teacher, text, configuration, seeds, in: notebook)
      let losses = try notebook.step("trials") { progress in
        try trials.search(within: budget, costs, notebook.seed) {
          progress.update($0, "searching")
          try notebook.checkInterruption()
        }
        return try trials.losses(of: trials.all) {
          progress.update($0, "trying all")
          try notebook.checkInterruption()
        }
      }
      func row(_ shape: StudentShape, _ losses: [Double], _ latency: Double) -> TrialTable.Row {
        TrialTable.Row(
          shape: shape, losses: losses, latency: latency,
          multiplyAdds: shape.multiplyAdds(tokens: configuration.tokens))
      }
      let table = TrialTable(
        space, tokens: configuration.tokens, seeds: seeds, teacherWeights: teacher.weights,
        teacher: row(
          configuration.teacherShape, seeds.map { _ in 0 }, costs.teacherLatency),
        rows: space.students.enumerated().map { student, shape in
          let first = student * seeds.count
          return row(
            shape, Array(losses[first..<first + seeds.count]), costs.latency(student))
        })
      let best = table.found(within: budget, configuration, notebook.seed)
      page.print(
        "after \(configuration.trials) trials: \(best.name), "
          + "of those \(Int(configuration.mainSpeedUp)) times as fast as the teacher")
      if seeds.count > 1 {
        let within = table.affordable(within: budget)
        try notebook.measureAgreement("", of: table.rows)
        try notebook.measureAgreement("-within-budget", of: within.map { table.rows[$0] })
      }
      try notebook.keep(table: table)
      page.draw(plane(table))
      return table
    }
  }

  /// Loss against speed, and the best of each speed.
  private static func plane(_ table: TrialTable) -> Plot {
    let points = table.rows.map {
      Series.Point(table.teacher.latency / $0.latency, $0.loss)
    }
    let frontier = points.filter { point in
      !points.contains { $0.x > point.x && $0.y < point.y }
    }.sorted { $0.x < $1.x }
    return Plot(
      "The loss of each student after its trial, against its speed", form: .points,
      x: Axis("times as fast as the teacher", unit: "×", scale: .logarithmic), y: Axis("loss"),
      series: table.space.layers.map { layers in
        Series(
          "\(layers) \(layers == 1 ? "layer" : "layers")",
          table.rows.indices.filter { table.rows[$0].shape.layers == layers }.map { points[$0] })
      } + [Series("none faster is better", role: .baseline, frontier)])
  }
}

extension Notebook {
  /// Measures how well trials from two seeds agree on students.
  fileprivate func measureAgreement(_ ending: String, of rows: [TrialTable.Row]) throws {
    let (one, other) = (rows.map { $0.losses[0] }, rows.map { $0.losses[1] })
    try measure(
      .statistical("trial-rank-correlation\(ending)", seeds: [spearman(one, other)], unit: ""))
    try measure(
      .statistical(
        "trial-difference\(ending)",
        seeds: [100 * zip(one, other).map { abs($0 - $1) }.median], unit: "points"))
  }
}

// MARK: - The search

extension ControlledSearch {
  /// What the controller tries, from a seed.
  static func trace(
    in space: SearchSpace, among students: [Int]? = nil,
    _ configuration: DistillationSearchChapter.Configuration, _ seed: UInt64,
    trying reward: ([Int]) throws -> [Double]
  ) rethrows -> SearchTrace {
    var weights = SeededGenerator(seed: seed + (1 << 32))
    var chance = SeededGenerator(seed: seed)
    var search = ControlledSearch(space, among: students, using: &weights)
    return try search.search(trials: configuration.trials, using: &chance, trying: reward)
  }
}
