import ChapterCommand
import Evidence
import Foundation
import Layers
import TemporaryLoRA
import Tensors

// MARK: - A novel, read

extension TemporaryLoRAChapter {
  /// How the gain grows with the novel.
  static func novel(_ readings: Readings, in notebook: Notebook) throws {
    try notebook.cell("A novel, read") { page in
      let pairs = readings.seeds.map { (readings["reader-\($0)"], readings["base-\($0)"]) }
      func measure(
        _ id: String, unit: String = "%", _ value: (_ reader: Reading, _ base: Reading) -> Double
      ) throws {
        try notebook.measure(.statistical(id, seeds: pairs.map(value), unit: unit))
      }
      for (ending, segments) in [
        ("first-third", { $0.third(0) }), ("second-third", { $0.third(1) }),
        ("last-third", { $0.third(2) }), ("novel", { _ in nil }),
        ("first-100k", { $0.segments(in: 0..<100_000) }),
      ] as [(String, (Reading) -> [Int]?)] {
        try measure("perplexity-change-\(ending)") { $0.change(from: $1, segments($0)) }
      }
      try measure("gain-growth", unit: "points") { reader, base in
        reader.change(from: base, reader.third(2)) - reader.change(from: base, reader.third(0))
      }
      try measure("segments-improved-share") { reader, base in
        let differences = reader.differences(from: base)
        return 100 * Double(differences.count { $0 < 0 }) / Double(differences.count)
      }
      for (who, scores) in [("reader", { $0.0.tokens! }), ("base", { $0.1.tokens! })]
        as [(String, ((Reading, Reading)) -> [[Float]])]
      {
        try measure("perplexity-\(who)", unit: "") { Perplexity.ofTokens(scores(($0, $1))) }
        try measure("perplexity-\(who)-by-blocks", unit: "") {
          Perplexity.meanOfBlocks(scores(($0, $1)))
        }
      }
      try measure("perplexity-change-novel-by-blocks") {
        100 * (Perplexity.meanOfBlocks($0.tokens!) / Perplexity.meanOfBlocks($1.tokens!) - 1)
      }
      for (id, reading, other) in [
        ("long-window", "long", "base"), ("kept-window", "long-kept", "base"),
        ("cheap", "reader", "long"), ("cheap-to-kept", "reader", "long-kept"),
      ] {
        try notebook.measure(
          .statistical(
            "perplexity-change-\(id)",
            seeds: readings.seeds.map {
              readings["\(reading)-\($0)"].change(from: readings["\(other)-\($0)"])
            }, unit: "%"))
      }
      let (reader, base) = pairs[0]
      page.draw(
        curve(
          "The change in perplexity while a novel is read",
          [
            ("temporary adapter", .measured, reader, base),
            ("longer window", .baseline, readings["long-\(notebook.seed)"], base),
            ("adapter of another book", .baseline, readings["other-book"], base),
          ]))
    }
  }

  /// Changes in perplexity by parts of a text, with intervals by drawing segments again.
  static func curve(
    _ title: String,
    _ readers: [(name: String, role: Series.Role, reading: Reading, base: Reading)],
    parts count: Int = 12
  ) -> Plot {
    Plot(
      title, x: Axis("thousands of tokens read"),
      y: Axis("change in perplexity", unit: "%"),
      series: readers.map { name, role, reading, base in
        let all = reading.ends.count
        let parts = min(count, all)
        return Series(
          name, role: role,
          (0..<parts).map { part in
            let segments = Array(part * all / parts..<(part + 1) * all / parts)
            let change = Evidence.Measurement.change("part", of: reading, from: base, segments)
            let middle = (reading.ends[segments[0]] + reading.ends[segments.last!]) / 2
            return .init(
              Double(middle) / 1_000, change.estimate, low: change.interval?.low,
              high: change.interval?.high)
          })
      })
  }
}

// MARK: - How far it moved

extension TemporaryLoRAChapter {
  static func norms(_ readings: Readings, in notebook: Notebook) throws {
    try notebook.cell("How far it moved") { page in
      let reader = readings["reader-\(notebook.seed)"]
      let rates = readings.configuration.variants.filter { $0.knob == .rate }
      let main = readings.configuration.reading.learning.rate
      page.draw(
        Plot(
          "How far the adapter has moved the model", x: Axis("thousands of tokens read"),
          y: Axis("of its weights' norm", unit: "%"),
          series: ([("rate \(main)", Series.Role.measured, reader)]
            + rates.map { ("rate \($0.value)", .baseline, readings[$0.id]) })
            .map { name, role, reading in
              Series(name, role: role, reading.norms.map { .init($0[0] / 1_000, $0[1]) })
            }))
      try notebook.measure(
        .statistical(
          "adapter-norm-end",
          seeds: readings.seeds.map { readings["reader-\($0)"].norms.last![1] }, unit: "%"))
    }
  }
}
