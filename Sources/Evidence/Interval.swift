import Foundation

// MARK: - An interval

/// Where the true value of an estimate may well lie.
public struct Interval: Codable, Hashable, Sendable {
  /// How an interval was computed.
  public enum Method: String, Codable, Sendable {
    /// Mean ± t · s / √n, for means of independent seeds.
    case studentT = "student-t"
    /// Percentiles of the statistic over resampled blocks.
    case bootstrap = "bootstrap-percentile"
    /// Two of the samples themselves, for medians: no assumption on their distribution.
    case orderStatistics = "order-statistics"
  }

  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double
  /// The probability with which such an interval covers the true value, such as 0.95.
  public let level: Double
  /// How it was computed.
  public let method: Method

  /// Creates an interval from its ends.
  public init(low: Double, high: Double, level: Double, method: Method) {
    self.low = low
    self.high = high
    self.level = level
    self.method = method
  }
}

// MARK: - Around a mean

extension Interval {
  /// Student's interval around the mean of independent samples; none from fewer than two.
  public static func studentT(aroundMeanOf samples: [Double], level: Double = 0.95) -> Interval? {
    guard samples.count > 1 else { return nil }
    let t = StudentT.quantile(level: level, degreesOfFreedom: samples.count - 1)
    let margin = t * samples.standardDeviation / Double(samples.count).squareRoot()
    let center = samples.mean
    return Interval(low: center - margin, high: center + margin, level: level, method: .studentT)
  }
}

// MARK: - Around a median

extension Interval {
  /// The k-th smallest and k-th largest sample, with the largest k that still covers the median
  /// with probability `level`; none from fewer than two samples.
  ///
  /// Its `level` is the coverage really reached: more than asked for, or less where even smallest
  /// and largest cannot reach it (below six samples for 0.95).
  public static func orderStatistics(
    aroundMedianOf samples: [Double], level: Double = 0.95
  ) -> Interval? {
    guard samples.count > 1 else { return nil }
    let ordered = samples.sorted()
    let count = Double(ordered.count)
    // Each sample falls below the median as a coin falls; the interval misses the median
    // when fewer than k of the coins show one of the sides.
    var logarithm = -count * log(2)
    var tail = exp(logarithm)
    var (rank, coverage) = (1, 1 - 2 * tail)
    while 2 * (rank + 1) <= ordered.count {
      logarithm += log((count - Double(rank) + 1) / Double(rank))
      tail += exp(logarithm)
      guard 1 - 2 * tail >= level else { break }
      (rank, coverage) = (rank + 1, 1 - 2 * tail)
    }
    return Interval(
      low: ordered[rank - 1], high: ordered[ordered.count - rank],
      level: coverage, method: .orderStatistics)
  }
}

// MARK: - Around anything

extension Interval {
  /// The percentile bootstrap: recompute the statistic over blocks drawn with replacement.
  ///
  /// Blocks must be independent of each other where single items are not: stretches of a text,
  /// not its tokens. Costs `resamples` evaluations of the statistic.
  public static func bootstrap<Block>(
    of blocks: [Block], level: Double = 0.95, resamples: Int = 1000,
    using generator: inout some RandomNumberGenerator, statistic: ([Block]) -> Double
  ) -> Interval? {
    precondition(resamples >= 100, "percentiles of fewer than 100 resamples mean little")
    guard blocks.count > 1 else { return nil }
    let values = (0..<resamples).map { _ in
      statistic(blocks.map { _ in blocks[Int.random(in: 0..<blocks.count, using: &generator)] })
    }
    let tail = (1 - level) / 2
    return Interval(
      low: values.quantile(tail), high: values.quantile(1 - tail),
      level: level, method: .bootstrap)
  }
}
