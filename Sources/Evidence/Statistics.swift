import Foundation

// MARK: - Centres

extension Collection where Element == Double {
  /// The arithmetic mean.
  public var mean: Double { reduce(0, +) / Double(count) }

  /// The middle sample, or the mean of the two in the middle.
  public var median: Double { quantile(0.5) }

  /// The value below which the share `p` of the samples lies, interpolated between neighbours.
  public func quantile(_ p: Double) -> Double {
    precondition(!isEmpty, "a quantile needs at least one sample")
    let ordered = sorted()
    let position = p * Double(ordered.count - 1)
    let below = Int(position)
    let above = Swift.min(below + 1, ordered.count - 1)
    return ordered[below] + (position - Double(below)) * (ordered[above] - ordered[below])
  }

  /// The spread of the samples about their mean, with n − 1 in the denominator.
  public var standardDeviation: Double {
    let center = mean
    return (map { ($0 - center) * ($0 - center) }.reduce(0, +) / Double(count - 1)).squareRoot()
  }
}

// MARK: - Rank correlation

/// Spearman's rank correlation of paired values: 1 where one rises whenever the other does, −1 where
/// it falls. Equal values share the mean of their ranks. Where all values of a side are equal there is
/// no order to compare, and it is 0.
///
/// - Complexity: O(n log n) for n pairs, of which there are 2 at least.
public func spearman(_ left: [Double], _ right: [Double]) -> Double {
  precondition(left.count == right.count && left.count > 1, "values come in pairs")
  let (a, b) = (ranks(left), ranks(right))
  let center = Double(left.count - 1) / 2
  let products = zip(a, b).reduce(0) { $0 + ($1.0 - center) * ($1.1 - center) }
  let squares = [a, b].map { $0.reduce(0) { $0 + ($1 - center) * ($1 - center) } }
  return squares.contains(0) ? 0 : products / (squares[0] * squares[1]).squareRoot()
}

/// Each value's place in the order of all, from 0.
private func ranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    let end = order[start...].firstIndex { values[$0] != values[order[start]] } ?? order.count
    for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
    start = end
  }
  return ranks
}

// MARK: - Student's distribution

/// Student's t distribution with a whole number of degrees of freedom.
enum StudentT {
  /// The t for which a variable of this distribution lies within ±t with probability `level`.
  static func quantile(level: Double, degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom > 0 && level > 0 && level < 1)
    var (low, high) = (0.0, Double.pi / 2)
    // Sixty halvings leave nothing of the angle that a Double could still tell apart.
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if probability(within: middle, degreesOfFreedom) < level {
        low = middle
      } else {
        high = middle
      }
    }
    return Double(degreesOfFreedom).squareRoot() * tan((low + high) / 2)
  }

  /// The probability of |T| ≤ √ν · tan θ, a finite sum for whole ν
  /// (Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.7.3 and 26.7.4).
  private static func probability(within angle: Double, _ degreesOfFreedom: Int) -> Double {
    let isOdd = degreesOfFreedom % 2 == 1
    var term = isOdd ? cos(angle) : 1
    var sum = degreesOfFreedom == 1 ? 0 : term
    var power = isOdd ? 3 : 2
    while power <= degreesOfFreedom - 2 {
      term *= cos(angle) * cos(angle) * Double(power - 1) / Double(power)
      sum += term
      power += 2
    }
    return isOdd ? 2 / .pi * (angle + sin(angle) * sum) : sin(angle) * sum
  }
}
