import Layers
import Tensors
import Testing

// MARK: - The cache

@Suite("Reading with a cache gives what reading at once gives")
struct CacheTests {
  static let decoders: [TransformerConfiguration] = [.gpt, .llama]

  /// Rows `range` of each of `sequences` sequences.
  private func rows(_ range: Range<Int>, of x: Tensor, sequences: Int = 1) -> [Float] {
    let elements = x.elements
    let length = x.rows / sequences
    return (0..<sequences).flatMap { sequence in
      elements[
        ((sequence * length + range.lowerBound) * x.width)..<((sequence * length + range.upperBound)
          * x.width)]
    }
  }

  @Test(arguments: decoders)
  func `token by token`(configuration: TransformerConfiguration) throws {
    let model = try spreadModel(configuration)
    let tokens = randomTokens(80)
    let whole = model(tokens)
    let cache = KeyValueCache(for: configuration)
    for (i, token) in tokens.enumerated() {
      let hidden = model([token], keepingIn: cache)
      #expect(hidden.shape == [1, 1, 16] && cache.count == i + 1)
      #expect(areClose(hidden.elements, rows(i..<i + 1, of: whole)), "token \(i)")
    }
  }

  @Test(arguments: decoders)
  func `in pieces of any length`(configuration: TransformerConfiguration) throws {
    let model = try spreadModel(configuration)
    let tokens = randomTokens(88)
    let whole = model(tokens)
    let cache = KeyValueCache(for: configuration)
    for length in [3, 1, 66, 2, 16] {
      let piece = cache.count..<cache.count + length
      let hidden = model(Array(tokens[piece]), keepingIn: cache)
      #expect(areClose(hidden.elements, rows(piece, of: whole)), "tokens \(piece)")
    }
  }

  @Test(arguments: decoders, [1, 3])
  func `for several sequences side by side`(
    configuration: TransformerConfiguration, length: Int
  ) throws {
    let model = try spreadModel(configuration)
    let tokens = randomTokens(3 * 9)
    let whole = model(tokens, sequences: 3)
    let cache = KeyValueCache(for: configuration, sequences: 3, capacity: 9)
    for first in stride(from: 0, to: 9, by: length) {
      let piece = (0..<3).flatMap { tokens[(9 * $0 + first)..<(9 * $0 + first + length)] }
      let hidden = model(piece, keepingIn: cache)
      #expect(areClose(hidden.elements, rows(first..<first + length, of: whole, sequences: 3)))
    }
  }

  @Test(arguments: decoders)
  func `after forgetting the end and reading on otherwise`(
    configuration: TransformerConfiguration
  ) throws {
    let model = try spreadModel(configuration)
    let (tokens, others) = (randomTokens(12), randomTokens(7, seed: 2))
    let cache = KeyValueCache(for: configuration)
    _ = model(tokens, keepingIn: cache)
    cache.truncate(to: 5)
    let hidden = model(others, keepingIn: cache)
    let whole = model(tokens.prefix(5) + others)
    #expect(areClose(hidden.elements, rows(5..<12, of: whole)))
    #expect(cache.count == 12)
  }

  @Test(arguments: decoders)
  func `at the cost of the new tokens only`(configuration: TransformerConfiguration) throws {
    let model = try spreadModel(configuration)
    let tokens = randomTokens(40)
    let cache = KeyValueCache(for: configuration)
    let whole = Work.counting { model(tokens) }.work.multiplyAdds
    let pieces = Work.counting { for token in tokens { _ = model([token], keepingIn: cache) } }
    #expect(pieces.work.multiplyAdds == whole)
  }
}

// MARK: - Writing

@Suite("A decoder writes on")
struct GenerationTests {
  private func written(
    _ model: Transformer, after prompt: [Int32], count: Int, sampler: Sampler = .greedy
  ) -> [Int32] {
    var generator = SeededGenerator(seed: 1)
    var tokens: [Int32] = []
    model.generate(after: prompt, count: count, sampler: sampler, using: &generator) {
      tokens.append($0)
    }
    return tokens
  }

  @Test(arguments: CacheTests.decoders)
  func `greedily, with the likeliest token after all before it`(
    configuration: TransformerConfiguration
  ) throws {
    let model = try spreadModel(configuration)
    var text = randomTokens(5)
    let written = written(model, after: text, count: 30)
    for token in written {
      let scores = model.logits(model(text)).elements.suffix(11)
      #expect(scores[scores.startIndex + Int(token)] > scores.max()! - 1e-4)
      text.append(token)
    }
    #expect(written.count == 30)
  }

  @Test func `beyond its context, from the second half of what it knows`() throws {
    var configuration = TransformerConfiguration.gpt
    configuration.contextLength = 6
    let model = try spreadModel(configuration)
    let prompt = randomTokens(9)
    var text = prompt
    var known = Array(prompt.suffix(6))
    for token in written(model, after: prompt, count: 20) {
      if known.count > 6 { known = text.suffix(3) }
      let scores = model.logits(model(known)).elements.suffix(11)
      #expect(scores[scores.startIndex + Int(token)] > scores.max()! - 1e-4)
      text.append(token)
      known.append(token)
    }
    #expect(text.count == 29)
  }

  @Test func `the same at random from the same seed`() throws {
    let model = try spreadModel(.llama)
    let sampler = Sampler.nucleus(temperature: 1, topP: 0.95)
    let first = written(model, after: [1, 2], count: 40, sampler: sampler)
    #expect(written(model, after: [1, 2], count: 40, sampler: sampler) == first)
    #expect(first != written(model, after: [1, 2], count: 40))
  }

  @Test func `until the receiver has had enough`() throws {
    struct Enough: Error {}
    let model = try spreadModel(.gpt)
    var generator = SeededGenerator(seed: 1)
    var received = 0
    #expect(throws: Enough.self) {
      try model.generate(after: [1], count: 40, sampler: .greedy, using: &generator) { _ in
        received += 1
        if received == 3 { throw Enough() }
      }
    }
    #expect(received == 3)
  }
}
