// MARK: - Learning merges

/// Finds the merges of a byte-pair encoding: again and again, the most frequent pair becomes a token.
///
/// A pair counts as often as it occurs within words of the text, and of pairs that occur equally
/// often the smaller wins: the one with the lower left id, then the lower right id. So the same
/// text always gives the same merges.
///
/// Counts are kept, not taken anew: a merge changes only those words that hold its pair.
struct MergeTraining {
  /// Every different word, as its tokens so far, and how often it occurs.
  private var words: [(tokens: [Int32], count: Int)]
  /// Where each pair stands in the three lists that follow.
  private var positions: [TokenPair: Int] = [:]
  private var pairs: [TokenPair] = []
  private var counts: [Int] = []
  /// The words that hold the pair, or held it until another merge took it apart.
  private var holders: [Set<Int>] = []

  /// Counts the words of `texts` and their pairs of bytes.
  init(texts: [[UInt8]]) {
    var wordCounts: [ArraySlice<UInt8>: Int] = [:]
    for text in texts {
      for word in WordScanner(text) { wordCounts[word, default: 0] += 1 }
    }
    words = wordCounts.map { word, count in (word.map(Int32.init), count) }
    for word in words.indices { addPairs(of: word) }
  }
}

// MARK: - One merge after another

extension MergeTraining {
  /// The first `limit` merges; the first of them makes token 256, the next 257, and so on.
  ///
  /// There are fewer when no pair is left that occurs at least twice.
  mutating func merges(limit: Int) -> [TokenPair] {
    var merges: [TokenPair] = []
    while merges.count < limit, let position = mostFrequent(), counts[position] >= 2 {
      merges.append(pairs[position])
      apply(at: position, result: Int32(255 + merges.count))
    }
    return merges
  }

  private func mostFrequent() -> Int? {
    guard var best = counts.indices.first else { return nil }
    for position in counts.indices where counts[position] >= counts[best] {
      if counts[position] > counts[best] || pairs[position] < pairs[best] { best = position }
    }
    return best
  }

  private mutating func apply(at position: Int, result: Int32) {
    for word in holders[position] {
      removePairs(of: word)
      words[word].tokens.merge(pairs[position], into: result)
      addPairs(of: word)
    }
    holders[position] = []
  }
}

// MARK: - Keeping the counts

extension MergeTraining {
  private mutating func removePairs(of word: Int) {
    for pair in words[word].tokens.adjacentPairs {
      counts[position(of: pair)] -= words[word].count
    }
  }

  private mutating func addPairs(of word: Int) {
    for pair in words[word].tokens.adjacentPairs {
      let position = position(of: pair)
      counts[position] += words[word].count
      holders[position].insert(word)
    }
  }

  private mutating func position(of pair: TokenPair) -> Int {
    if let position = positions[pair] { return position }
    positions[pair] = pairs.count
    pairs.append(pair)
    counts.append(0)
    holders.append([])
    return pairs.count - 1
  }
}
