// MARK: - Pairs

/// Two tokens that stand side by side.
public struct TokenPair: Hashable, Sendable {
  /// The id of the token on the left.
  public let left: Int32
  /// The id of the token on the right.
  public let right: Int32

  /// The pair of `left` and `right`.
  public init(_ left: Int32, _ right: Int32) {
    self.left = left
    self.right = right
  }
}

extension TokenPair: Comparable {
  /// Orders by the left token's id, then by the right token's.
  public static func < (one: TokenPair, other: TokenPair) -> Bool {
    (one.left, one.right) < (other.left, other.right)
  }
}

// MARK: - Merge table

/// The rules of a byte-pair encoding: which token stands for each byte, and which pairs become one.
///
/// It neither knows where the rules came from nor how text is cut into words, and so serves any
/// byte-pair vocabulary, whatever the ids of its tokens.
public struct MergeTable: Sendable {
  private struct Rule {
    let rank: Int
    let result: Int32
  }

  private let byteTokens: [Int32]
  private let rules: [TokenPair: Rule]

  /// Makes a table of the tokens of the 256 bytes and of the merges, the most urgent first.
  ///
  /// Where a pair occurs twice in `merges`, the first counts.
  public init(byteTokens: [Int32], merges: [(pair: TokenPair, result: Int32)]) {
    precondition(byteTokens.count == 256, "each of the 256 bytes needs a token")
    self.byteTokens = byteTokens
    let ranked = merges.enumerated().map { rank, merge in
      (merge.pair, Rule(rank: rank, result: merge.result))
    }
    rules = Dictionary(ranked, uniquingKeysWith: { first, _ in first })
  }
}

// MARK: - Merging within a word

extension MergeTable {
  /// The tokens of one word: its bytes, merged in the order of urgency until no rule applies.
  ///
  /// Takes time in the square of the word's length.
  public func tokens(of word: some Sequence<UInt8>) -> [Int32] {
    var tokens = word.map { byteTokens[Int($0)] }
    while let (pair, rule) = mostUrgentRule(in: tokens) {
      tokens.merge(pair, into: rule.result)
    }
    return tokens
  }

  private func mostUrgentRule(in tokens: [Int32]) -> (pair: TokenPair, rule: Rule)? {
    var best: (pair: TokenPair, rule: Rule)?
    for pair in tokens.adjacentPairs {
      guard let rule = rules[pair], rule.rank < best?.rule.rank ?? .max else { continue }
      best = (pair, rule)
    }
    return best
  }
}

// MARK: - Merging one pair

extension [Int32] {
  /// Each token with the one after it, from left to right.
  var adjacentPairs: some Sequence<TokenPair> {
    zip(self, dropFirst()).lazy.map { TokenPair($0, $1) }
  }

  /// Replaces each occurrence of `pair`, from left to right, by the token `result`.
  mutating func merge(_ pair: TokenPair, into result: Int32) {
    var kept = 0
    var next = 0
    while next < count {
      let isPair = next + 1 < count && self[next] == pair.left && self[next + 1] == pair.right
      self[kept] = isPair ? result : self[next]
      kept += 1
      next += isPair ? 2 : 1
    }
    removeLast(count - kept)
  }
}
