import Layers

// MARK: - What reading costs

extension TransformerConfiguration {
  /// The multiply-adds of one block for a sequence of `tokens` that all see each other.
  public func blockMultiplyAdds(tokens: Int) -> Int {
    let attending = heads.queries * heads.width
    let matrices = activation == .swiGLU ? 3 : 2
    let products =
      width * heads.packedWidth + attending * width + matrices * width * feedForwardWidth
    return tokens * products + 2 * tokens * tokens * attending
  }

  /// The multiply-adds of a whole encoder for one sequence.
  public func multiplyAdds(tokens: Int) -> Int { layerCount * blockMultiplyAdds(tokens: tokens) }
}

// MARK: - What multiplexing costs

extension MultiplexedEncoder.Configuration {
  /// The multiply-adds of a batch of full groups of instances of `tokens`, all of which are
  /// demultiplexed. The classifier that follows costs the same with and without multiplexing.
  public func multiplyAdds(groups: Int, tokens: Int) -> Int {
    guard isMultiplexed else { return groups * backbone.multiplyAdds(tokens: tokens) }
    let read = prefixLength + tokens
    let square = backbone.width * backbone.width
    let instances = groups * groupSize
    let mixing =
      multiplexing == .hadamard
      ? 0
      : instances * backbone.blockMultiplyAdds(tokens: read)
        + groups * read * backbone.blockMultiplyAdds(tokens: groupSize)
    let unmixing =
      switch demultiplexing {
      case .privateKeys: groups * read + groupSize + instances * tokens
      case .indexPrefix: groups * read + instances + instances * tokens
      case .perInstance: 2 * instances * tokens
      }
    return groups * backbone.multiplyAdds(tokens: read) + mixing + unmixing * square
  }

  /// How many times more instances the same multiply-adds serve than the backbone alone would: the
  /// speed-up that the paper's tables count, at its best.
  public func countedSpeedUp(groups: Int, tokens: Int) -> Double {
    Double(groups * groupSize * backbone.multiplyAdds(tokens: tokens))
      / Double(multiplyAdds(groups: groups, tokens: tokens))
  }
}
