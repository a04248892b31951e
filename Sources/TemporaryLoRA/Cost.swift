import Layers

// MARK: - What a reader costs

extension ReadingPlan {
  /// The multiply-adds of inference for each token of a long text, without an adapter's; a FLOP is
  /// half of one.
  ///
  /// Where the window holds one block and its context, this is (1 + L_X ÷ Δ)·[N + L·d·(L_X + Δ)] but
  /// for two things that the formula leaves out: the last token of a block is not read, and the head
  /// scores the block's tokens only. Where it holds more, blocks see more and more until it is full;
  /// a cache that is kept has each of them read once, and L_X tokens again.
  public func inferenceMultiplyAdds(_ model: TransformerConfiguration) -> Double {
    let blocks = (window - context) / block
    let readings = (reusesCache ? blocks...blocks : 1...blocks).map { context + $0 * block - 1 }
    let work = readings.reduce(0) { work, read in
      work + read * model.matrixWeights + model.attendingMultiplyAdds(tokens: read)
    }
    return Double(work) / Double(blocks * block) + Double(model.width * model.vocabularySize)
  }

  /// The multiply-adds of learning for each token of a long text, by adapters beside all layers.
  ///
  /// This is about epochs · (1 + L_T ÷ Δ) passes forward and as many back. On the way back a matrix
  /// passes slopes on and wants none, an adapter does both, attention has five products for the two
  /// of its way forward, and nothing wants a slope below the first adapter.
  public func learningMultiplyAdds(
    _ model: TransformerConfiguration, _ adapter: AdapterConfiguration
  ) -> Double {
    precondition(adapter.targets == .all, "where the way back ends is told for all layers alone")
    let (read, numbers) = (prefix + block - 1, adapter.weights(model))
    let below = model.width * (model.heads.packedWidth + adapter.rank)
    let work =
      read * (2 * model.matrixWeights + 3 * numbers - below)
      + 7 * model.attendingMultiplyAdds(tokens: read) / 2
      + 2 * min(block, read) * model.width * model.vocabularySize
    return Double(learning.epochs * work) / Double(block)
  }
}

extension TransformerConfiguration {
  /// The weights in all blocks' matrices.
  var matrixWeights: Int {
    let attending = heads.queries * heads.width
    let matrices = activation == .swiGLU ? 3 : 2
    return layerCount
      * (width * heads.packedWidth + attending * width + matrices * width * feedForwardWidth)
  }

  /// The multiply-adds of attention in which each token sees those before it and itself.
  func attendingMultiplyAdds(tokens: Int) -> Int {
    layerCount * heads.queries * heads.width * tokens * (tokens + 1)
  }
}

extension AdapterConfiguration {
  /// The numbers that adapters beside a model's layers have: as many multiply-adds for each token.
  public func weights(_ model: TransformerConfiguration) -> Int {
    let attending = model.heads.queries * model.heads.width
    let attention = [(model.width, model.heads.packedWidth), (attending, model.width)]
    let up = (model.width, model.feedForwardWidth)
    let down = [(model.feedForwardWidth, model.width)]
    let feedForward = (model.activation == .swiGLU ? [up, up] : [up]) + down
    let shapes =
      switch targets {
      case .all: attention + feedForward
      case .attention: attention
      case .feedForward: feedForward
      case .down: down
      }
    return model.layerCount * rank * shapes.reduce(0) { $0 + $1.0 + $1.1 }
  }
}
