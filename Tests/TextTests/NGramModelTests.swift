import Foundation
import Testing

@testable import Text

// MARK: - A model by hand

private func isClose(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 1e-12 }

@Suite struct SmallNGramTests {
  // The bigrams of 0 1 0 1 2 1 are 01 twice, 10, 12 and 21 once: n₁ = 3, n₂ = 1, D = 3/5. The
  // numbers of predecessors are 1, 2 and 1: n₁ = 2, n₂ = 1, D = 1/2. So p(0), p(1), p(2) without
  // context are 1/4, 1/2, 1/4, and for example p(1 | 0) = (2 - 3/5)/2 + (3/5)/2 · 1/2 = 0.85.
  let bigram = NGramModel(order: 2, vocabularySize: 3, documents: [[0, 1, 0, 1, 2, 1]])

  @Test func `a bigram model gives the probabilities worked out by hand`() {
    let expected: [([Int32], [Double])] = [
      ([], [0.25, 0.5, 0.25]), ([0], [0.075, 0.85, 0.075]), ([1], [0.35, 0.3, 0.35]),
    ]
    for (context, probabilities) in expected {
      for token in 0..<3 {
        let found = bigram.probability(of: Int32(token), after: context)
        #expect(isClose(found, probabilities[token]), "\(token) after \(context)")
      }
    }
  }

  @Test func `bits add up, and each document starts without context`() {
    #expect(isClose(bigram.bits(of: [[1, 0]]), -log2(0.5) - log2(0.35)))
    #expect(isClose(bigram.bits(of: [[1], [0]]), 3))
    #expect(isClose(bigram.bitsPerByte(of: [[1], [0]], byteCount: 6), 0.5))
    #expect(isClose(bigram.perplexity(of: [[0], [2]]), 4))
    let parted = NGramModel(order: 2, vocabularySize: 3, documents: [[0, 1], [0, 1, 2, 1]])
    #expect(!isClose(parted.probability(of: 0, after: [1]), 0.35))
  }

  // 1 1 1 0: the counts 3 and 1 give n₁ = 1, n₂ = 0, which is no base for a discount: D = 1/2.
  @Test func `a unigram model is the share of occurrences less the discount`() {
    let unigram = NGramModel(order: 1, vocabularySize: 4, documents: [[1, 1], [1, 0]])
    #expect(isClose(unigram.probability(of: 1, after: [0]), 2.5 / 4 + 1.0 / 4 / 4))
    #expect(isClose(unigram.probability(of: 0, after: [0]), 0.5 / 4 + 1.0 / 4 / 4))
    #expect(isClose(unigram.probability(of: 3, after: [0]), 1.0 / 4 / 4))
  }

  @Test func `an unseen context backs off to the next shorter one`() {
    let model = NGramModel(order: 3, vocabularySize: 4, documents: [[0, 1, 0, 1, 2, 1]])
    for token in 0..<4 as Range<Int32> {
      func probability(after context: [Int32]) -> Double {
        model.probability(of: token, after: context)
      }
      #expect(probability(after: [3]) == probability(after: []))
      #expect(probability(after: [2, 0]) == probability(after: [0]))
      #expect(probability(after: [0, 1]) != probability(after: [1]))
      #expect(probability(after: [2, 0, 1]) == probability(after: [0, 1]))
    }
  }

  @Test func `a token of few predecessors is less likely in a new context`() {
    // 5 and 6 occur four times each, 5 always after 0, 6 after four different tokens.
    let text: [Int32] = [0, 5, 0, 5, 0, 5, 0, 5, 1, 6, 2, 6, 3, 6, 4, 6, 7]
    let model = NGramModel(order: 2, vocabularySize: 8, documents: [text])
    #expect(model.probability(of: 5, after: [7]) < model.probability(of: 6, after: [7]))
  }
}

// MARK: - Discounts

@Suite struct DiscountsTests {
  private func counts(_ ones: Int, _ twos: Int, _ threes: Int, _ fours: Int) -> [Int] {
    [(1, ones), (2, twos), (3, threes), (4, fours), (9, 2), (0, 5)].flatMap {
      Array(repeating: $0.0, count: $0.1)
    }
  }

  // Y = 8 / (8 + 2 · 4) = 1/2.
  @Test func `discounts follow Chen and Goodman`() {
    let discounts = Discounts(of: counts(8, 4, 2, 1))
    #expect(discounts.one == 0.5)  // 1 - 2 · Y · 4/8
    #expect(discounts.two == 1.25)  // 2 - 3 · Y · 2/4
    #expect(discounts.more == 2)  // 3 - 4 · Y · 1/2
    #expect((0...4).map(discounts.taken) == [0, 0.5, 1.25, 2, 2])
  }

  @Test func `where counts are too few, one discount serves all`() {
    let single = Discounts(of: counts(8, 4, 2, 0))
    #expect([single.one, single.two, single.more] == [0.5, 0.5, 0.5])
    let half = Discounts(of: counts(0, 4, 2, 1))
    #expect([half.one, half.two, half.more] == [0.5, 0.5, 0.5])
    let negative = Discounts(of: counts(8, 4, 1, 9))
    #expect([negative.one, negative.two, negative.more] == [0.5, 0.5, 0.5])
  }
}
