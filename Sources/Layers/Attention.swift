import Tensors

// MARK: - Attention

/// Each token asks all others a question, and takes a mixture of their answers
/// (Vaswani et al., arXiv 1706.03762).
public struct Attention {
  /// Queries, keys and values of all heads, side by side.
  public internal(set) var input: Linear
  /// Mixes the heads' answers.
  public internal(set) var output: Linear
  let heads: AttentionHeads
  let isCausal: Bool
  let rotary: RotaryTable?

  /// An attention layer of the given configuration.
  init(
    _ configuration: TransformerConfiguration, rotary: RotaryTable?, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    heads = configuration.heads
    isCausal = configuration.isCausal
    self.rotary = rotary
    input = Linear(
      inputWidth: configuration.width, outputWidth: heads.packedWidth,
      hasBias: configuration.hasBias, deviation: configuration.deviation, in: scope["input"],
      using: &generator)
    output = Linear(
      inputWidth: heads.queries * heads.width, outputWidth: configuration.width,
      hasBias: configuration.hasBias, deviation: configuration.outputDeviation,
      in: scope["output"], using: &generator)
  }
}

// MARK: - Within sequences

extension Attention {
  /// Attention within each sequence, dropped out, added to `residual`.
  ///
  /// - Parameters:
  ///   - x: of shape [sequences, tokens, width].
  ///   - lengths: how many tokens of each sequence are real; nil when all are.
  func callAsFunction(
    _ x: Tensor, lengths: [Int]?, addingTo residual: Tensor, dropout: Float
  ) -> Tensor {
    let answers = positioned(input(x), from: 0)
      .attention(heads, isCausal: isCausal, lengths: lengths)
    return output(answers, addingTo: residual, dropout: dropout)
  }

  func positioned(_ packed: Tensor, from position: Int) -> Tensor {
    rotary.map { packed.rotated(heads, by: $0, from: position) } ?? packed
  }
}

// MARK: - With a cache

extension Attention {
  /// Attention of new tokens to themselves and to those in the cache, added to `residual`.
  func callAsFunction(
    _ x: Tensor, keeping kept: KeyValueCache.Layer, past: Int, addingTo residual: Tensor
  ) -> Tensor {
    let answers = positioned(input(x), from: past)
      .attention(heads, keeping: kept.keys, kept.values, past: past)
    return output(answers, addingTo: residual, dropout: 0)
  }
}
