import Layers

// MARK: - What a reader costs

extension ReadingPlan {
  /// The multiply-adds of inference for each token of a long text, without an adapter's: each block
  /// is scored with the L_X tokens before it. A FLOP is half of one.
  ///
  /// It is (1 + L_X ÷ Δ)·[N + L·d·(L_X + Δ)] but for two things that the formula leaves out: the
  /// last token of a block is not read, and the head scores the block's tokens only.
  public func inferenceMultiplyAdds(_ model: TransformerConfiguration) -> Double {
    let read = context + block - 1
    let work = read * model.matrixWeights + model.attendingMultiplyAdds(tokens: read)
    return Double(work) / Double(block) + Double(model.width * model.vocabularySize)
  }

  /// The share of the window that is read again for each block where the cache is kept: with room
  /// for W tokens all but L_X hold blocks, and L_X are read again when it is full.
  public var reuseFactor: Double {
    1 + Double(context) / Double((window - context) / block * block)
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
