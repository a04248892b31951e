import Tensors

// MARK: - What stands between two attentions

/// A layer that transforms each token by itself. Most of a transformer's parameters are here, and so
/// is most of what this book makes cheaper.
public protocol FeedForwardLayer {
  /// The layer's output, dropped out, added to `residual`; all three of shape [..., width].
  func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor

  /// The same layer with other linear layers inside.
  func mapLinears(_ name: String, _ transform: LinearTransform) -> any FeedForwardLayer
}

// MARK: - The classic

/// down(GELU(up(x))): each hidden unit is a pattern to look for and what to add when it is found.
public struct FeedForward: FeedForwardLayer {
  /// From the model's width to the hidden width.
  public internal(set) var up: Linear
  /// And back.
  public internal(set) var down: Linear

  /// A layer of the configuration's widths.
  public init(
    _ configuration: TransformerConfiguration, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    up = configuration.linearToHidden(in: scope["up"], using: &generator)
    down = configuration.linearFromHidden(in: scope["down"], using: &generator)
  }

  /// The layer's output, dropped out, added to `residual`.
  public func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    down(up(x).gelu(), addingTo: residual, dropout: dropout)
  }
}

// MARK: - The gated one

/// SwiGLU, down(SiLU(gate(x)) ⊙ up(x)): one half of the units decides how much of the other passes
/// (Shazeer, arXiv 2002.05202).
public struct GatedFeedForward: FeedForwardLayer {
  /// Says how much of each hidden unit passes.
  public internal(set) var gate: Linear
  /// From the model's width to the hidden width.
  public internal(set) var up: Linear
  /// And back.
  public internal(set) var down: Linear

  /// A layer of the configuration's widths.
  public init(
    _ configuration: TransformerConfiguration, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    gate = configuration.linearToHidden(in: scope["gate"], using: &generator)
    up = configuration.linearToHidden(in: scope["up"], using: &generator)
    down = configuration.linearFromHidden(in: scope["down"], using: &generator)
  }

  /// The layer's output, dropped out, added to `residual`.
  public func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    down(gate(x).gating(up(x)), addingTo: residual, dropout: dropout)
  }
}

// MARK: - To the hidden units and back

extension TransformerConfiguration {
  fileprivate func linearToHidden(
    in scope: ParameterScope, using generator: inout some RandomNumberGenerator
  ) -> Linear {
    Linear(
      inputWidth: width, outputWidth: feedForwardWidth, hasBias: hasBias, deviation: deviation,
      in: scope, using: &generator)
  }

  fileprivate func linearFromHidden(
    in scope: ParameterScope, using generator: inout some RandomNumberGenerator
  ) -> Linear {
    Linear(
      inputWidth: feedForwardWidth, outputWidth: width, hasBias: hasBias,
      deviation: outputDeviation, in: scope, using: &generator)
  }
}
