#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - Learning rates over time

/// How the learning rate changes from the first step to the last.
public enum Schedule: Codable, Hashable, Sendable {
  /// The same rate throughout.
  case constant(Float)

  /// Rises to `peak` over `warmUp` steps, then falls along half a cosine to `floor`.
  case cosine(peak: Float, floor: Float, warmUp: Int, steps: Int)

  /// One cycle: a straight line up to `peak` at the share `summit` of all steps, and one down to 0.
  case triangle(peak: Float, summit: Float, steps: Int)

  /// The rate at a step, the first of which is 0.
  public func rate(at step: Int) -> Float {
    switch self {
    case .constant(let rate):
      return rate
    case .cosine(let peak, _, let warmUp, _) where step < warmUp:
      return peak * Float(step + 1) / Float(warmUp)
    case .cosine(let peak, let floor, let warmUp, let steps):
      let progress = min(1, Float(step - warmUp) / Float(max(1, steps - warmUp)))
      return floor + (peak - floor) * 0.5 * (1 + cosf(.pi * progress))
    case .triangle(let peak, let summit, let steps):
      let progress = min(1, Float(step + 1) / Float(steps))
      return peak * (progress <= summit ? progress / summit : (1 - progress) / (1 - summit))
    }
  }
}
