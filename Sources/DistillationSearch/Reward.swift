import Foundation

// MARK: - What a student is worth

/// What a search maximises: a number made of a distillation loss and a latency.
///
/// The loss L is measured on targets of deviation 1, so that predicting their mean has L = 1.
public enum Reward: Codable, Hashable, Sendable {
  /// (1 − L)·(latency ÷ (β·teacher's))^α, a single power: α = −0.06 values half the latency at 4.2
  /// %. Beyond L = 1 the first factor is negative and slower students win, unless it is clamped.
  case power(exponent: Double, beta: Double, teacher: Double, isClamped: Bool)
  /// MnasNet's form (arXiv 1807.11626, equation 3): (1 − L)·(latency ÷ budget)^w, where w is one
  /// exponent within the budget and another beyond it.
  case piecewise(budget: Double, within: Double, beyond: Double)
  /// 1 − L within the budget, or 0 where that is less; beyond it budget ÷ latency − 1, which is
  /// less than nothing, the slower the less, and above −1.
  case hard(budget: Double)

  /// The reward of a student.
  ///
  /// - Parameters:
  ///   - loss: L.
  ///   - latency: in the unit of the budget or of the teacher's latency; positive.
  public func callAsFunction(loss: Double, latency: Double) -> Double {
    switch self {
    case .power(let exponent, let beta, let teacher, let isClamped):
      let quality = isClamped ? max(0, 1 - loss) : 1 - loss
      return quality * pow(latency / (beta * teacher), exponent)
    case .piecewise(let budget, let within, let beyond):
      return max(0, 1 - loss) * pow(latency / budget, latency <= budget ? within : beyond)
    case .hard(let budget):
      return latency <= budget ? max(0, 1 - loss) : budget / latency - 1
    }
  }
}
