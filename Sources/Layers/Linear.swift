import Tensors

// MARK: - Linear

/// x Wᵀ + b: every output is a weighted sum of all inputs.
public struct Linear {
  /// Of shape [outputWidth, inputWidth].
  public let weight: Tensor
  /// Of shape [outputWidth].
  public let bias: Tensor?

  /// A layer with weights drawn from a normal distribution, and a bias of zeros if it has one.
  public init(
    inputWidth: Int, outputWidth: Int, hasBias: Bool = true, deviation: Float = 0.02,
    in scope: ParameterScope, using generator: inout some RandomNumberGenerator
  ) {
    weight = scope.normal(
      "weight", shape: [outputWidth, inputWidth], deviation: deviation, using: &generator)
    bias = hasBias ? scope.constant("bias", shape: [outputWidth], 0) : nil
  }

  /// From shape [..., inputWidth] to [..., outputWidth].
  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias: bias) }

  /// The layer's output, dropped out, added to `residual`: how each part of a transformer ends.
  public func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    guard dropout > 0, x.dropsOut else {
      return x.linear(weight, bias: bias, addingTo: residual)
    }
    return residual + self(x).dropout(dropout)
  }
}
