import ChapterCommand
import Evidence
import Layers
import TemporaryLoRA
import Tensors

// MARK: - What reading costs

extension TemporaryLoRAChapter {
  /// Work and time of a block, by who reads it.
  static func costs(
    _ readings: Readings, _ base: Base, _ text: NovelText, _ configuration: Configuration,
    in notebook: Notebook
  ) throws {
    try notebook.cell("What reading costs") { page in
      let seed = notebook.seed
      let subjects = try CostSubject.all(base, configuration)
      let works = subjects.map { $0.work(on: text.heldOut) }
      let long = works[0].reading
      for (subject, work) in zip(subjects, works).dropFirst() {
        try notebook.measure(
          .counted(
            "inference-flops-change-\(subject.id)", 100 * (work.reading / long - 1), unit: "%"))
        guard subject.parameters != nil else { continue }
        try notebook.measure(
          .counted(
            "total-flops-change-\(subject.id)",
            100 * ((work.reading + work.learning) / long - 1), unit: "%"))
      }
      page.table(
        ["who reads", "of a token: reading", "learning", "perplexity"],
        zip(subjects, works).map { subject, work in
          [
            subject.name, Figure.text(2e-6 * work.reading, unit: "MFLOP"),
            Figure.text(2e-6 * work.learning, unit: "MFLOP"),
            Figure.text(readings["\(subject.reading)-\(seed)", or: subject.reading].perplexity()),
          ]
        })
      let model = configuration.model
      let numbers = configuration.adapter.weights(model)
      let all = try base.model().parameters.count
      try notebook.measure(
        .counted("adapter-share", 100 * Double(numbers) / Double(all), unit: "%"))
      try notebook.measure(
        .counted(
          "cache-bytes-change-cheap",
          100 * (Double(configuration.reading.window) / Double(configuration.longPlan.window) - 1),
          unit: "%"))
      page.draw(plane(readings, works, subjects, seed))
    }
  }

  /// Cost against quality: the same adapter by inference alone, and with its learning.
  private static func plane(
    _ readings: Readings, _ works: [CostSubject.Work], _ subjects: [CostSubject], _ seed: UInt64
  ) -> Plot {
    func points(
      _ places: [Int], _ cost: (CostSubject.Work) -> Double
    ) -> [Series.Point] {
      places.map { place in
        let reading = readings["\(subjects[place].reading)-\(seed)", or: subjects[place].reading]
        return .init(2e-6 * cost(works[place]), reading.perplexity())
      }
    }
    return Plot(
      "What a token costs, and how well it is predicted", form: .points,
      x: Axis("work of a token", unit: "MFLOP", scale: .logarithmic), y: Axis("perplexity"),
      series: [
        Series("no adapter", role: .baseline, points([0, 1]) { $0.reading }),
        Series("adapter, reading alone", points([2, 4]) { $0.reading }),
        Series("adapter, all", points([2, 4]) { $0.reading + $0.learning }),
      ])
  }
}

/// A way to read whose cost is told.
struct CostSubject {
  let id, name: String
  /// The reading that says how well it does.
  let reading: String
  let plan: ReadingPlan
  let model: Transformer
  let parameters: ParameterStore?

  /// A long window and a short one without an adapter; an adapter beside the short one, and merged;
  /// and one beside the long one.
  static func all(_ base: Base, _ configuration: Configuration) throws -> [CostSubject] {
    var generator = SeededGenerator(seed: 1)
    let model = try base.model()
    let adapter = TemporaryAdapter(to: model, configuration.adapter, using: &generator)
    func subject(
      _ id: String, _ name: String, _ reading: String, _ plan: ReadingPlan, _ model: Transformer,
      _ parameters: ParameterStore? = nil
    ) -> CostSubject {
      CostSubject(
        id: id, name: name, reading: reading, plan: plan, model: model, parameters: parameters)
    }
    let (short, long) = (configuration.reading, configuration.longPlan)
    return [
      subject("long-window", "long window", "long", long, model),
      subject("short-window", "short window", "base", short, model),
      subject(
        "cheap", "short window, adapter", "reader", short, adapter.adapted, adapter.parameters),
      subject("merged", "the same, merged", "reader", short, adapter.merged()),
      subject(
        "dear", "long window, adapter", "dear", configuration.dearPlan, adapter.adapted,
        adapter.parameters),
    ]
  }

  /// Multiply-adds of a token.
  struct Work {
    let reading, learning: Double
  }

  /// Counts blocks in the middle of a text.
  func work(on text: [Int32]) -> Work {
    func count(_ parameters: ParameterStore?) -> Double {
      let reader = DocumentReader(model, learning: parameters, by: plan)
      reader.skip(Array(text.prefix(plan.window)))
      let block = Array(text.dropFirst(plan.window).prefix(plan.block))
      let work = Tensors.Work.counting { _ = reader.read(block) }.1
      return Double(work.multiplyAdds) / Double(block.count)
    }
    let reading = count(nil)
    return Work(reading: reading, learning: parameters.map { count($0) - reading } ?? 0)
  }
}

// MARK: - What it takes

extension TemporaryLoRAChapter {
  /// The time of a token, in turns.
  static func times(
    _ base: Base, _ text: NovelText, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("What it takes") { page in
      let subjects = try CostSubject.all(base, configuration)
      let seconds = try notebook.progress("times") { progress in
        try TimedBlocks.seconds(of: subjects, text.heldOut, rounds: configuration.timedRounds) {
          progress.update($0)
          try notebook.checkInterruption()
        }
      }
      func change(_ times: [Double]) -> [Double] {
        zip(times, seconds.reading[0]).map { 100 * ($0 / $1 - 1) }
      }
      let cheap = seconds.reading[2]
      let total = zip(cheap, seconds.learning).map { $0 + $1 }
      for (ending, times) in [
        ("cheap", cheap), ("merged", seconds.reading[3]), ("cheap-total", total),
        ("short-window", seconds.reading[1]),
      ] {
        try notebook.measure(.timed("latency-change-\(ending)", change(times), unit: "%"))
      }
      page.table(
        ["who reads", "a token"],
        try zip(subjects, seconds.reading).map { subject, times in
          let time = try notebook.measure(
            .timed("microseconds-\(subject.id)", times.map { 1e6 * $0 }, unit: "µs"))
          return [subject.name, time.figureWithInterval]
        } + [
          [
            "learning from it",
            try notebook.measure(
              .timed("microseconds-learning", seconds.learning.map { 1e6 * $0 }, unit: "µs")
            ).figureWithInterval,
          ]
        ])
    }
  }
}

/// Blocks that are read and learned from in turns: seconds of a token.
enum TimedBlocks {
  static func seconds(
    of subjects: [CostSubject], _ text: [Int32], rounds: Int,
    report: (_ share: Double) throws -> Void
  ) rethrows -> (reading: [[Double]], learning: [Double]) {
    let clock = ContinuousClock()
    var reading = subjects.map { _ in [Double]() }
    var learning: [Double] = []
    func time(_ subject: CostSubject, learning parameters: ParameterStore?) -> Double {
      let reader = DocumentReader(subject.model, learning: parameters, by: subject.plan)
      reader.skip(Array(text.prefix(subject.plan.window)))
      let block = Array(text.dropFirst(subject.plan.window).prefix(subject.plan.block))
      return clock.measure { _ = reader.read(block) } / .seconds(1) / Double(block.count)
    }
    for round in -1..<rounds {
      for (place, subject) in subjects.enumerated() {
        let seconds = time(subject, learning: nil)
        if round >= 0 { reading[place].append(seconds) }
        if place == 2 {
          let all = time(subject, learning: subject.parameters)
          if round >= 0 { learning.append(max(0, all - seconds)) }
        }
      }
      try report(Double(round + 2) / Double(rounds + 1))
    }
    return (reading, learning)
  }
}
