import Tensors

// MARK: - Linear

/// x Wᵀ + b: every output is a weighted sum of all inputs.
public struct Linear {
  /// Of shape [outputWidth, inputWidth].
  public let weight: Tensor
  /// Of shape [outputWidth].
  public let bias: Tensor?
  /// What stands beside the layer, if anything does.
  public let adapter: (any LinearAdapter)?

  /// A layer of weights that are there.
  public init(weight: Tensor, bias: Tensor?, adapter: (any LinearAdapter)? = nil) {
    (self.weight, self.bias, self.adapter) = (weight, bias, adapter)
  }

  /// A layer with weights drawn from a normal distribution, and a bias of zeros if it has one.
  public init(
    inputWidth: Int, outputWidth: Int, hasBias: Bool = true, deviation: Float = 0.02,
    in scope: ParameterScope, using generator: inout some RandomNumberGenerator
  ) {
    self.init(
      weight: scope.normal(
        "weight", shape: [outputWidth, inputWidth], deviation: deviation, using: &generator),
      bias: hasBias ? scope.constant("bias", shape: [outputWidth], 0) : nil)
  }

  /// From shape [..., inputWidth] to [..., outputWidth].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.linear(weight, bias: bias, addingTo: adapter?(x, addingTo: nil))
  }

  /// The layer's output, dropped out, added to `residual`: how each part of a transformer ends.
  public func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    guard dropout > 0, x.dropsOut else {
      return x.linear(weight, bias: bias, addingTo: adapter?(x, addingTo: residual) ?? residual)
    }
    return residual + self(x).dropout(dropout)
  }
}

// MARK: - Beside a linear layer

/// Reads what a linear layer reads, and adds to what it writes.
public protocol LinearAdapter {
  /// What is added, and added to `residual` where one is given: of shape [..., outputWidth], for x of
  /// shape [..., inputWidth].
  func callAsFunction(_ x: Tensor, addingTo residual: Tensor?) -> Tensor
}

/// Makes one linear layer from another, given its dotted name, as in `blocks.0.attention.input`.
public typealias LinearTransform = (_ name: String, _ layer: Linear) -> Linear

extension Transformer {
  /// The same transformer with other linear layers. All other parameters are shared, not copied.
  public func mapLinears(_ transform: LinearTransform) -> Transformer {
    var copy = self
    for (layer, block) in blocks.enumerated() {
      let name = "blocks.\(layer)"
      copy.blocks[layer].attention = block.attention.mapLinears("\(name).attention", transform)
      copy.blocks[layer].feedForward =
        block.feedForward.mapLinears("\(name).feedForward", transform)
    }
    return copy
  }
}

extension Attention {
  fileprivate func mapLinears(_ name: String, _ transform: LinearTransform) -> Attention {
    var copy = self
    copy.input = transform("\(name).input", input)
    copy.output = transform("\(name).output", output)
    return copy
  }
}

extension FeedForwardLayer {
  /// A layer without linear layers inside, or that keeps them to itself, stays as it is.
  public func mapLinears(_ name: String, _ transform: LinearTransform) -> any FeedForwardLayer {
    self
  }
}

extension FeedForward {
  /// The same with other linear layers.
  public func mapLinears(_ name: String, _ transform: LinearTransform) -> any FeedForwardLayer {
    var copy = self
    copy.up = transform("\(name).up", up)
    copy.down = transform("\(name).down", down)
    return copy
  }
}

extension GatedFeedForward {
  /// The same with other linear layers.
  public func mapLinears(_ name: String, _ transform: LinearTransform) -> any FeedForwardLayer {
    var copy = self
    copy.gate = transform("\(name).gate", gate)
    copy.up = transform("\(name).up", up)
    copy.down = transform("\(name).down", down)
    return copy
  }
}
