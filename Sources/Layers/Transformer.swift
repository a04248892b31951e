import Tensors

// MARK: - A transformer

/// Tokens in, a vector for each token out: a decoder when causal, an encoder otherwise.
public struct Transformer {
  /// The shape.
  public let configuration: TransformerConfiguration
  /// All parameters.
  public let parameters: ParameterStore
  /// A vector for each token, of shape [vocabularySize, width].
  public let tokens: Tensor
  /// A vector for each position, of shape [contextLength, width]; nil for rotary positions.
  public let positions: Tensor?
  /// Normalises the embeddings, as in BERT.
  public let embeddingNorm: Norm?
  /// The blocks, first to last.
  public internal(set) var blocks: [TransformerBlock]
  /// Normalises at the end, where blocks normalise before their parts.
  public let finalNorm: Norm?
  /// Turns a final vector into a score for each token, of shape [vocabularySize, width].
  public let head: Tensor
}

// MARK: - Building it

extension Transformer {
  /// Makes one block's feedforward layer: chapters put their own layers here.
  public typealias FeedForwardMaker<Generator: RandomNumberGenerator> = (
    _ layer: Int, _ scope: ParameterScope, _ generator: inout Generator
  ) -> any FeedForwardLayer

  /// A transformer with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - configuration: the shape.
  ///   - isTrainable: whether gradients are wanted.
  ///   - generator: draws the parameters.
  ///   - feedForward: makes the feedforward layers, if not the configuration's own.
  /// - Throws: `TransformerConfiguration.Impossible`.
  public init<Generator: RandomNumberGenerator>(
    _ configuration: TransformerConfiguration, isTrainable: Bool = true,
    using generator: inout Generator, feedForward: FeedForwardMaker<Generator>? = nil
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    parameters = ParameterStore(isTrainable: isTrainable)
    let scope = parameters.scope
    let (width, deviation) = (configuration.width, configuration.deviation)
    func norm(_ scope: ParameterScope) -> Norm {
      Norm(configuration.norm, width: width, epsilon: configuration.normEpsilon, in: scope)
    }
    tokens = scope["tokens"].normal(
      "weight", shape: [configuration.vocabularySize, width], deviation: deviation,
      using: &generator)
    positions =
      configuration.positions == .rotary
      ? nil
      : scope["positions"].normal(
        "weight", shape: [configuration.contextLength, width], deviation: deviation,
        using: &generator)
    embeddingNorm = configuration.normalizesEmbeddings ? norm(scope["embeddingNorm"]) : nil
    let rotary = configuration.rotaryTable
    blocks = (0..<configuration.layerCount).map { layer in
      TransformerBlock(
        configuration, layer: layer, rotary: rotary, in: scope["blocks"][layer], using: &generator,
        feedForward: feedForward)
    }
    finalNorm = configuration.normPlacement == .pre ? norm(scope["finalNorm"]) : nil
    head =
      configuration.tiesEmbeddings
      ? tokens
      : scope["head"].normal(
        "weight", shape: [configuration.vocabularySize, width], deviation: deviation,
        using: &generator)
  }
}

// MARK: - Which feedforward layer

extension TransformerConfiguration {
  /// The feedforward layer that the activation names.
  func feedForward<Generator: RandomNumberGenerator>(
    layer: Int, scope: ParameterScope, generator: inout Generator
  ) -> any FeedForwardLayer {
    switch activation {
    case .gelu: FeedForward(self, in: scope, using: &generator)
    case .swiGLU: GatedFeedForward(self, in: scope, using: &generator)
    }
  }
}

// MARK: - Running it

extension Transformer {
  /// The final vector of each token.
  ///
  /// - Parameters:
  ///   - tokens: the sequences one after the other, all of the same length.
  ///   - sequences: how many there are.
  ///   - lengths: how many tokens of each are real; nil when all are.
  ///   - tape: records the computation, for training.
  /// - Returns: a tensor of shape [sequences, tokens in each, width].
  public func callAsFunction(
    _ tokens: [Int32], sequences: Int = 1, lengths: [Int]? = nil, on tape: Tape? = nil
  ) -> Tensor {
    self(
      embeddings: vectors(of: tokens, sequences: sequences, on: tape), lengths: lengths, on: tape)
  }

  /// The embeddings, and what each block returns, first to last: the last is the model's result, and
  /// normalised as that. Each is of shape [sequences, tokens in each, width].
  public func states(
    _ tokens: [Int32], sequences: Int = 1, lengths: [Int]? = nil, on tape: Tape? = nil
  ) -> [Tensor] {
    var x = placed(vectors(of: tokens, sequences: sequences, on: tape), from: 0, on: tape)
    var states = [x]
    for block in blocks {
      x = block(x, lengths: lengths)
      states.append(x)
    }
    states[blocks.count] = finalNorm?(x) ?? x
    return states
  }

  /// The same for vectors that stand where tokens' embeddings would, of shape [sequences, tokens in
  /// each, width]. Positions are told, and norms applied, as to embeddings.
  public func callAsFunction(
    embeddings: Tensor, lengths: [Int]? = nil, on tape: Tape? = nil
  ) -> Tensor {
    var x = placed(embeddings, from: 0, on: tape)
    for block in blocks { x = block(x, lengths: lengths) }
    return finalNorm?(x) ?? x
  }

  func embedded(
    _ tokens: [Int32], sequences: Int, from position: Int, on tape: Tape?
  ) -> Tensor {
    placed(vectors(of: tokens, sequences: sequences, on: tape), from: position, on: tape)
  }

  private func vectors(of tokens: [Int32], sequences: Int, on tape: Tape?) -> Tensor {
    let length = tokens.count / sequences
    precondition(tokens.count == sequences * length && length > 0, "sequences of one length")
    return self.tokens.gatheringRows(tokens, shape: [sequences, length], on: tape)
  }

  /// Embeddings that know where they stand.
  private func placed(_ embeddings: Tensor, from position: Int, on tape: Tape?) -> Tensor {
    let (sequences, length) = (embeddings.shape[0], embeddings.shape[1])
    precondition(
      position + length <= configuration.contextLength,
      "\(position + length) tokens for a context of \(configuration.contextLength)")
    var x = embeddings
    if let positions {
      let places = (0..<sequences * length).map { Int32(position + $0 % length) }
      x = x + positions.gatheringRows(places, shape: [sequences, length], on: tape)
    }
    return (embeddingNorm?(x) ?? x).dropout(configuration.dropout)
  }
}

// MARK: - With a cache

extension Transformer {
  /// The final vectors of tokens that follow those in `cache`, which then holds them too.
  ///
  /// - Parameter tokens: for each of the cache's sequences the same number of tokens.
  /// - Returns: a tensor of shape [sequences, tokens in each, width].
  public func callAsFunction(_ tokens: [Int32], keepingIn cache: KeyValueCache) -> Tensor {
    precondition(configuration.isCausal, "only a decoder can continue")
    var x = embedded(tokens, sequences: cache.sequences, from: cache.count, on: nil)
    for (block, kept) in zip(blocks, cache.layers) {
      x = block(x, keeping: kept, past: cache.count)
    }
    cache.count += tokens.count / cache.sequences
    return finalNorm?(x) ?? x
  }
}

// MARK: - Language modelling

extension Transformer {
  /// A score for each token of the vocabulary, of shape [..., vocabularySize].
  public func logits(_ hidden: Tensor) -> Tensor { hidden.linear(head) }

  /// The mean of −ln of the share given to each label, in nats; with a tape, differentiated.
  public func loss(
    _ tokens: [Int32], labels: [Int32], sequences: Int, lengths: [Int]? = nil,
    on tape: Tape? = nil
  ) -> Float {
    self(tokens, sequences: sequences, lengths: lengths, on: tape)
      .crossEntropy(head: head, labels: labels)
  }
}
