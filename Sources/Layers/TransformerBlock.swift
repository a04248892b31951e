import Tensors

// MARK: - A block

/// Attention moves information between tokens, the feedforward layer transforms it within each; both
/// add to what was there, the residual stream.
public struct TransformerBlock {
  /// Normalises for, or after, attention.
  public let attentionNorm: Norm
  /// Moves information between tokens.
  public internal(set) var attention: Attention
  /// Normalises for, or after, the feedforward layer.
  public let feedForwardNorm: Norm
  /// Transforms each token.
  public internal(set) var feedForward: any FeedForwardLayer
  let normPlacement: TransformerConfiguration.NormPlacement
  let dropout: Float
}

extension TransformerBlock {
  /// A block with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - layer: its number, for those who make its feedforward layer.
  ///   - rotary: the angles of rotary positions. Without them a block does not know where tokens
  ///     stand, unless their vectors tell.
  ///   - feedForward: makes the feedforward layer, if not the configuration's own.
  public init<Generator: RandomNumberGenerator>(
    _ configuration: TransformerConfiguration, layer: Int = 0, rotary: RotaryTable? = nil,
    in scope: ParameterScope, using generator: inout Generator,
    feedForward: Transformer.FeedForwardMaker<Generator>? = nil
  ) {
    func norm(_ name: String) -> Norm {
      Norm(
        configuration.norm, width: configuration.width, epsilon: configuration.normEpsilon,
        in: scope[name])
    }
    let makeFeedForward = feedForward ?? configuration.feedForward
    attentionNorm = norm("attentionNorm")
    attention = Attention(
      configuration, rotary: rotary, in: scope["attention"], using: &generator)
    feedForwardNorm = norm("feedForwardNorm")
    self.feedForward = makeFeedForward(layer, scope["feedForward"], &generator)
    normPlacement = configuration.normPlacement
    dropout = configuration.dropout
  }

  /// The block within each sequence.
  ///
  /// - Parameters:
  ///   - x: of shape [sequences, tokens, width].
  ///   - lengths: how many tokens of each sequence are real; nil when all are.
  public func callAsFunction(_ x: Tensor, lengths: [Int]? = nil) -> Tensor {
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
