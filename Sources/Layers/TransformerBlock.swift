import Tensors

// MARK: - A block

/// Attention moves information between tokens, the feedforward layer transforms it within each; both
/// add to what was there, the residual stream.
public struct TransformerBlock {
  /// Normalises for, or after, attention.
  public let attentionNorm: Norm
  /// Moves information between tokens.
  public let attention: Attention
  /// Normalises for, or after, the feedforward layer.
  public let feedForwardNorm: Norm
  /// Transforms each token.
  public let feedForward: any FeedForwardLayer
  let normPlacement: TransformerConfiguration.NormPlacement
  let dropout: Float
}

extension TransformerBlock {
  /// The block within each sequence, for x of shape [sequences, tokens, width].
  func callAsFunction(_ x: Tensor, lengths: [Int]?) -> Tensor {
    switch normPlacement {
    case .pre:
      let x = attention(attentionNorm(x), lengths: lengths, addingTo: x, dropout: dropout)
      return feedForward(feedForwardNorm(x), addingTo: x, dropout: dropout)
    case .post:
      let x = attentionNorm(attention(x, lengths: lengths, addingTo: x, dropout: dropout))
      return feedForwardNorm(feedForward(x, addingTo: x, dropout: dropout))
    }
  }
}

// MARK: - With a cache

extension TransformerBlock {
  /// The block for tokens that follow those in the cache.
  func callAsFunction(_ x: Tensor, keeping kept: KeyValueCache.Layer, past: Int) -> Tensor {
    switch normPlacement {
    case .pre:
      let x = attention(attentionNorm(x), keeping: kept, past: past, addingTo: x)
      return feedForward(feedForwardNorm(x), addingTo: x, dropout: 0)
    case .post:
      let x = attentionNorm(attention(x, keeping: kept, past: past, addingTo: x))
      return feedForwardNorm(feedForward(x, addingTo: x, dropout: 0))
    }
  }
}
