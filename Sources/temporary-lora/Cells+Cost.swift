import ChapterCommand
import Evidence
import Layers
import TemporaryLoRA

// MARK: - What reading costs

/// A way to read whose cost is told.
struct CostSubject {
  let id, name: String
  /// The reading that says how well it does.
  let reading: String
  let reader: CountedReader

  /// A long window, one whose cache is kept and a short one, without an adapter; an adapter beside
  /// the short one, and merged; one beside the long one; and all weights.
  static func all(
    _ base: Base, _ configuration: Configuration
  ) throws -> [CostSubject] {
    let (model, copy) = (try base.model(), try base.model(isTrainable: true))
    // Each has its own: gradients are made when they are first wanted, and counted with it.
    let (near, far) = (
      base.adapter(to: model, configuration.adapter), base.adapter(to: model, configuration.adapter)
    )
    func subject(
      _ id: String, _ name: String, _ reading: String, _ reader: CountedReader
    ) -> CostSubject {
      CostSubject(id: id, name: name, reading: reading, reader: reader)
    }
    let (short, long) = (configuration.reading, configuration.longPlan)
    return [
      subject(
        "long-window", "long window", "long-\(base.seed)", CountedReader(plan: long, model: model)),
      subject(
        "kept-window", "long window, its cache kept", "long-kept-\(base.seed)",
        CountedReader(plan: configuration.keptLongPlan, model: model)),
      subject(
        "short-window", "short window", "base-\(base.seed)",
        CountedReader(plan: short, model: model)),
      subject(
        "cheap", "short window, adapter", "reader-\(base.seed)",
        CountedReader(plan: short, model: near.adapted, parameters: near.parameters)),
      subject(
        "merged", "the same, merged for each block", "reader-\(base.seed)",
        CountedReader(plan: short, model: model, merging: near)),
      subject(
        "dear", "long window, adapter", "dear",
        CountedReader(
          plan: configuration.dearPlan, model: far.adapted, parameters: far.parameters)),
      subject(
        "all-weights", "short window, all weights", "all-weights",
        CountedReader(plan: short, model: copy, parameters: copy.parameters)),
    ]
  }
}

extension TemporaryLoRAChapter {
  /// Work and memory of a token, by who reads it.
  static func costs(
    _ readings: Readings, _ ablations: [Ablation], _ base: Base, _ text: NovelText,
    in notebook: Notebook
  ) throws {
    try notebook.cell("What reading costs") { page in
      let configuration = readings.configuration
      let subjects = try CostSubject.all(
        base, configuration)
      let works = Dictionary(
        uniqueKeysWithValues: subjects.map { ($0.id, $0.reader.work(on: text.heldOut)) })
      func measure(_ id: String, _ cost: Double, by other: Double) throws {
        try notebook.measure(.counted(id, 100 * (cost / other - 1), unit: "%"))
      }
      let (long, kept, cheap) = (works["long-window"]!, works["kept-window"]!, works["cheap"]!)
      for subject in subjects.dropFirst() {
        let work = works[subject.id]!
        try measure("inference-flops-change-\(subject.id)", work.reading, by: long.reading)
        guard subject.reader.parameters != nil else { continue }
        try measure("total-flops-change-\(subject.id)", work.all, by: long.reading)
        try measure(
          "memory-change-\(subject.id)", Double(work.bytesLearning), by: Double(long.bytes))
      }
      try measure("inference-flops-change-cheap-to-kept", cheap.reading, by: kept.reading)
      try measure("total-flops-change-cheap-to-kept", cheap.all, by: kept.reading)
      try measure("inference-memory-change-cheap", Double(cheap.bytes), by: Double(long.bytes))
      let numbers = Double(configuration.adapter.weights(configuration.model))
      try notebook.measure(
        .counted(
          "adapter-share", 100 * numbers / Double(try base.model().parameters.count), unit: "%"))
      page.table(
        ["who reads", "of a token: reading", "learning", "memory", "with learning", "perplexity"],
        subjects.map { subject in
          let work = works[subject.id]!
          return [
            subject.name, work.text(\.reading), work.text(\.learning), work.megabytes(\.bytes),
            work.megabytes(\.bytesLearning), Figure.text(readings[subject.reading].perplexity()),
          ]
        })
      page.draw(
        plane(subjects.map { ($0.id, works[$0.id]!, readings[$0.reading]) }, ablations, readings))
    }
  }

  /// Cost against quality of all that reads the novel's beginning.
  private static func plane(
    _ subjects: [(id: String, work: CountedReader.Work, reading: Reading)],
    _ ablations: [Ablation], _ readings: Readings
  ) -> Plot {
    let beginning = 0..<readings.configuration.sweptTokens
    func point(_ cost: Double, _ reading: Reading) -> Series.Point {
      .init(2e-6 * cost, reading.perplexity(reading.segments(in: beginning)))
    }
    let adapted =
      ablations.filter { $0.knob != nil }.map { ($0.work, $0.reading) }
      + subjects.filter { ["cheap", "dear"].contains($0.id) }.map { ($0.work, $0.reading) }
    return Plot(
      "What a token costs, and how well the novel's beginning is predicted", form: .points,
      x: Axis("work of a token", unit: "MFLOP", scale: .logarithmic), y: Axis("perplexity"),
      series: [
        Series(
          "no adapter", role: .baseline,
          subjects.filter { $0.id.hasSuffix("-window") }.map { point($0.work.reading, $0.reading) }),
        Series("adapter, reading alone", adapted.map { point($0.0.reading, $0.1) }),
        Series("adapter, with learning", adapted.map { point($0.0.all, $0.1) }),
        Series(
          "all weights, with learning",
          subjects.filter { $0.id == "all-weights" }.map { point($0.work.all, $0.reading) }),
      ])
  }
}

// MARK: - What it takes

extension TemporaryLoRAChapter {
  /// The time of a token, in turns.
  static func times(
    _ readings: Readings, _ base: Base, _ text: NovelText, in notebook: Notebook
  ) throws {
    try notebook.cell("What it takes") { page in
      let subjects = try CostSubject.all(
        base, readings.configuration)
      let times = try notebook.progress("times") { progress in
        try TimedReading.seconds(
          of: subjects, text.heldOut, rounds: readings.configuration.timedRounds
        ) {
          progress.update($0)
          try notebook.checkInterruption()
        }
      }
      for (ending, subject, other) in [
        ("cheap", "cheap", "long-window"), ("cheap-total", "cheap-total", "long-window"),
        ("merged", "merged", "long-window"), ("short-window", "short-window", "long-window"),
        ("dear", "dear", "long-window"), ("dear-total", "dear-total", "long-window"),
        ("cheap-to-kept", "cheap", "kept-window"),
        ("cheap-total-to-kept", "cheap-total", "kept-window"),
      ] {
        try notebook.measure(
          .timed(
            "latency-change-\(ending)",
            zip(times[subject]!, times[other]!).map { 100 * ($0 / $1 - 1) }, unit: "%"))
      }
      page.table(
        ["who reads", "a token", "with learning"],
        try subjects.map { subject in
          [subject.name]
            + (try ["", "-total"].map { ending in
              guard let seconds = times[subject.id + ending] else { return "" }
              return try notebook.measure(
                .timed("microseconds-\(subject.id)\(ending)", seconds.map { 1e6 * $0 }, unit: "µs")
              ).figureWithInterval
            })
        })
    }
  }
}

/// Texts that are read and learned from in turns.
enum TimedReading {
  /// Seconds of a token, by who reads it; and with learning, where somebody learns, in total.
  static func seconds(
    of subjects: [CostSubject], _ text: [Int32], rounds: Int,
    report: (_ share: Double) throws -> Void
  ) rethrows -> [String: [Double]] {
    let clock = ContinuousClock()
    var seconds: [String: [Double]] = [:]
    for round in -1..<rounds {
      for subject in subjects {
        let reader = subject.reader
        for (ending, parameters) in [("", nil), ("-total", reader.parameters)]
        where ending.isEmpty || parameters != nil {
          let read = reader.reading(text, learning: parameters)
          let time = clock.measure(read) / .seconds(1) / Double(reader.tokens)
          // The first round warms up.
          if round >= 0 { seconds[subject.id + ending, default: []].append(time) }
        }
      }
      try report(Double(round + 2) / Double(rounds + 1))
    }
    return seconds
  }
}
