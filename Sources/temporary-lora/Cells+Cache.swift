import ChapterCommand
import Evidence
import TemporaryLoRA
import Tensors

// MARK: - A cache that is kept

extension TemporaryLoRAChapter {
  /// What it costs to keep keys and values though weights have changed.
  static func keptCache(
    _ readings: Readings, _ base: Base, _ text: NovelText, in notebook: Notebook
  ) throws {
    try notebook.cell("A cache that is kept") { page in
      let plan = readings.configuration.reading
      let rows = try [("1", ""), ("3", "-high-rate")].map { factor, ending in
        let cost = try notebook.measure(
          .change(
            "cache-reuse-perplexity-cost\(ending)", of: readings["kept-cache-\(factor)"],
            from: readings["fresh-cache-\(factor)"]))
        return ["\(Float(factor)! * plan.learning.rate)", cost.figureWithInterval]
      }
      page.table(["learning rate", "perplexity, kept by fresh"], rows)
      try measureSavings(of: base, text, readings.configuration, in: notebook)
      let (kept, fresh) = (readings["kept-cache-1"], readings["fresh-cache-1"])
      // When the cache is full for the first time, and after how many blocks again.
      let first = readings.configuration.keptWindow / plan.block
      let room = (readings.configuration.keptWindow - plan.context) / plan.block
      page.draw(
        Plot(
          "What an old cache costs, by the blocks that it holds", form: .bars,
          x: Axis("blocks", categories: (0..<room).map { "\($0)" }),
          y: Axis("perplexity, kept by fresh", unit: "%"),
          series: [
            Series(
              "change",
              (0..<room).map { age in
                let blocks = kept.ends.indices.filter { $0 >= first && ($0 - first) % room == age }
                let change = Evidence.Measurement.change("age", of: kept, from: fresh, blocks)
                return .init(
                  Double(age), change.estimate, low: change.interval?.low,
                  high: change.interval?.high)
              })
          ]))
    }
  }

  /// Work and time of all blocks of a window, kept by fresh; nothing is learned.
  private static func measureSavings(
    of base: Base, _ text: NovelText, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    let model = try base.model()
    var plan = configuration.reading
    plan.window = configuration.keptWindow
    let blocks = (plan.window - plan.context) / plan.block
    let document = Array(text.heldOut[plan.window...].prefix(blocks * plan.block))
    func reader(reuses: Bool) -> DocumentReader {
      var plan = plan
      plan.reusesCache = reuses
      let reader = DocumentReader(model, learning: nil, by: plan)
      reader.skip(Array(text.heldOut.prefix(plan.window + 1)))
      return reader
    }
    func work(reuses: Bool) -> Double {
      let reader = reader(reuses: reuses)
      return Double(Work.counting { _ = reader.read(document: document) }.1.multiplyAdds)
    }
    try notebook.measure(
      .counted(
        "cache-reuse-flops-change", 100 * (work(reuses: true) / work(reuses: false) - 1),
        unit: "%"))
    let clock = ContinuousClock()
    func seconds(reuses: Bool) -> Double {
      let reader = reader(reuses: reuses)
      return clock.measure { _ = reader.read(document: document) } / .seconds(1)
    }
    let times = try notebook.progress("cache") { progress in
      try (0..<configuration.timedRounds).map { round in
        progress.update(Double(round) / Double(configuration.timedRounds))
        try notebook.checkInterruption()
        return (kept: seconds(reuses: true), fresh: seconds(reuses: false))
      }
    }
    try notebook.measure(
      .timed(
        "cache-reuse-latency-change", times.map { 100 * ($0.kept / $0.fresh - 1) }, unit: "%"))
    for (name, seconds) in [("kept", times.map(\.kept)), ("fresh", times.map(\.fresh))] {
      try notebook.measure(
        .timed(
          "milliseconds-\(name)-cache", seconds.map { 1e3 * $0 / Double(blocks) }, unit: "ms"))
    }
  }
}
