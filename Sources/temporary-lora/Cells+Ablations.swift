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
