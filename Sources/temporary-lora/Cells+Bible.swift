import ChapterCommand
import Evidence

// MARK: - Half a million tokens

extension TemporaryLoRAChapter {
  /// Whether it goes on for long.
  static func bible(_ readings: Readings, in notebook: Notebook) throws {
    guard readings.has("bible-reader") else {
      return notebook.leaveOpen("gains-late", since: "the Bible was not read")
    }
    try notebook.cell("Half a million tokens") { page in
      let (reader, base) = (readings["bible-reader"], readings["bible-base"])
      let parts = [
        ("bible-first-100k", 0..<100_000), ("beyond-500k", 500_000..<reader.ends.last! + 1),
      ]
      for (ending, range) in parts where range.lowerBound < reader.ends.last! {
        try notebook.measure(
          .change(
            "perplexity-change-\(ending)", of: reader, from: base, reader.blocks(in: range)))
      }
      for start in readings.configuration.lateStarts {
        let (name, first) = ("\(start / 1_000)k", start / 128)
        guard readings.has("bible-late-\(name)") else { continue }
        let late = readings["bible-late-\(name)"]
        let blocks = Array(first..<first + late.ends.count)
        try notebook.measure(
          .changes(
            "perplexity-change-bible-late-\(name)",
            zip(late.surprise, blocks).map { $0 - base.surprise[$1] }))
        try notebook.measure(
          .change("perplexity-change-bible-at-\(name)", of: reader, from: base, blocks))
      }
      page.draw(
        curve(
          "The change in perplexity while the Bible is read",
          [("temporary adapter", .measured, reader, base)], segments: 30))
    }
  }
}
