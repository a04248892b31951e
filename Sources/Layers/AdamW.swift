import Tensors

// MARK: - The optimiser

/// AdamW: each parameter moves by its mean gradient over the root of its mean squared gradient, and
/// matrices shrink a little (Loshchilov and Hutter, arXiv 1711.05101).
public final class AdamW {
  /// What stays the same from step to step.
  public struct Configuration: Codable, Hashable, Sendable {
    /// How much of the mean gradient is kept from step to step.
    public var meanDecay: Float = 0.9
    /// How much of the mean squared gradient is kept.
    public var squareDecay: Float = 0.95
    /// Added to the root of the mean squared gradient.
    public var epsilon: Float = 1e-8
    /// How much matrices shrink in a step, times the learning rate. Biases and norms do not.
    public var weightDecay: Float = 0.1
    /// The largest norm that all gradients together may have; longer ones are scaled down.
    public var clippingNorm: Float? = 1

    /// The values that language models of this size are commonly trained with.
    public init() {}
  }

  /// The parameters that it moves.
  public let parameters: ParameterStore
  /// What stays the same.
  public let configuration: Configuration
  /// The number of steps taken.
  public internal(set) var stepCount = 0

  /// The running means of gradients and of their squares, one element a parameter.
  let mean: Tensor
  let square: Tensor

  /// An optimiser that has not taken a step.
  public init(_ parameters: ParameterStore, _ configuration: Configuration = Configuration()) {
    self.parameters = parameters
    self.configuration = configuration
    mean = Tensor(repeating: 0, shape: [parameters.count])
    square = Tensor(repeating: 0, shape: [parameters.count])
    parameters.prepareGradients()
  }
}

// MARK: - A step

extension AdamW {
  /// Moves every parameter by the gradients that have arrived, and forgets these.
  ///
  /// - Returns: the norm of all gradients together, before clipping.
  @discardableResult
  public func step(learningRate: Float) -> Float {
    stepCount += 1
    let norm = parameters.gradientNorm()
    let limit = configuration.clippingNorm ?? .infinity
    let step = AdamWStep(
      learningRate: learningRate, betas: (configuration.meanDecay, configuration.squareDecay),
      epsilon: configuration.epsilon, decay: configuration.weightDecay,
      gradientScale: norm > limit ? limit / norm : 1, number: stepCount)
    parameters.withValues { x in
      parameters.withGradients { g in
        mean.withElements { m in
          square.withElements { v in
            forEachPart(of: x.count, grain: 4096) { update(x, g, m, v, by: step, part: $0) }
          }
        }
      }
    }
    parameters.forgetGradients()
    return norm
  }

  /// Updates one part of the block, parameter by parameter: only matrices shrink.
  private func update(
    _ x: MutableFloats, _ g: MutableFloats, _ m: MutableFloats, _ v: MutableFloats,
    by step: AdamWStep, part: Range<Int>
  ) {
    for entry in parameters.entries {
      let range = part.clamped(to: entry.offset..<entry.offset + entry.tensor.count)
      guard !range.isEmpty else { continue }
      var step = step
      if entry.tensor.shape.count < 2 { step.decay = 0 }
      let i = range.lowerBound
      step.update(
        x.baseAddress! + i, gradient: g.baseAddress! + i, mean: m.baseAddress! + i,
        square: v.baseAddress! + i, range.count)
    }
  }
}
