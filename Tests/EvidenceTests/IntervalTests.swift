import Testing

@testable import Evidence

// MARK: - Around means

@Suite struct IntervalTests {
  @Test(arguments: [
    (level: 0.95, degrees: 1, t: 12.706), (0.95, 2, 4.303), (0.95, 4, 2.776), (0.95, 9, 2.262),
    (0.99, 5, 4.032), (0.90, 30, 1.697), (0.95, 30, 2.042),
  ])
  func `quantiles of Student's distribution are those of the printed tables`(
    level: Double, degrees: Int, t: Double
  ) {
    let quantile = StudentT.quantile(level: level, degreesOfFreedom: degrees)
    #expect(abs(quantile - t) < 0.0006)
  }

  @Test func `the interval of five seeds is the one computed by hand`() throws {
    // Mean 21.72, s² = 0.3342, t = 2.7764: 21.72 ± 2.7764 · √(0.3342 / 5).
    let interval = try #require(
      Interval.studentT(aroundMeanOf: [21.5, 22.1, 20.9, 21.7, 22.4]))
    #expect(abs(interval.low - 21.00456) < 1e-5)
    #expect(abs(interval.high - 22.43544) < 1e-5)
    #expect(interval.level == 0.95 && interval.method == .studentT)
  }

  @Test func `a single seed has no interval`() {
    #expect(Interval.studentT(aroundMeanOf: [21.5]) == nil)
    #expect(Interval.orderStatistics(aroundMedianOf: [21.5]) == nil)
  }
}

// MARK: - Around medians

extension IntervalTests {
  @Test(arguments: [
    // The ranks of the binomial distribution's tables, and their coverage.
    (count: 6, rank: 1, coverage: 0.96875), (8, 1, 0.9921875), (9, 2, 0.9609375),
    (10, 2, 0.978515625), (11, 2, 0.98828125),
    (15, 4, 0.96484375), (20, 6, 0.95861053), (25, 8, 0.95671475),
  ])
  func `the interval of a median lies between two samples of known rank`(
    count: Int, rank: Int, coverage: Double
  ) throws {
    let samples = (1...count).map(Double.init).reversed()
    let interval = try #require(Interval.orderStatistics(aroundMedianOf: Array(samples)))
    #expect(interval.low == Double(rank))
    #expect(interval.high == Double(count + 1 - rank))
    #expect(abs(interval.level - coverage) < 1e-7)
  }

  @Test func `too few samples for a level tell the level that they reach`() throws {
    let interval = try #require(Interval.orderStatistics(aroundMedianOf: [5, 1, 3, 2, 4]))
    #expect(interval == Interval(low: 1, high: 5, level: 0.9375, method: .orderStatistics))
  }
}

// MARK: - The bootstrap

extension IntervalTests {
  private static let blocks = (0..<50).map { Double($0 * 37 % 50) }

  private func bootstrap(seed: UInt64, level: Double = 0.95) throws -> Interval {
    var generator = SplitMix64(state: seed)
    return try #require(
      Interval.bootstrap(of: Self.blocks, level: level, using: &generator) { $0.mean })
  }

  @Test func `the same seed gives the same bootstrap, another seed another`() throws {
    #expect(try bootstrap(seed: 1) == bootstrap(seed: 1))
    #expect(try bootstrap(seed: 1) != bootstrap(seed: 2))
  }

  @Test func `the bootstrap of a mean comes close to theory`() throws {
    let interval = try bootstrap(seed: 1)
    // 0 … 49 has the population variance (50² − 1) / 12, so the mean of 50 has σ = 2.0408.
    let margin = 1.96 * ((2500.0 - 1) / 12 / 50).squareRoot()
    #expect(abs(interval.low - (24.5 - margin)) < 0.4)
    #expect(abs(interval.high - (24.5 + margin)) < 0.4)
  }

  @Test func `a higher level gives a wider interval`() throws {
    let (narrow, wide) = (try bootstrap(seed: 1, level: 0.5), try bootstrap(seed: 1, level: 0.99))
    #expect(wide.low < narrow.low && narrow.high < wide.high)
  }

  @Test func `one block tells nothing about spread`() {
    var generator = SplitMix64(state: 1)
    #expect(Interval.bootstrap(of: [3.0], using: &generator) { $0.mean } == nil)
  }
}
