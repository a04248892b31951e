import ChapterCommand
import Evidence
import TemporaryLoRA

// MARK: - Controls

extension TemporaryLoRAChapter {
  /// What the gain is not: another book's, the last pages', or a matter of few numbers.
  static func controls(_ readings: Readings, in notebook: Notebook) throws {
    try notebook.cell("Controls") { page in
      let seed = notebook.seed
      let (base, reader) = (readings["base-\(seed)"], readings["reader-\(seed)"])
      let rows =
        [
          ("longer window", "long-\(seed)", "long-window-seed"),
          ("temporary adapter", "reader-\(seed)", "reader"),
          ("adapter of another book", "other-book", "other-book"),
          ("adapter of the Bible", "other-text", "other-text"),
          ("all weights", "all-weights", "all-weights"),
        ].filter { readings.has($0.1) }
      page.table(
        ["who reads", "first third", "last third", "the whole novel"],
        try rows.map { name, reading, id in
          let reading = readings[reading]
          return [name]
            + [reading.third(0), reading.third(2)].map {
              Evidence.Measurement.change("part", of: reading, from: base, $0).figureWithInterval
            } + [
              try notebook.measure(.change("perplexity-change-\(id)", of: reading, from: base))
                .figureWithInterval
            ]
        })
      if !readings.has("other-text") {
        notebook.leaveOpen("not-just-any-text", since: "the Bible was not read")
      }
      try notebook.measure(
        .change(
          "perplexity-change-adapter-to-all-weights", of: reader,
          from: readings["all-weights"]))
      try notebook.measure(
        .change("perplexity-change-dear", of: readings["dear"], from: readings["long-\(seed)"]))
      try notebook.measure(
        .statistical("other-book-norm", seeds: [readings["other-book"].norms[0][1]], unit: "%"))
      try late(readings, reader, base, on: page, in: notebook)
    }
  }

  /// Readers that begin where the last third does, by one that has read all.
  private static func late(
    _ readings: Readings, _ reader: Reading, _ base: Reading, on page: Page,
    in notebook: Notebook
  ) throws {
    let (late, taught) = (readings["late-start"], readings["late-start-taught"])
    let same = reader.segments(in: late.ends[0] - 1..<reader.ends.last!)
    page.table(
      ["since the last third began", "change in perplexity"],
      try [
        ("who begins there", "late-start", late, nil),
        ("who begins there, taught by another book", "late-start-taught", taught, nil),
        ("who has read from the beginning", "since-late-start", reader, same),
      ].map { name, id, reading, segments in
        let change = try notebook.measure(
          .change("perplexity-change-\(id)", of: reading, from: base, segments))
        return [name, change.figureWithInterval]
      })
    for (ending, other) in [("memory", late), ("memory-of-this-book", taught)] {
      try notebook.measure(
        .change("perplexity-change-by-\(ending)", of: reader, from: other, same))
    }
  }
}
