import ChapterCommand
import DistillationSearch
import Evidence
import Layers
import Tensors

// MARK: - What students cost

extension DistillationSearchChapter {
  /// How long every student reads one text, on one thread, and how many multiply-adds that takes.
  static func costs(
    _ configuration: Configuration, in notebook: Notebook
  ) throws -> Costs {
    try notebook.cell("What students cost") { page in
      let costs = try Costs.measured(
        "latencies", configuration.space.students, rounds: configuration.rounds, configuration,
        in: notebook)
      let students = configuration.space.students
      try notebook.measure(.counted("table-students", Double(students.count), unit: ""))
      let fastest = students.indices.min { costs.latency($0) < costs.latency($1) }!
      page.print(
        "\(students.count) students; the teacher reads a text of \(configuration.tokens) tokens in "
          + "\(Figure.text(1e3 * costs.teacherLatency)) ms, \(students[fastest].name) in "
          + "\(Figure.text(1e3 * costs.latency(fastest))) ms")
      let rank = spearman(
        students.indices.map { costs.latency($0) },
        students.map { Double($0.multiplyAdds(tokens: configuration.tokens)) })
      try notebook.measure(
        .timed("latency-rank-correlation", [rank], unit: "", note: "with multiply-adds"))
      page.draw(
        Plot(
          "The speed of each student against its multiply-adds", form: .points,
          x: Axis("multiply-adds, of the teacher's", unit: "%", scale: .logarithmic),
          y: Axis("times as fast as the teacher", unit: "×", scale: .logarithmic),
          series: configuration.space.layers.map { layers in
            Series(
              "\(layers) \(layers == 1 ? "layer" : "layers")",
              students.indices.filter { students[$0].layers == layers }.map { student in
                let work = students[student].multiplyAdds(tokens: configuration.tokens)
                return .init(
                  100 * Double(work)
                    / Double(configuration.teacherShape.multiplyAdds(tokens: configuration.tokens)),
                  costs.teacherLatency / costs.latency(student))
              })
          }))
      return costs
    }
  }
}

// MARK: - Taking turns

/// What all students and the teacher took, round by round.
struct Costs: Codable, Sendable {
  /// The teacher's seconds, and each student's.
  let teacherSeconds: [Double]
  let seconds: [[Double]]

  /// Times students and their teacher in turn, in a step of that name.
  static func measured(
    _ step: String, _ students: [StudentShape], rounds: Int, _ configuration: Configuration,
    in notebook: Notebook
  ) throws -> Costs {
    // While one process times, all others wait: nothing else runs. It is no step of the notebook:
    // when a run resumes on another machine, its times are none.
    let folder = try notebook.trials(step)
    return try notebook.progress(step) { progress in
      try folder.results(
        of: [LatencyTrial(students, rounds: rounds, configuration)], firstAlone: true,
        report: { share, _ in
          progress.update(share)
          try notebook.checkInterruption()
        }, computing: { trial, report in try trial.costs(report: report) })[0]
    }
  }

  /// The teacher's median, in seconds.
  var teacherLatency: Double { teacherSeconds.median }

  /// A student's median, in seconds.
  func latency(_ student: Int) -> Double { seconds[student].median }

  /// How many times as fast as the teacher a student is, round by round.
  func speedUps(_ student: Int) -> [Double] {
    zip(teacherSeconds, seconds[student]).map { $0 / $1 }
  }
}

/// Some students and their teacher, timed in turn.
struct LatencyTrial: Codable, Sendable {
  let teacher: StudentShape
  let students: [StudentShape]
  let tokens, vocabularySize, rounds: Int
  /// Times of another machine are none of this one's: a run may be resumed elsewhere.
  let processor: String

  init(_ students: [StudentShape], rounds: Int, _ configuration: Configuration) {
    (teacher, self.students) = (configuration.teacherShape, students)
    (tokens, vocabularySize) = (configuration.tokens, configuration.vocabularySize)
    self.rounds = rounds
    processor = Machine.current.processor
  }

  /// Times one text, read by encoders with random weights: how long that takes does not depend on
  /// what they know.
  func costs(report: (_ share: Double, _ loss: Float) throws -> Void) throws -> Costs {
    var generator = SeededGenerator(seed: 1)
    let readers = try ([teacher] + students).map { shape in
      try Transformer(
        shape.configuration(vocabularySize: vocabularySize, contextLength: tokens),
        isTrainable: false,
        using: &generator)
    }
    let text = (0..<tokens).map { _ in
      Int32.random(in: 0..<Int32(vocabularySize), using: &generator)
    }
    let clock = ContinuousClock()
    func seconds(_ reader: Transformer) -> Double {
      // The caches have just seen another reader: the first reading is not timed. Four are: one
      // would be too short for the clock.
      _ = reader(text)
      return clock.measure { for _ in 0..<4 { _ = reader(text) } } / .seconds(4)
    }
    var (teacherSeconds, studentSeconds) = ([Double](), students.map { _ in [Double]() })
    for round in -1..<rounds {
      // All budgets hang on the teacher: it has its turn again and again.
      var turns: [Double] = []
      for number in students.indices {
        if number % 20 == 0 { turns.append(seconds(readers[0])) }
        let time = seconds(readers[number + 1])
        if round >= 0 { studentSeconds[number].append(time) }
      }
      if round >= 0 { teacherSeconds.append(turns.median) }
      try report(Double(round + 2) / Double(rounds + 1), .nan)
    }
    return Costs(teacherSeconds: teacherSeconds, seconds: studentSeconds)
  }
}
