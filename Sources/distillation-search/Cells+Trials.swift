import ChapterCommand
import DistillationSearch
import Evidence
import Foundation

// MARK: - A table of trials

extension DistillationSearchChapter {
  /// Tries every student: a short distillation each, from one seed or several.
  static func table(
    _ teacher: TaughtTeacher, _ text: VerseText, _ costs: Costs, _ configuration: Configuration,
    _ trials: TrialFolder, in notebook: Notebook
  ) throws -> TrialTable {
    try notebook.cell("A table of trials") { page in
      let students = configuration.space.students
      // Other seeds than those by which students are judged in the end.
      let seeds = (1...configuration.seedsOfTable).map { 1_000 * UInt64($0) + notebook.seed }
      let lessons = ProxyLessons(teacher.teacher, text, configuration)
      let tried = students.flatMap { shape in
        seeds.map { ProxyTrial(shape: shape, seed: $0, teacher: teacher.weights) }
      }
      let losses = try notebook.progress("trials") { progress in
        try trials.results(
          of: tried,
          report: { share, _ in
            progress.update(share)
            try notebook.checkInterruption()
          },
          computing: { trial, _ in try trial.loss(lessons, configuration.proxy) })
      }
      let rows = students.indices.map { student in
        TrialTable.Row(
          shape: students[student],
          losses: Array(losses[student * seeds.count..<(student + 1) * seeds.count]),
          latency: costs.latency(student),
          multiplyAdds: students[student].multiplyAdds(tokens: configuration.tokens))
      }
      let table = TrialTable(configuration.space, rows: rows)
      try notebook.keep(table: table)
      page.draw(plane(table, costs))
      return table
    }
  }

  /// Loss against speed, and the best of each speed.
  private static func plane(_ table: TrialTable, _ costs: Costs) -> Plot {
    let speeds = table.rows.map { costs.teacherSeconds.median / $0.latency }
    return Plot(
      "The loss of each student after its trial, against its speed", form: .points,
      x: Axis("times as fast as the teacher", unit: "×", scale: .logarithmic), y: Axis("loss"),
      series: table.space.layers.map { layers in
        Series(
          "\(layers) \(layers == 1 ? "layer" : "layers")",
          table.rows.indices.filter { table.rows[$0].shape.layers == layers }
            .map { .init(speeds[$0], table.rows[$0].loss) })
      })
  }
}
