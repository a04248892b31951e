#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - One AdamW step

/// The numbers of one AdamW step (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2).
public struct AdamWStep: Sendable {
  /// How far parameters move.
  public var learningRate: Float
  /// How much of the mean gradient and of the mean squared gradient is kept from step to step.
  public var betas: (Float, Float)
  /// Added to the root of the mean squared gradient.
  public var epsilon: Float
  /// The share of a parameter that each step takes away, times the learning rate.
  public var decay: Float
  /// What gradients are multiplied by first: clipping.
  public var gradientScale: Float
  /// The number of this step, from 1.
  public var number: Int

  /// The numbers of a step.
  public init(
    learningRate: Float, betas: (Float, Float), epsilon: Float, decay: Float,
    gradientScale: Float, number: Int
  ) {
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.decay = decay
    self.gradientScale = gradientScale
    self.number = number
  }

  /// Moves `count` parameters x by their gradients g; m and v are the running means.
  public func update(
    _ x: UnsafeMutablePointer<Float>, gradient g: UnsafePointer<Float>,
    mean m: UnsafeMutablePointer<Float>, square v: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    // The running means start at 0: dividing by 1 − βᵗ takes that out.
    let meanCorrection = 1 / (1 - power(betas.0, number))
    let squareCorrection = 1 / (1 - power(betas.1, number))
    let kept = 1 - learningRate * decay
    let rate = learningRate * meanCorrection
    let (b1, b2, epsilon, scale) = (betas.0, betas.1, epsilon, gradientScale)
    for i in 0..<count {
      let slope = g[i] * scale
      let mean = b1 * m[i] + (1 - b1) * slope
      let square = b2 * v[i] + (1 - b2) * slope * slope
      m[i] = mean
      v[i] = square
      x[i] = kept * x[i] - rate * mean / ((square * squareCorrection).squareRoot() + epsilon)
    }
  }

  private func power(_ base: Float, _ exponent: Int) -> Float {
    Float(exp(Double(exponent) * log(Double(base))))
  }
}
