import Layers
import Tensors

// MARK: - The control

/// No feedforward layer at all. What a cheap layer is worth shows only beside it.
public struct NoFeedForward: FeedForwardLayer {
  /// The layer that does nothing.
  public init() {}

  /// The residual alone.
  public func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    residual
  }
}
