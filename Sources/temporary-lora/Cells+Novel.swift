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
      let (reader, base) = (readings["reader-\(notebook.seed)"], readings["base-\(notebook.seed)"])
      func changes(_ blocks: (Reading) -> [Int]?) -> [Double] {
        readings.seeds.map { seed in
          let reader = readings["reader-\(seed)"]
          return reader.change(from: readings["base-\(seed)"], blocks(reader))
        }
      }
      for (ending, blocks) in [
        ("first-third", { $0.third(0) }), ("second-third", { $0.third(1) }),
        ("last-third", { $0.third(2) }), ("novel", { _ in nil }),
        ("first-100k", { $0.blocks(in: 0..<100_000) }),
      ] as [(String, (Reading) -> [Int]?)] {
        try notebook.measure(
          .statistical("perplexity-change-\(ending)", seeds: changes(blocks), unit: "%"))
      }
      try notebook.measure(
        .statistical(
          "gain-growth",
          seeds: zip(changes { $0.third(2) }, changes { $0.third(0) }).map { $0 - $1 },
          unit: "points"))
      try notebook.measure(
        .statistical(
          "perplexity-base", seeds: readings.seeds.map { readings["base-\($0)"].perplexity() },
          unit: ""))
      try notebook.measure(
        .statistical(
          "perplexity-change-long-window",
          seeds: readings.seeds.map {
            readings["long-\($0)"].change(from: readings["base-\($0)"])
          }, unit: "%"))
      try notebook.measure(
        .statistical(
          "perplexity-change-cheap",
          seeds: readings.seeds.map {
            readings["reader-\($0)"].change(from: readings["long-\($0)"])
          }, unit: "%"))
      let differences = reader.differences(from: base)
      try notebook.measure(
        .statistical(
          "blocks-improved-share",
          seeds: [100 * Double(differences.count { $0 < 0 }) / Double(differences.count)],
          unit: "%"))
      try measureMeans(reader.tokens!, base.tokens!, in: notebook)
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

  /// Both ways to take a mean.
  private static func measureMeans(
    _ reader: [[Float]], _ base: [[Float]], in notebook: Notebook
  ) throws {
    let (readers, bases) = (Perplexity.meanOfBlocks(reader), Perplexity.meanOfBlocks(base))
    try notebook.measure(
      .statistical(
        "perplexity-change-novel-by-blocks", seeds: [100 * (readers / bases - 1)], unit: "%"))
    try notebook.measure(
      .statistical(
        "blocks-above-tokens", seeds: [100 * (bases / Perplexity.ofTokens(base) - 1)],
        unit: "%"))
  }

  /// Changes in perplexity by segments of a text, with intervals by drawing blocks again.
  static func curve(
    _ title: String,
    _ readers: [(name: String, role: Series.Role, reading: Reading, base: Reading)],
    segments: Int = 12
  ) -> Plot {
    Plot(
      title, x: Axis("thousands of tokens read"),
      y: Axis("change in perplexity", unit: "%"),
      series: readers.map { name, role, reading, base in
        let count = reading.ends.count
        let parts = min(segments, count)
        return Series(
          name, role: role,
          (0..<parts).map { part in
            let blocks = Array(part * count / parts..<(part + 1) * count / parts)
            let change = Evidence.Measurement.change("segment", of: reading, from: base, blocks)
            let middle = (reading.ends[blocks[0]] + reading.ends[blocks.last!]) / 2
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
