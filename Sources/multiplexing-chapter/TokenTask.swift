import Tensors
import Text

// MARK: - Words to be told apart

/// Verses as tokens, with a label for every word: whether the translators supplied it.
struct TokenTask: Sendable {
  /// In kebab-case, as it stands in the names of measurements.
  let name: String
  /// What is learned from, what choices are made by, and what judges.
  let training, validation, test: [TokenExample]
}

/// A verse as tokens, each with its label.
struct TokenExample: Sendable {
  /// The tokens of the running text.
  let tokens: [Int32]
  /// At a word's first token 1 if the word was supplied and 0 if not, elsewhere `ignoredLabel`.
  let labels: [Int32]
}

extension TokenTask {
  /// Verses without their marks, cut after `longest` tokens.
  init(
    name: String = "supplied", _ verses: MarkedVerses, _ tokenizer: BytePairTokenizer, longest: Int
  ) {
    func examples(_ verses: [MarkedVerses.Verse]) -> [TokenExample] {
      verses.map { TokenExample($0, tokenizer, longest: longest) }
    }
    self.name = name
    (training, validation) = (examples(verses.training), examples(verses.validation))
    test = examples(verses.test)
  }
}

extension TokenExample {
  /// A verse without its marks, cut after `longest` tokens.
  init(_ verse: MarkedVerses.Verse, _ tokenizer: BytePairTokenizer, longest: Int) {
    var (tokens, labels): ([Int32], [Int32]) = ([], [])
    for (place, word) in verse.words.enumerated() {
      // No token reaches across a space from the left, so that words can be cut one by one.
      let pieces = tokenizer.encode(place == 0 ? word.text : " " + word.text)
      tokens += pieces
      labels.append(word.isSupplied ? 1 : 0)
      labels += pieces.dropFirst().map { _ in ignoredLabel }
    }
    (self.tokens, self.labels) = (Array(tokens.prefix(longest)), Array(labels.prefix(longest)))
  }
}

// MARK: - F1

/// How well a few among many were found: the harmonic mean of precision and recall.
///
/// Where one word in twenty was supplied, to say that none was is right nineteen times in twenty,
/// and worth nothing. F1 asks only about what was said or should have been.
struct F1Score: Codable, Hashable, Sendable {
  /// Found and right; found and wrong; missed.
  private(set) var truePositives = 0, falsePositives = 0, falseNegatives = 0

  /// Of what was found, the part that is right, in percent.
  var precision: Double { Self.percent(truePositives, of: truePositives + falsePositives) }
  /// Of what was to be found, the part that was, in percent.
  var recall: Double { Self.percent(truePositives, of: truePositives + falseNegatives) }
  /// The harmonic mean of both, in percent.
  var f1: Double {
    Self.percent(2 * truePositives, of: 2 * truePositives + falsePositives + falseNegatives)
  }

  /// Counts one answer.
  mutating func count(found: Bool, isRight: Bool) {
    if found && isRight { truePositives += 1 }
    if found && !isRight { falsePositives += 1 }
    if !found && isRight { falseNegatives += 1 }
  }

  /// What two parts of a text give together.
  static func + (one: F1Score, other: F1Score) -> F1Score {
    var sum = one
    sum.truePositives += other.truePositives
    sum.falsePositives += other.falsePositives
    sum.falseNegatives += other.falseNegatives
    return sum
  }

  private static func percent(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : 100 * Double(part) / Double(whole)
  }
}

extension F1Score {
  /// Scores `predictions`, one for each token, against `labels`, save where these say
  /// `ignoredLabel`.
  init(predictions: some Sequence<Int32>, labels: some Sequence<Int32>) {
    self.init()
    for (prediction, label) in zip(predictions, labels) where label != ignoredLabel {
      count(found: prediction == 1, isRight: label == 1)
    }
  }
}

// MARK: - What words alone tell

/// How often each word was supplied in what is learned from: what must be beaten by whoever reads
/// the words around it.
struct WordShares {
  private let shares: [ArraySlice<Int32>: Double]
  /// A word that was supplied at least this often is taken for supplied.
  let threshold: Double

  /// Counts words, which are tokens from one label to the next, and takes the threshold that gives
  /// the best F1 where choices are made.
  init(_ task: TokenTask) {
    var counts: [ArraySlice<Int32>: (all: Int, supplied: Int)] = [:]
    for word in task.training.flatMap(\.words) {
      counts[word.tokens, default: (0, 0)].all += 1
      counts[word.tokens]!.supplied += word.isSupplied ? 1 : 0
    }
    let shares = counts.mapValues { Double($0.supplied) / Double($0.all) }
    let words = task.validation.flatMap(\.words).map { (shares[$0.tokens] ?? 0, $0.isSupplied) }
    func f1(_ threshold: Double) -> Double {
      var score = F1Score()
      for (share, isRight) in words { score.count(found: share >= threshold, isRight: isRight) }
      return score.f1
    }
    let candidates = Set(shares.values.filter { $0 > 0 }).sorted().map { ($0, f1($0)) }
    (self.shares, threshold) = (shares, candidates.max { $0.1 < $1.1 }?.0 ?? 1)
  }

  /// The F1 of this answer to every word of `examples`.
  func score(_ examples: [TokenExample]) -> F1Score {
    var score = F1Score()
    for word in examples.flatMap(\.words) {
      score.count(found: shares[word.tokens] ?? 0 >= threshold, isRight: word.isSupplied)
    }
    return score
  }
}

extension TokenExample {
  /// The tokens of each word, and whether it was supplied.
  fileprivate var words: [(tokens: ArraySlice<Int32>, isSupplied: Bool)] {
    let starts = labels.indices.filter { labels[$0] != ignoredLabel }
    return zip(starts, starts.dropFirst() + [labels.count]).map { start, end in
      (tokens[start..<end], labels[start] == 1)
    }
  }
}

extension F1Score {
  /// What one gets for saying of every word that it was supplied.
  static func ofAlways(_ examples: [TokenExample]) -> F1Score {
    examples.reduce(F1Score()) { sum, example in
      sum + F1Score(predictions: example.labels.map { _ in 1 }, labels: example.labels)
    }
  }
}
