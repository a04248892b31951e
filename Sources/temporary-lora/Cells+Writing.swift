import ChapterCommand
import Evidence
import Layers
import TemporaryLoRA
import Tensors

// MARK: - A continued text

/// Who writes on.
enum Writer: String, CaseIterable {
  case base, reader
  case learningOn = "learning-on"
}

extension TemporaryLoRAChapter {
  /// A text, continued by one who has read the novel and by one who has not.
  static func writing(
    by base: Base, of text: NovelText, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("A continued text") { page in
      let plan = configuration.writing
      let read = Array(text.heldOut[..<(2 * text.heldOut.count / 3)])
      let texts = try notebook.results(
        "writing",
        of: Writer.allCases.map { writer in
          Trial(name: writer.rawValue) {
            try writer.texts(after: read, base, configuration, report: $0)
          }
        })
      let names = Set(text.words(in: read).filter { $0.first!.isUppercase })
        .subtracting(text.training.flatMap { text.words(in: $0.tokens) })
      let rows = try Writer.allCases.map { writer in
        let written = texts[writer.rawValue]!
        let own = written.map { tokens in
          let words = text.words(in: tokens)
          return 100 * Double(words.count { names.contains($0) }) / Double(max(1, words.count))
        }
        let repeated = written.map { 100 * $0.repeatedShare }
        let id = writer.rawValue
        var generator = SeededGenerator(seed: 0)
        return [
          id,
          try notebook.measure(
            .statistical("own-names-\(id)", blocks: own, unit: "%", using: &generator)
          ).figureWithInterval,
          try notebook.measure(
            .statistical("repeated-\(id)", blocks: repeated, unit: "%", using: &generator)
          ).figureWithInterval,
        ]
      }
      for writer in Writer.allCases {
        page.print("\(writer.rawValue): \(text.tokenizer.text(of: texts[writer.rawValue]![0]))")
      }
      page.table(
        ["who writes", "words that are names of this novel", "runs of four that stood before"],
        rows)
      page.print("\(plan.texts) texts of \(plan.tokens) tokens each")
    }
  }
}

extension Writer {
  /// Texts that continue what was read.
  func texts(
    after read: [Int32], _ base: Base, _ configuration: Configuration,
    report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws -> [[Int32]] {
    let adapter = base.adapter(to: try base.model(), configuration.adapter)
    if self != .base {
      let reader = DocumentReader(
        adapter.adapted, learning: adapter.parameters, by: configuration.reading)
      _ = try reader.read(document: read) {
        try report(0.5 * Double($0) / Double(read.count), .nan)
      }
    }
    let learned = adapter.parameters.withValues { Array($0) }
    let plan = configuration.writing
    return try (0..<plan.texts).map { number in
      adapter.parameters.withValues { values in
        for (place, value) in learned.enumerated() { values[place] = value }
      }
      let writer = DocumentReader(
        adapter.adapted, learning: self == .learningOn ? adapter.parameters : nil,
        by: configuration.reading)
      writer.skip(Array(read.suffix(configuration.reading.prefix)))
      var chance = SeededGenerator(seed: UInt64(number))
      try report(0.5 + 0.5 * Double(number) / Double(plan.texts), .nan)
      return writer.write(plan.tokens, sampler: plan.sampler, using: &chance)
    }
  }
}

extension NovelText {
  /// The words of a text.
  func words(in tokens: [Int32]) -> [String] {
    tokenizer.text(of: tokens).split { !$0.isLetter }.map(String.init)
  }
}

extension [Int32] {
  /// The share of runs of four tokens that stood before.
  fileprivate var repeatedShare: Double {
    guard count > 4 else { return 0 }
    var seen: Set<ArraySlice<Int32>> = []
    let runs = (0...count - 4).map { self[$0..<$0 + 4] }
    return Double(runs.count { !seen.insert($0).inserted }) / Double(runs.count)
  }
}
