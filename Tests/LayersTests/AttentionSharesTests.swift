import Tensors
import Testing

@testable import Layers

// MARK: - Attention as its definition has it

@Suite struct AttentionSharesTests {
  /// A grouped-query decoder with rotary positions, or an encoder with learned ones.
  private static func model(isCausal: Bool) throws -> Transformer {
    var configuration = TransformerConfiguration.llama(
      vocabularySize: 40, contextLength: 16, layerCount: 2, width: 32, headWidth: 8)
    configuration.keyValueHeadCount = 2
    configuration.isCausal = isCausal
    var generator = SeededGenerator(seed: 3)
    let model = try Transformer(configuration, using: &generator)
    // Sharper than at the start of training, so that shares differ.
    for block in model.blocks {
      block.attention.input.weight.withElements { for i in $0.indices { $0[i] *= 20 } }
    }
    return model
  }

  @Test(arguments: [true, false])
  func `the shares mix the values into what the kernel returns`(isCausal: Bool) throws {
    let model = try Self.model(isCausal: isCausal)
    let tokens: [Int32] = [3, 14, 15, 9, 2, 6, 5]
    let attention = model.blocks[0].attention
    let heads = attention.heads
    let x = model.blocks[0].attentionNorm(model.embedded(tokens, sequences: 1, from: 0, on: nil))
    let packed = attention.positioned(attention.input(x), from: 0).elements
    let answers = attention.positioned(attention.input(x), from: 0)
      .attention(heads, isCausal: isCausal, lengths: nil).elements
    let shares = model.attentionShares(tokens, layer: 0)
    for head in 0..<heads.queries {
      let value = heads.queries + heads.keyValues + head / 2
      for asking in tokens.indices {
        for column in 0..<heads.width {
          let mixed = tokens.indices.reduce(Float(0)) { sum, asked in
            sum + shares[head][asking][asked]
              * packed[asked * heads.packedWidth + value * heads.width + column]
          }
          let answer = answers[(asking * heads.queries + head) * heads.width + column]
          #expect(abs(mixed - answer) < 1e-4)
        }
      }
    }
  }

  @Test func `a decoder's token gives nothing to those after it`() throws {
    for head in try Self.model(isCausal: true).attentionShares([1, 2, 3, 4], layer: 1) {
      for (asking, row) in head.enumerated() {
        #expect(row[(asking + 1)...].allSatisfy { $0 == 0 })
        #expect(abs(row.reduce(0, +) - 1) < 1e-5)
      }
    }
  }
}
