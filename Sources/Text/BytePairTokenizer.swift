// MARK: - Tokenizer

/// Turns text into tokens and back: a byte-level byte-pair encoding (Sennrich et al., 2016).
///
/// Tokens 0 to 255 are the bytes, so that any bytes have an encoding. The merges follow in the
/// order in which they were learned, token 256 + i from merge i, and the special tokens come last.
/// A special token marks something that is not text, a document's end for example; no text gives
/// one, not even the text that looks like it.
public struct BytePairTokenizer: Sendable {
  /// The pairs that become one token, in the order in which they apply.
  public let merges: [TokenPair]
  /// The names of the special tokens, in the order of their ids.
  public let specialTokens: [String]

  private let table: MergeTable
  /// What each token stands for, by its id.
  private let spellings: [[UInt8]]

  /// How many tokens there are: 256 bytes, the merges and the special tokens.
  public var vocabularySize: Int { spellings.count }
}

// MARK: - Making a tokenizer

extension BytePairTokenizer {
  /// Makes a tokenizer of known merges.
  ///
  /// Throws `TokenizerError` when a merge uses a token that is not there before it, when a pair is
  /// merged twice, or when special tokens are empty or alike.
  public init(merges: [TokenPair], specialTokens: [String] = []) throws {
    let bytes = (UInt8.min...UInt8.max).map { [$0] }
    var spellings = bytes
    var seen: Set<TokenPair> = []
    for (index, pair) in merges.enumerated() {
      let known = 0..<Int32(256 + index)
      guard known.contains(pair.left), known.contains(pair.right) else {
        throw TokenizerError.mergeOfUnknownToken(index: index, pair: pair)
      }
      guard seen.insert(pair).inserted else {
        throw TokenizerError.repeatedMerge(index: index, pair: pair)
      }
      spellings.append(spellings[Int(pair.left)] + spellings[Int(pair.right)])
    }
    guard Set(specialTokens).count == specialTokens.count, !specialTokens.contains("") else {
      throw TokenizerError.badSpecialTokens(specialTokens)
    }
    self.merges = merges
    self.specialTokens = specialTokens
    self.spellings = spellings + specialTokens.map { Array($0.utf8) }
    table = MergeTable(
      byteTokens: bytes.indices.map(Int32.init),
      merges: merges.enumerated().map { index, pair in (pair, Int32(256 + index)) })
  }
}

extension BytePairTokenizer: Equatable {
  /// Two tokenizers are equal when they encode everything alike.
  public static func == (one: BytePairTokenizer, other: BytePairTokenizer) -> Bool {
    one.merges == other.merges && one.specialTokens == other.specialTokens
  }
}

// MARK: - Learning a tokenizer

extension BytePairTokenizer {
  /// Learns a tokenizer from `texts`, each of them UTF-8 or any other bytes.
  ///
  /// `vocabularySize` counts everything: the 256 bytes, the merges and the special tokens. The
  /// vocabulary is smaller where the texts have too few pairs that occur twice. Throws
  /// `TokenizerError.vocabularyTooSmall` where not even bytes and special tokens would fit.
  public static func trained(
    on texts: [[UInt8]], vocabularySize: Int, specialTokens: [String] = []
  ) throws -> BytePairTokenizer {
    let limit = vocabularySize - 256 - specialTokens.count
    guard limit >= 0 else {
      throw TokenizerError.vocabularyTooSmall(
        size: vocabularySize, smallest: 256 + specialTokens.count)
    }
    var training = MergeTraining(texts: texts)
    let merges = training.merges(limit: limit)
    return try BytePairTokenizer(merges: merges, specialTokens: specialTokens)
  }
}

// MARK: - Encoding

extension BytePairTokenizer {
  /// The tokens of any bytes. Never gives a special token. Takes time in proportion to the length.
  public func encode(_ bytes: [UInt8]) -> [Int32] {
    // Words recur; each is worked out once in a text.
    var known: [ArraySlice<UInt8>: [Int32]] = [:]
    var tokens: [Int32] = []
    for word in WordScanner(bytes) {
      if let found = known[word] {
        tokens.append(contentsOf: found)
      } else {
        let new = table.tokens(of: word)
        known[word] = new
        tokens.append(contentsOf: new)
      }
    }
    return tokens
  }

  /// The tokens of a text's UTF-8. Never gives a special token.
  public func encode(_ text: String) -> [Int32] {
    encode(Array(text.utf8))
  }

  /// The id of the special token of this name, or `nil` where there is none.
  public func specialToken(_ name: String) -> Int32? {
    specialTokens.firstIndex(of: name).map { Int32(256 + merges.count + $0) }
  }
}

// MARK: - Decoding

extension BytePairTokenizer {
  /// The bytes that `tokens` stand for; a special token stands for its name.
  ///
  /// Each id must be of this vocabulary.
  public func decode(_ tokens: some Sequence<Int32>) -> [UInt8] {
    tokens.flatMap { token in
      precondition(
        spellings.indices.contains(Int(token)),
        "token \(token) is not of this vocabulary, which ends at \(vocabularySize - 1)")
      return spellings[Int(token)]
    }
  }

  /// The text that `tokens` stand for; bytes that are no UTF-8 are shown as U+FFFD.
  public func text(of tokens: some Sequence<Int32>) -> String {
    String(decoding: decode(tokens), as: UTF8.self)
  }
}
