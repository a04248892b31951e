import Foundation
import Tensors
import Testing

@testable import Layers

// MARK: - What cannot be

@Suite("An impossible configuration is refused with a reason")
struct ConfigurationTests {
  /// What is said about `.gpt` after a change; nil when it is possible.
  private func refusal(_ change: (inout TransformerConfiguration) -> Void) -> String? {
    var configuration = TransformerConfiguration.gpt
    change(&configuration)
    do {
      var generator = SeededGenerator(seed: 1)
      _ = try Transformer(configuration, using: &generator)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `but GPT's, Llama's and BERT's shapes are possible`() throws {
    for configuration in [TransformerConfiguration.gpt, .llama, .bert] {
      try configuration.validate()
    }
  }

  typealias Size = WritableKeyPath<TransformerConfiguration, Int> & Sendable
  static let sizes: [(name: String, path: Size)] = [
    ("vocabularySize", \.vocabularySize), ("contextLength", \.contextLength),
    ("layerCount", \.layerCount), ("width", \.width), ("headCount", \.headCount),
    ("keyValueHeadCount", \.keyValueHeadCount), ("headWidth", \.headWidth),
    ("feedForwardWidth", \.feedForwardWidth),
  ]

  @Test(arguments: sizes.indices, [0, -3])
  func `sizes are positive`(index: Int, size: Int) {
    let (name, path) = ConfigurationTests.sizes[index]
    #expect(
      refusal { $0[keyPath: path] = size }
        == "impossible model: \(name) is \(size); it must be 1 or more")
  }

  @Test func `query heads share key heads evenly`() {
    #expect(
      refusal { ($0.headCount, $0.keyValueHeadCount) = (5, 2) }
        == "impossible model: 5 query heads cannot share 2 key heads evenly; "
        + "headCount must be a multiple of keyValueHeadCount")
    #expect(refusal { ($0.headCount, $0.keyValueHeadCount) = (6, 2) } == nil)
  }

  @Test func `rotary positions turn pairs`() {
    #expect(
      refusal { ($0.positions, $0.headWidth) = (.rotary, 7) }
        == "impossible model: headWidth is 7; rotary positions turn pairs, so it must be even")
    #expect(refusal { ($0.positions, $0.headWidth) = (.learned, 7) } == nil)
  }

  @Test(arguments: [1, -0.1, 7, Float.nan])
  func `dropout leaves something`(dropout: Float) {
    #expect(
      refusal { $0.dropout = dropout }
        == "impossible model: dropout is \(dropout); it must be in 0 ..< 1")
    #expect(refusal { $0.dropout = 0.999 } == nil)
  }
}

// MARK: - What can be

@Suite("A configuration decides a model's parameters")
struct ParameterTests {
  @Test func `GPT-2's own shape has its 124 million`() {
    // Counted by formula: 50257 × 768 + 1024 × 768, 12 blocks, and the last norm.
    var configuration = TransformerConfiguration.gpt(
      vocabularySize: 50_257, contextLength: 1024, layerCount: 12, width: 768)
    #expect(configuration.headCount == 12 && configuration.feedForwardWidth == 3072)
    configuration.layerCount = 1
    var generator = SeededGenerator(seed: 1)
    let one = try? Transformer(configuration, isTrainable: false, using: &generator)
    let block = 2 * 2 * 768 + (2304 + 768) * 768 + 2304 + 768 + 2 * 768 * 3072 + 3072 + 768
    let embeddings = (50_257 + 1024) * 768 + 2 * 768
    #expect(one?.parameters.count == embeddings + block)
    #expect(embeddings + 12 * block == 124_439_808)
  }

  @Test func `names are those of the layers`() throws {
    let names = try spreadModel(.llama).parameters.entries.map(\.name).filter {
      !$0.hasPrefix("blocks.1")
    }
    #expect(
      names == [
        "tokens.weight", "blocks.0.attentionNorm.weight", "blocks.0.attention.input.weight",
        "blocks.0.attention.output.weight", "blocks.0.feedForwardNorm.weight",
        "blocks.0.feedForward.gate.weight", "blocks.0.feedForward.up.weight",
        "blocks.0.feedForward.down.weight", "finalNorm.weight", "head.weight",
      ])
  }

  @Test func `weights start small, the smaller the more of them add up`() throws {
    var configuration = TransformerConfiguration.gpt
    (configuration.width, configuration.feedForwardWidth) = (64, 256)
    configuration.layerCount = 8
    var generator = SeededGenerator(seed: 1)
    let store = try Transformer(configuration, using: &generator).parameters
    func deviation(_ name: String) -> Float {
      let elements = store[name]?.elements ?? []
      return (elements.reduce(0) { $0 + $1 * $1 } / Float(elements.count)).squareRoot()
    }
    #expect(abs(deviation("blocks.3.feedForward.up.weight") - 0.02) < 0.001)
    #expect(abs(deviation("blocks.3.feedForward.down.weight") - 0.005) < 0.0003)
    #expect(abs(deviation("blocks.3.attention.output.weight") - 0.005) < 0.0005)
    #expect(deviation("blocks.3.feedForward.up.bias") == 0)
    #expect(deviation("finalNorm.weight") == 1)
  }

  @Test func `tied embeddings are one table`() throws {
    let (tied, untied) = (try spreadModel(.gpt), try spreadModel(.llama))
    #expect(tied.head === tied.tokens && untied.head !== untied.tokens)
  }
}
