import Layers
import Tensors
import Testing

// MARK: - What a token must not see

@Suite("A token sees what it may, and nothing else")
struct MaskingTests {
  @Test(arguments: CacheTests.decoders, [1, 7])
  func `a later token changes no bit of an earlier one`(
    configuration: TransformerConfiguration, threads: Int
  ) throws {
    let model = try spreadModel(configuration)
    let tokens = randomTokens(2 * 70)
    ThreadPool.with(threads: threads) {
      let before = model(tokens, sequences: 2).elements
      for place in [1, 40, 63, 64, 69] {
        var others = tokens
        for i in place..<70 { others[i] = (others[i] + 1) % 11 }
        let after = model(others, sequences: 2).elements
        let width = configuration.width
        #expect(after[..<(place * width)] == before[..<(place * width)], "before \(place)")
        #expect(after[(70 * width)...] == before[(70 * width)...], "the other sequence")
        #expect(after[(place * width)..<(70 * width)] != before[(place * width)..<(70 * width)])
      }
    }
  }

  @Test func `every token sees those before it`() throws {
    let model = try spreadModel(.gpt)
    let tokens = randomTokens(20)
    let before = model(tokens).elements
    for place in 0..<20 {
      var others = tokens
      others[place] = (others[place] + 1) % 11
      let after = model(others).elements
      #expect(!areClose(after.suffix(16), before.suffix(16), 1e-4), "the last looks at \(place)")
    }
  }

  @Test(arguments: [1, 7])
  func `padding changes no bit of a real token`(threads: Int) throws {
    let model = try spreadModel(.bert)
    let tokens = randomTokens(3 * 20)
    let lengths = [20, 1, 13]
    var others = tokens
    for (sequence, length) in lengths.enumerated() {
      for i in length..<20 { others[20 * sequence + i] = (others[20 * sequence + i] + 1) % 11 }
    }
    ThreadPool.with(threads: threads) {
      let before = model(tokens, sequences: 3, lengths: lengths).elements
      let after = model(others, sequences: 3, lengths: lengths).elements
      for (sequence, length) in lengths.enumerated() {
        let real = (20 * sequence * 16)..<((20 * sequence + length) * 16)
        #expect(after[real] == before[real])
        let alone = model(Array(tokens[(20 * sequence)..<(20 * sequence + length)])).elements
        #expect(areClose(before[real], alone), "as if it stood alone")
      }
    }
  }

  @Test func `an encoder's tokens see later ones`() throws {
    let model = try spreadModel(.bert)
    var tokens = randomTokens(20)
    let before = model(tokens).elements
    tokens[19] = (tokens[19] + 1) % 11
    #expect(!areClose(model(tokens).elements.prefix(16), before.prefix(16), 1e-4))
  }

  @Test(arguments: [TransformerConfiguration.gpt, .llama, .bert])
  func `the order of tokens matters`(configuration: TransformerConfiguration) throws {
    let model = try spreadModel(configuration)
    let (forth, back) = (model([1, 2, 3, 4]).elements, model([2, 1, 3, 4]).elements)
    #expect(!areClose(forth.suffix(16), back.suffix(16), 1e-4))
  }
}
