import Testing

@testable import Text

// MARK: - On real text

@Suite struct NGramTextTests {
  let vocabularySize = 500
  let training: [Int32]
  let heldOut: [Int32]

  init() throws {
    let text = try novel("Persuasion", prefix: 200_000)
    let tokenizer = try BytePairTokenizer.trained(on: [text], vocabularySize: vocabularySize)
    training = tokenizer.encode(text)
    heldOut = tokenizer.encode(try novel("Northanger Abbey", prefix: 20_000))
  }

  private func model(order: Int) -> NGramModel {
    NGramModel(order: order, vocabularySize: vocabularySize, documents: [training])
  }

  @Test(arguments: 1...5)
  func `probabilities sum to one after any context`(order: Int) {
    let model = model(order: order)
    var generator = TestGenerator(seed: UInt64(order))
    let seen = (0..<10).map { _ in
      Array(training[Int.random(in: 0..<1000, using: &generator)...].prefix(order - 1))
    }
    let random = (0..<10).map { _ in
      (1..<6).map { _ in Int32.random(in: 0..<500, using: &generator) }
    }
    for context in [[]] + seen + random {
      let probabilities = (0..<500).map { model.probability(of: $0, after: context) }
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-9, "after \(context)")
      #expect(probabilities.allSatisfy { $0 > 0 })
    }
  }

  @Test func `a higher order is less perplexed by a novel it has not seen`() {
    let perplexities = (1...3).map { model(order: $0).perplexity(of: [heldOut]) }
    #expect(perplexities[0] > perplexities[1] * 1.5)
    #expect(perplexities[1] > perplexities[2])
    #expect(perplexities[0] < Double(vocabularySize))
  }

  @Test func `scoring a text is the sum of its tokens' probabilities`() {
    let model = model(order: 4)
    let text = Array(heldOut.prefix(200))
    let perplexity = model.perplexity(of: [text])
    let product = text.indices.reduce(1.0) { product, place in
      let probability = model.probability(of: text[place], after: Array(text[..<place]))
      return product * (probability * perplexity)
    }
    #expect(abs(product - 1) < 1e-6)
  }
}

// MARK: - Against the definition

/// Interpolated Kneser-Ney as it is defined, by counting through the whole text for every question.
private struct PlainKneserNey {
  let order: Int
  let vocabularySize: Int
  let text: [Int32]

  private func occurrences(_ gram: [Int32]) -> Int {
    (0...(text.count - gram.count)).count { text[$0..<($0 + gram.count)].elementsEqual(gram) }
  }

  private func count(_ gram: [Int32]) -> Int {
    if gram.count == order { return occurrences(gram) }
    return (0..<Int32(vocabularySize)).count { occurrences([$0] + gram) > 0 }
  }

  func probability(of token: Int32, after context: [Int32]) -> Double {
    let tokens = 0..<Int32(vocabularySize)
    let counts = tokens.map { count(context + [$0]) }
    let grams = Set(
      text.indices.dropLast(context.count).map { text[$0...].prefix(context.count + 1) })
    let discounts = Discounts(of: grams.map { count(Array($0)) })
    let shorter =
      context.isEmpty
      ? 1 / Double(vocabularySize) : probability(of: token, after: Array(context.dropFirst()))
    let total = Double(counts.reduce(0, +))
    guard total > 0 else { return shorter }
    let freed = counts.reduce(0) { $0 + discounts.taken(from: $1) }
    let share = max(Double(counts[Int(token)]) - discounts.taken(from: counts[Int(token)]), 0)
    return (share + freed * shorter) / total
  }
}

@Suite struct NGramDefinitionTests {
  @Test(arguments: 1...4)
  func `the model agrees with the definition`(order: Int) {
    var generator = TestGenerator(seed: 9)
    // Squared, so that some tokens are frequent.
    let text = (0..<80).map { _ in
      Int32(Int.random(in: 0..<5, using: &generator) * Int.random(in: 0..<5, using: &generator) / 4)
    }
    let model = NGramModel(order: order, vocabularySize: 6, documents: [text])
    let plain = PlainKneserNey(order: order, vocabularySize: 6, text: text)
    for start in 0..<15 {
      let context = Array(text[start..<(start + order - 1)])
      for token in 0..<6 as Range<Int32> {
        let difference =
          model.probability(of: token, after: context)
          - plain.probability(of: token, after: context)
        #expect(abs(difference) < 1e-12, "\(token) after \(context)")
      }
    }
  }
}
