import Foundation
import Layers
import TemporaryLoRA
import Tensors
import Text

// MARK: - Verses in pairs

/// French verses with their English translations, as tokens.
struct TranslationText: Sendable {
  let tokenizer: BytePairTokenizer
  let markers: PairMarkers
  /// The pairs to learn from, short ones first.
  let training: [TextPair]
  /// The books that are translated, verse by verse.
  let heldOut: [(book: String, pairs: [TextPair])]
  /// The most tokens of a verse; of longer ones the rest is left out.
  let longest: Int

  init(_ verses: AlignedVerses, _ plan: TranslationPlan) throws {
    let known = verses.all.filter { !plan.heldOut.contains($0.book) }
    let tokenizer = try BytePairTokenizer.trained(
      on: known.flatMap { verse in
        [AlignedVerses.Language.french, .english].map { Array("\(verse.text(in: $0))\n".utf8) }
      }, vocabularySize: plan.model.vocabularySize, specialTokens: ["<|to|>", "<|end|>"])
    let longest = plan.model.contextLength / 2 - 1
    func pair(_ verse: AlignedVerses.Verse) -> TextPair {
      func tokens(_ language: AlignedVerses.Language) -> [Int32] {
        Array(tokenizer.encode(verse.text(in: language)).prefix(longest))
      }
      return TextPair(source: tokens(.french), target: tokens(.english))
    }
    (self.tokenizer, self.longest) = (tokenizer, longest)
    markers = PairMarkers(
      to: tokenizer.specialToken("<|to|>")!, end: tokenizer.specialToken("<|end|>")!)
    training = known.map(pair).sorted { $0.length < $1.length }
    heldOut = plan.heldOut.map { book in
      let verses = verses.all.filter { $0.book == book }
      return (book, verses.prefix(plan.verses ?? verses.count).map(pair))
    }
  }

  /// Pairs of about the same length, drawn at random.
  func batch(_ size: Int, using generator: inout SeededGenerator) -> [TextPair] {
    let start = Int.random(in: 0...training.count - size, using: &generator)
    return Array(training[start..<start + size])
  }

  /// The words of a translation and its stops, in lower case.
  func words(_ tokens: [Int32]) -> [String] {
    var words: [String] = []
    var word = ""
    for character in tokenizer.text(of: tokens).lowercased() + " " {
      if character.isLetter || character.isNumber || character == "'" {
        word.append(character)
        continue
      }
      if !word.isEmpty { words.append(word) }
      word = ""
      if !character.isWhitespace { words.append(String(character)) }
    }
    return words
  }
}

extension TextPair {
  fileprivate var length: Int { source.count + target.count }
}

// MARK: - Who translates

/// A book that is translated block by block, and by whom.
struct TranslationTrial: Sendable {
  /// What is learned after each block.
  enum Lessons: String, CaseIterable, Sendable {
    case nothing
    /// What others made of it.
    case references
    /// What it made of it itself.
    case own
    /// Nothing of this book, but the other books' references before it.
    case otherBook = "other-book"
  }

  let book: Int
  let lessons: Lessons
  let base: Base

  var name: String { "\(lessons.rawValue)-\(book)" }

  /// The books that are read.
  func work(_ text: TranslationText) -> Double {
    Double(lessons == .otherBook ? text.heldOut.count : 1)
  }

  /// What came of it, block by block.
  struct Result: Codable, Sendable {
    /// The nats that references took, and their tokens.
    let nats: [Double]
    let counts: [Int]
    /// The translations, verse by verse.
    let translations: [[[Int32]]]
  }

  func result(
    _ text: TranslationText, _ plan: TranslationPlan,
    report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws -> Result {
    let adapter = base.adapter(to: try base.model(), plan.adapter)
    func reader(learns: Bool) -> PairReader {
      PairReader(
        adapter.adapted, learning: learns ? adapter.parameters : nil, by: plan.learning,
        text.markers)
    }
    if lessons == .otherBook {
      let others = reader(learns: true)
      for other in text.heldOut.indices where other != book {
        for block in text.heldOut[other].pairs.blocks(of: plan.block) { _ = others.read(block) }
      }
    }
    let translator = reader(learns: lessons == .references || lessons == .own)
    let blocks = text.heldOut[book].pairs.blocks(of: plan.block)
    var (nats, counts, translations): ([Double], [Int], [[[Int32]]]) = ([], [], [])
    for (number, block) in blocks.enumerated() {
      // First it is translated: nothing of this block has been learned.
      let translated = translator.translate(block, limit: text.longest)
      let own = zip(block, translated).map { TextPair(source: $0.source, target: $1) }
      let scores = translator.read(block, learning: lessons == .own ? own : nil)
      nats.append(-scores.reduce(0) { $0 + Double($1) })
      counts.append(scores.count)
      translations.append(translated)
      try report(Double(number + 1) / Double(blocks.count), .nan)
    }
    return Result(nats: nats, counts: counts, translations: translations)
  }
}

extension [TextPair] {
  /// Pairs in their order, so many at a time.
  func blocks(of size: Int) -> [[TextPair]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
