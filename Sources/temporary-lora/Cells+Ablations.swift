import ChapterCommand
import Evidence
import TemporaryLoRA

// MARK: - What matters

extension TemporaryLoRAChapter {
  /// One change of the main plan at a time.
  static func ablations(_ readings: Readings, in notebook: Notebook) throws {
    try notebook.cell("What matters") { page in
      let (base, reader) = (readings["base-\(notebook.seed)"], readings["reader-\(notebook.seed)"])
      let swept = reader.blocks(in: 0..<readings.configuration.sweptTokens)
      let main = try notebook.measure(.change("ablation-main", of: reader, from: base, swept))
      let rows = try readings.configuration.variants.map { variant in
        let reading = readings[variant.id]
        let own = "\(variant.id)-base"
        let change = try notebook.measure(
          .change(
            "ablation-\(variant.id)", of: reading, from: readings.has(own) ? readings[own] : base,
            Array(reading.ends.indices)))
        return [variant.knob.rawValue, variant.value, change.figureWithInterval]
      }
      let all = try readings.configuration.ratesOfAllWeights.enumerated().map { place, rate in
        let change = try notebook.measure(
          .change(
            "ablation-all-weights-\(place + 1)", of: readings["all-weights-\(rate)"], from: base,
            swept, note: "rate \(rate)"))
        return ["all weights learn", "rate \(rate)", change.figureWithInterval]
      }
      page.table(
        ["what is changed", "", "change in perplexity"],
        [["nothing", "", main.figureWithInterval]] + rows + all)
    }
  }
}

// MARK: - A cache that is kept

extension TemporaryLoRAChapter {
  /// What it costs to keep keys and values though weights have changed.
  static func keptCache(_ readings: Readings, in notebook: Notebook) throws {
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
      let (kept, fresh) = (readings["kept-cache-1"], readings["fresh-cache-1"])
      // How many blocks stand in the cache, that were made by earlier weights.
      let room = (readings.configuration.keptWindow - plan.context) / plan.block
      let warm = kept.ends.indices.dropFirst(room + 1)
      page.draw(
        Plot(
          "What an old cache costs, by the blocks that it holds", form: .bars,
          x: Axis("blocks", categories: (0..<room).map { "\($0)" }),
          y: Axis("perplexity, kept by fresh", unit: "%"),
          series: [
            Series(
              "change",
              (0..<room).map { age in
                // After the first window each is full after as many blocks.
                let blocks = warm.filter { ($0 - plan.window / plan.block) % room == age }
                let change = Evidence.Measurement.change("age", of: kept, from: fresh, blocks)
                return .init(
                  Double(age), change.estimate, low: change.interval?.low,
                  high: change.interval?.high)
              })
          ]))
    }
  }
}
