import ChapterCommand
import ChapterEngine
import Evidence
import Foundation
import Layers
import TemporaryLoRA
import Tensors
import Text

// MARK: - Translating books

extension TemporaryLoRAChapter {
  /// Books are translated in order, and what others made of past verses is learned.
  static func translation(_ configuration: Configuration, in notebook: Notebook) throws {
    let plan = configuration.translation
    let (text, base) = try translator(plan, in: notebook)
    try notebook.cell("Translating books") { page in
      let trials = text.heldOut.indices.flatMap { book in
        TranslationTrial.Lessons.allCases
          .filter { $0 != .otherBook || text.heldOut.count > 1 }
          .map { TranslationTrial(book: book, lessons: $0, base: base) }
      }
      let results = try notebook.results(
        "translating",
        of: trials.map { trial in
          Trial(name: trial.name, work: trial.work(text)) {
            try trial.result(text, plan, report: $0)
          }
        })
      let scores = Dictionary(
        uniqueKeysWithValues: TranslationTrial.Lessons.allCases.compactMap { lessons in
          let books = text.heldOut.indices.compactMap { results["\(lessons.rawValue)-\($0)"] }
          return books.isEmpty ? nil : (lessons, TranslationScores(books, text, plan))
        })
      let base = scores[.nothing]!
      page.table(
        ["what is learned", "perplexity of references", "BLEU"],
        TranslationTrial.Lessons.allCases.compactMap { lessons in
          scores[lessons].map {
            [lessons.rawValue, Figure.text($0.perplexity()), Figure.text($0.bleu())]
          }
        })
      for (lessons, ending) in [
        (.references, ""), (.own, "-own"), (.otherBook, "-other-book"),
      ] as [(TranslationTrial.Lessons, String)] {
        guard let own = scores[lessons] else { continue }
        try own.measure(against: base, ending, in: notebook)
      }
      examples(results, text, on: page)
    }
  }

  /// The first verse in the last quarter of the first book that lessons made a difference to.
  private static func examples(
    _ results: [String: TranslationTrial.Result], _ text: TranslationText, on page: Page
  ) {
    let pairs = text.heldOut[0].pairs
    func translations(_ lessons: TranslationTrial.Lessons) -> [[Int32]] {
      Array(results["\(lessons.rawValue)-0"]!.translations.joined())
    }
    let (without, with) = (translations(.nothing), translations(.references))
    guard let place = (pairs.count * 3 / 4..<pairs.count).first(where: { without[$0] != with[$0] })
    else { return page.print("lessons made no difference to any verse of the last quarter") }
    for (name, tokens) in [
      ("source", pairs[place].source), ("reference", pairs[place].target),
      ("nothing learned", without[place]), ("references learned", with[place]),
    ] { page.print("\(name): \(text.tokenizer.text(of: tokens))") }
  }
}

// MARK: - The translator

extension TemporaryLoRAChapter {
  /// Trains a translator on all other books.
  private static func translator(
    _ plan: TranslationPlan, in notebook: Notebook
  ) throws -> (TranslationText, Base) {
    try notebook.cell("The translator") { page in
      let (verses, plan) = try verses(plan, on: page, in: notebook)
      let text = try TranslationText(verses, plan)
      page.table(
        ["verses", ""],
        [["to learn from", "\(text.training.count)"]]
          + text.heldOut.map { ["\($0.book), to translate", "\($0.pairs.count)"] })
      let translator = try notebook.trained(
        "translator", plan.model, plan.training, seed: notebook.seed, on: page
      ) { generator in
        let lesson = Lesson(text.batch(plan.training.batchSize, using: &generator), text.markers)
        return (lesson.inputs, lesson.labels, lesson.texts)
      }
      return (text, translator)
    }
  }

  /// The whole New Testament, where it is asked for and was fetched; the Gospels, and John of them
  /// to translate, elsewhere.
  private static func verses(
    _ plan: TranslationPlan, on page: Page, in notebook: Notebook
  ) throws -> (AlignedVerses, TranslationPlan) {
    if let verses = try notebook.fetched(
      plan.corpus, on: page, { try AlignedVerses.load(plan.corpus, from: notebook.root) })
    {
      return (verses, plan)
    }
    try notebook.use("gospels")
    var plan = plan
    plan.heldOut = ["John"]
    return (try AlignedVerses.load(from: notebook.root), plan)
  }
}

// MARK: - Perplexity and BLEU

/// How well books were translated, block by block.
struct TranslationScores {
  private let nats: [Double]
  private let counts: [Int]
  private let bleus: [BLEU]

  init(_ books: [TranslationTrial.Result], _ text: TranslationText, _ plan: TranslationPlan) {
    nats = books.flatMap(\.nats)
    counts = books.flatMap(\.counts)
    bleus = zip(books, text.heldOut).flatMap { book, pairs in
      zip(book.translations, pairs.pairs.blocks(of: plan.block)).map { translations, block in
        zip(translations, block).reduce(BLEU()) {
          $0 + BLEU(text.words($1.0), reference: text.words($1.1.target))
        }
      }
    }
  }

  var blocks: [Double] { nats.indices.map(Double.init) }

  func perplexity(_ blocks: [Int]? = nil) -> Double {
    let blocks = blocks ?? Array(nats.indices)
    return exp(
      blocks.reduce(0) { $0 + nats[$1] } / Double(blocks.reduce(0) { $0 + counts[$1] }))
  }

  /// BLEU of all blocks together.
  func bleu(_ blocks: [Int]? = nil) -> Double {
    (blocks ?? Array(bleus.indices)).reduce(BLEU()) { $0 + bleus[$1] }.score
  }

  private var note: String { "the samples are the numbers of blocks, which are drawn again" }

  /// Measures the changes from another's, with intervals by drawing blocks again.
  func measure(against base: TranslationScores, _ ending: String, in notebook: Notebook) throws {
    var generator = SeededGenerator(seed: 0)
    func change(_ part: @escaping (TranslationScores, [Int]) -> Double) -> ([Double]) -> Double {
      { blocks in
        let blocks = blocks.map { Int($0) }
        // Blocks may be drawn in which nothing agrees with its reference.
        return 100 * (part(self, blocks) / max(0.01, part(base, blocks)) - 1)
      }
    }
    try notebook.measure(
      .statistical(
        "translation-perplexity-change\(ending)", blocks: blocks, unit: "%", note: note,
        using: &generator, statistic: change { $0.perplexity($1) }))
    guard base.bleu() >= 1 else {
      if ending.isEmpty {
        notebook.leaveOpen("translation-bleu", since: "hardly a verse was translated")
      }
      return
    }
    try notebook.measure(
      .statistical(
        "translation-bleu-change\(ending)", blocks: blocks, unit: "%", note: note,
        using: &generator, statistic: change { $0.bleu($1) }))
    guard ending.isEmpty else { return }
    for (name, scores) in [("-base", base), ("", self)] {
      for (id, score) in [
        ("translation-perplexity", { scores.perplexity($0) }),
        ("translation-bleu", { scores.bleu($0) }),
      ] as [(String, ([Int]) -> Double)] {
        try notebook.measure(
          .statistical(id + name, blocks: blocks, unit: "", note: note, using: &generator) {
            score($0.map { Int($0) })
          })
      }
    }
  }
}
