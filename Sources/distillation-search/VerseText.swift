import DistillationSearch
import Evidence
import Tensors
import Text

// MARK: - Verses as tokens

/// Verses in several languages, as tokens of one vocabulary.
struct VerseText: Sendable {
  /// By language, verse by verse.
  typealias Verses = [[[Int32]]]

  /// The token that stands where one is to be guessed.
  static let mask = "<|mask|>"

  let tokenizer: BytePairTokenizer
  let training, validation, test: Verses
  /// The digest of all verses to learn from: other texts, or other tokens, have another.
  let digest: String

  /// Verses cut after `longest` tokens.
  ///
  /// - Throws: what the tokenizer's training throws.
  init(_ verses: AlignedVerses, vocabularySize: Int, longest: Int) throws {
    let languages = AlignedVerses.Language.allCases
    let tokenizer = try BytePairTokenizer.trained(
      on: languages.map { language in
        Array(verses.training.map { $0.text(in: language) }.joined(separator: "\n").utf8)
      }, vocabularySize: vocabularySize, specialTokens: [VerseText.mask])
    func tokens(_ verses: [AlignedVerses.Verse]) -> Verses {
      languages.map { language in
        verses.map { Array(tokenizer.encode($0.text(in: language)).prefix(longest)) }
      }
    }
    self.tokenizer = tokenizer
    (training, validation) = (tokens(verses.training), tokens(verses.validation))
    test = tokens(verses.test)
    var digest = SHA256()
    for verse in training.joined() { verse.withUnsafeBytes { digest.update($0) } }
    self.digest = digest.finalize().description
  }

  /// The token that stands where one is to be guessed.
  var maskToken: Int32 { Int32(tokenizer.vocabularySize - 1) }
}

// MARK: - Batches of verses

/// Draws verses in batches of about one length, and verses with a translation.
struct VerseReader {
  private let verses: VerseText.Verses
  private let batchSize: Int
  private var batches: [PaddedBatch] = []

  /// A reader of so many verses at a time.
  init(_ verses: VerseText.Verses, batchSize: Int) {
    (self.verses, self.batchSize) = (verses, batchSize)
  }

  /// The next verses, each in any language.
  mutating func next(using generator: inout some RandomNumberGenerator) -> PaddedBatch {
    if batches.isEmpty {
      // Eight batches are drawn at once, sorted by length and cut: there is little padding.
      let texts = (0..<8 * batchSize).map { _ in
        verses.randomElement(using: &generator)!.randomElement(using: &generator)!
      }.sorted { $0.count < $1.count }
      batches = stride(from: 0, to: texts.count, by: batchSize).map {
        PaddedBatch(Array(texts[$0..<$0 + batchSize]))
      }.shuffled(using: &generator)
    }
    return batches.removeLast()
  }

  /// Half as many verses in one language, and the same in another.
  func translations(
    using generator: inout some RandomNumberGenerator
  ) -> (texts: PaddedBatch, translations: PaddedBatch) {
    let languages = verses.indices.shuffled(using: &generator)
    let chosen = verses[0].indices.shuffled(using: &generator).prefix(batchSize / 2)
    func batch(_ language: Int) -> PaddedBatch { PaddedBatch(chosen.map { verses[language][$0] }) }
    return (batch(languages[0]), batch(languages[1]))
  }
}
