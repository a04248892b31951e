import Foundation

// MARK: - N-gram model

/// A language model that predicts a token from the few before it: the control that a neural model
/// has to beat.
///
/// It is smoothed as Chen & Goodman (1999) recommend, by interpolated modified Kneser-Ney. From an
/// observed count a discount is taken, and what it frees is shared out by the next shorter
/// context; there a token counts not as often as it occurs, but after as many *different* tokens
/// as it occurs: "Francisco" is frequent, but only after "San". The shortest context shares out
/// evenly over the vocabulary, so that no token is impossible, and all probabilities after any
/// context sum to one. Of order 1 it is the maximum-likelihood unigram, less the discount.
public struct NGramModel: Sendable {
  /// The number of tokens that are looked at together, the predicted one included.
  public let order: Int
  /// The number of tokens that there are to predict.
  public let vocabularySize: Int
  /// The discounts for 1-grams, 2-grams, up to `order`.
  public let discounts: [Discounts]

  /// The n-grams that occurred, as paths from the root.
  private let tree: NGramTree
  /// For each n-gram, the discounted share of its last token after the others, p(w | h).
  private let shares: [Double]
  /// For each n-gram as a context, the part left to the next shorter one, γ(h).
  private let remainders: [Double]
}

// MARK: - Estimation

extension NGramModel {
  /// Learns from `documents` of tokens, each read by itself: no n-gram spans two of them.
  ///
  /// Takes time and memory in proportion to the number of tokens times the order.
  public init(order: Int, vocabularySize: Int, documents: [[Int32]]) {
    precondition(order >= 1, "an n-gram has at least one token")
    let tree = NGramTree(order: order, vocabularySize: vocabularySize, documents: documents)
    let counts = tree.smoothingCounts
    let discounts = (1...order).map { length in
      Discounts(of: tree.nodes(ofLength: length).lazy.map { counts[$0] })
    }
    let taken = counts.indices.map { node in
      node == NGramTree.root ? 0 : discounts[tree.length(of: node) - 1].taken(from: counts[node])
    }
    // For each n-gram as a context: what its continuations were counted, and what is taken of it.
    var totals = [Double](repeating: 0, count: counts.count)
    var freed = totals
    for node in tree.nodes {
      totals[tree.parent(of: node)] += Double(counts[node])
      freed[tree.parent(of: node)] += taken[node]
    }
    shares = counts.indices.map { node in
      let total = totals[tree.parent(of: node)]
      return total > 0 ? (Double(counts[node]) - taken[node]) / total : 0
    }
    remainders = zip(freed, totals).map { $1 > 0 ? $0 / $1 : 1 }
    self.order = order
    self.vocabularySize = vocabularySize
    self.discounts = discounts
    self.tree = tree
  }
}

// MARK: - Probability

extension NGramModel {
  /// The probability of `token` after `context`, of which the last `order - 1` tokens count.
  ///
  /// It is above zero, and sums to one over the vocabulary for any context, seen or not.
  public func probability(of token: Int32, after context: [Int32]) -> Double {
    var state = State()
    for seen in context.suffix(order - 1) { advance(&state, past: seen) }
    return probability(of: token, in: state)
  }

  /// The contexts that end here, from the empty one upwards, as far as they occurred in training.
  private struct State {
    var contexts = [NGramTree.root]
  }

  private func probability(of token: Int32, in state: State) -> Double {
    precondition(0..<vocabularySize ~= Int(token), "token \(token) is not of this vocabulary")
    return state.contexts.reduce(1 / Double(vocabularySize)) { shorter, context in
      let share = tree.child(of: context, token).map { shares[$0] } ?? 0
      return share + remainders[context] * shorter
    }
  }

  private func advance(_ state: inout State, past token: Int32) {
    let longer = state.contexts.prefix(order - 1).map { tree.child(of: $0, token) }
    state.contexts = [NGramTree.root] + longer.prefix { $0 != nil }.compactMap(\.self)
  }
}

// MARK: - Scoring a text

extension NGramModel {
  /// The bits that `documents` take under the model: the sum of -log₂ p over all their tokens.
  ///
  /// The first token of each document is predicted without context, as nothing stands before it.
  public func bits(of documents: [[Int32]]) -> Double {
    documents.reduce(0) { total, document in
      var state = State()
      return document.reduce(total) { sum, token in
        let bits = -log2(probability(of: token, in: state))
        advance(&state, past: token)
        return sum + bits
      }
    }
  }

  /// The bits per byte, for documents of `byteCount` bytes in all.
  ///
  /// Unlike perplexity it can be compared across tokenizers.
  public func bitsPerByte(of documents: [[Int32]], byteCount: Int) -> Double {
    bits(of: documents) / Double(byteCount)
  }

  /// The perplexity per token: among how many equally likely tokens the model might as well choose.
  public func perplexity(of documents: [[Int32]]) -> Double {
    exp2(bits(of: documents) / Double(documents.reduce(0) { $0 + $1.count }))
  }
}
