// MARK: - A passage

/// A figure of running text: words in their order, each with a value.
public struct Passage: Codable, Hashable, Sendable {
  /// A word, with the punctuation that clings to it.
  public struct Word: Codable, Hashable, Sendable {
    /// The word as it stands in the text.
    public let text: String
    /// Its value, a finite number.
    public let value: Double

    /// Creates a word.
    public init(_ text: String, _ value: Double) {
      self.text = text
      self.value = value
    }
  }

  /// The caption: what to see in it.
  public let title: String
  /// The values' unit; empty for pure numbers.
  public let unit: String
  /// The words, at least one; a space stands between two.
  public let words: [Word]

  /// Creates a passage of at least one word, all with finite values.
  public init(_ title: String, unit: String = "", words: [Word]) {
    self.title = title
    self.unit = unit
    self.words = words
    if let problem { preconditionFailure(problem) }
  }
}

// MARK: - How far from zero

extension Passage {
  /// Which of seven equally wide bands each word's value lies in: 0 is the one around zero, 3 and -3
  /// the ones at both ends, of which one holds the value farthest from zero.
  ///
  /// A value between two bands belongs to the one farther from zero.
  public var bands: [Int] {
    words.map { word in
      extent > 0 ? max(-3, min(3, Int((word.value / extent * 3.5).rounded()))) : 0
    }
  }

  /// The values between which a band lies; all are zero where all words' values are.
  public func limits(of band: Int) -> ClosedRange<Double> {
    precondition((-3...3).contains(band), "there are seven bands")
    let width = extent / 3.5
    return (Double(band) - 0.5) * width...(Double(band) + 0.5) * width
  }

  /// How far from zero the values reach.
  private var extent: Double { words.map { abs($0.value) }.max() ?? 0 }
}

// MARK: - Reading it

extension Passage {
  /// What is wrong with the words, if anything is.
  private var problem: String? {
    if words.isEmpty { return "a passage has at least one word" }
    guard let word = words.firstIndex(where: { !$0.value.isFinite }) else { return nil }
    return "the value of word \(word) is \(words[word].value)"
  }

  private enum CodingKeys: CodingKey { case title, unit, words }

  /// Reads a passage; throws `DecodingError.dataCorrupted` where it has no words or a value that is
  /// not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    title = try container.decode(String.self, forKey: .title)
    unit = try container.decode(String.self, forKey: .unit)
    words = try container.decode([Word].self, forKey: .words)
    if let problem {
      throw DecodingError.dataCorruptedError(
        forKey: .words, in: container, debugDescription: problem)
    }
  }
}
