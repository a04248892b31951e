import ChapterEngine
import DistillationSearch
import Evidence
import Layers
import Tensors

// MARK: - What an encoder can do

/// How well an encoder does, in percent.
struct EncoderScores: Codable, Sendable {
  /// The hidden tokens that it guesses, language by language.
  let masked: [Double]
  /// The verses that it finds among all, by the same verse in another language: the mean over all
  /// pairs of languages.
  let retrieval: Double
  /// The verses whose language a linear layer on their vectors tells: a floor, which whoever knows
  /// letters should reach.
  let language: Double
  /// The digest of its weights.
  let weights: String

  /// The mean over the languages.
  var maskedMean: Double { masked.mean }

  /// Judges an encoder by verses that it did not learn from.
  ///
  /// - Parameters:
  ///   - verses: those that judge.
  ///   - logits: a score for each token, from final vectors.
  init(
    _ encoder: Transformer, _ text: VerseText, by verses: VerseText.Verses,
    guessing logits: (Tensor) -> Tensor
  ) {
    masked = verses.map {
      encoder.maskedAccuracy(on: $0, maskToken: text.maskToken, guessing: logits)
    }
    retrieval = encoder.retrievalAccuracy(on: verses)
    language = encoder.languageAccuracy(learning: text.validation, on: verses)
    weights = encoder.parameters.digest.description
  }
}

// MARK: - Hidden tokens

extension Transformer {
  /// The share of hidden tokens that this encoder guesses, in percent: the same tokens for all.
  fileprivate func maskedAccuracy(
    on texts: [[Int32]], maskToken: Int32, guessing logits: (Tensor) -> Tensor
  ) -> Double {
    var (right, all) = (0, 0)
    for texts in texts.masked(by: maskToken) {
      let rows = texts.guessedRows
      let guesses = logits(self(texts.batch).gatheringRows(rows)).largestOfRows
      right += zip(rows, guesses).count { Int(texts.labels[Int($0)]) == $1 }
      all += rows.count
    }
    return 100 * Double(right) / Double(all)
  }
}

extension VerseText {
  /// The share of hidden tokens that somebody guesses who always says the language's most frequent
  /// one, in percent: the mean over the languages.
  var frequentTokenAccuracy: Double {
    zip(training, test).map { training, test in
      let counts = Dictionary(training.joined().map { ($0, 1) }, uniquingKeysWith: +)
      let frequent = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
      let hidden = test.masked(by: maskToken).flatMap(\.labels).filter { $0 != ignoredLabel }
      return 100 * Double(hidden.count { $0 == frequent }) / Double(hidden.count)
    }.mean
  }
}

extension [[Int32]] {
  /// Texts of which some tokens are hidden: always the same.
  fileprivate func masked(by maskToken: Int32) -> [MaskedTexts] {
    var generator = SeededGenerator(seed: 0)
    return batches.map { MaskedTexts($0, maskToken: maskToken, hidden: 1, using: &generator) }
  }
}

// MARK: - Verses across languages

extension Transformer {
  /// How often the verse nearest to a verse in another language is the same verse, in percent: the
  /// mean over ordered pairs of languages. Teachers learn to find translations; students never see
  /// one.
  func retrievalAccuracy(on verses: VerseText.Verses) -> Double {
    let tables = verses.map { meanVectors(of: $0).centeredAndNormalized }
    let pairs = tables.indices.flatMap { asked in
      tables.indices.filter { $0 != asked }.map { (tables[asked], tables[$0]) }
    }
    return pairs.map { asked, answers in
      // Rows have length 1: the products are cosines.
      let nearest = asked.linear(answers).largestOfRows
      return 100 * Double(nearest.enumerated().count { $0.offset == $0.element })
        / Double(nearest.count)
    }.mean
  }

  /// A vector for each text, of shape [texts, width].
  fileprivate func meanVectors(of texts: [[Int32]]) -> Tensor {
    let parts = texts.batches.flatMap { batch in
      self(batch).averagingRows(of: batch.texts).elements
    }
    return Tensor(parts, shape: [texts.count, configuration.width])
  }
}

// MARK: - Languages told apart

extension Transformer {
  /// How often a linear layer on the verses' vectors names their language, in percent: it learns
  /// from some verses, and is judged by others.
  func languageAccuracy(
    learning known: VerseText.Verses, on verses: VerseText.Verses
  ) -> Double {
    var generator = SeededGenerator(seed: 0)
    let store = ParameterStore()
    let layer = Linear(
      inputWidth: configuration.width, outputWidth: verses.count, in: store.scope,
      using: &generator)
    func labels(_ verses: VerseText.Verses) -> [Int32] {
      verses.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1.count) }
    }
    let vectors = meanVectors(of: known.flatMap { $0 }).elements
    let answers = labels(known)
    // The report never throws.
    try? Training(steps: 100, rate: 0.05).run([store], report: { _, _ in }) { tape in
      layer(Tensor(vectors, shape: [answers.count, configuration.width], on: tape))
        .crossEntropy(labels: answers)
    }
    let answered = layer(meanVectors(of: verses.flatMap { $0 })).largestOfRows
    let right = zip(answered, labels(verses)).count { $0 == Int($1) }
    return 100 * Double(right) / Double(answered.count)
  }
}

extension [[Int32]] {
  /// Texts in their order, 32 at a time.
  fileprivate var batches: [PaddedBatch] {
    stride(from: 0, to: count, by: 32).map {
      PaddedBatch(Array(self[$0..<Swift.min($0 + 32, count)]))
    }
  }
}

extension Tensor {
  /// The place of the largest element of each row.
  var largestOfRows: [Int] {
    let (elements, width) = (elements, width)
    return (0..<rows).map { row in
      let row = elements[row * width..<(row + 1) * width]
      return row.indices.max { row[$0] < row[$1] }! - row.startIndex
    }
  }

  /// Rows less their mean, divided by their lengths: what all texts of a language share says
  /// nothing.
  fileprivate var centeredAndNormalized: Tensor {
    let (elements, width, rows) = (elements, width, rows)
    let mean = (0..<width).map { column in
      (0..<rows).reduce(Float(0)) { $0 + elements[$1 * width + column] } / Float(rows)
    }
    return Tensor(
      (0..<rows).flatMap { row in
        let centered = (0..<width).map { elements[row * width + $0] - mean[$0] }
        let length = centered.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        return centered.map { $0 / max(length, 1e-12) }
      }, shape: [rows, width])
  }
}
