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
      try notebook.measure(
        .change(
          "perplexity-change-adapter-to-all-weights", of: reader, from: readings["all-weights"]))
      try notebook.measure(
        .change("perplexity-change-dear", of: readings["dear"], from: readings["long-\(seed)"]))
      try late(readings, reader, base, in: notebook)
    }
  }

  /// A reader that begins where the last third does, by one that has read all.
  private static func late(
    _ readings: Readings, _ reader: Reading, _ base: Reading, in notebook: Notebook
  ) throws {
    let late = readings["late-start"]
    // The same blocks, counted from the beginning of the novel.
    let first = reader.ends.count - late.ends.count
    let blocks = Array(first..<reader.ends.count)
    func part(_ reading: Reading) -> [Double] { blocks.map { reading.surprise[$0] } }
    let differences = zip(late.surprise, part(base)).map { $0 - $1 }
    try notebook.measure(
      .changes("perplexity-change-late-start", differences))
    try notebook.measure(
      .change("perplexity-change-since-late-start", of: reader, from: base, blocks))
    try notebook.measure(
      .changes(
        "perplexity-change-by-memory", zip(part(reader), late.surprise).map { $0 - $1 }))
  }
}
