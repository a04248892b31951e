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
      let end = reader.ends.last!
      for (ending, start, end) in [
        ("bible-first-100k", 0, 100_000), ("beyond-500k", 500_000, end),
      ] where start < reader.ends.last! {
        try notebook.measure(
          .change(
            "perplexity-change-\(ending)", of: reader, from: base,
            reader.segments(in: start..<end)))
      }
      if end <= 500_000 {
        notebook.leaveOpen("gains-late", since: "the Bible was not read so far")
      }
      for start in readings.configuration.lateStarts {
        let name = "\(start / 1_000)k"
        guard readings.has("bible-late-\(name)") else { continue }
        let late = readings["bible-late-\(name)"]
        try notebook.measure(
          .change("perplexity-change-bible-late-\(name)", of: late, from: base))
        try notebook.measure(
          .change(
            "perplexity-change-bible-at-\(name)", of: reader, from: base,
            reader.segments(in: late.ends[0] - 1..<late.ends.last!)))
      }
      page.draw(
        curve(
          "The change in perplexity while the Bible is read",
          [("temporary adapter", .measured, reader, base)], parts: 30))
    }
  }
}
