import Foundation
import Testing

@testable import Evidence

// MARK: - Estimates

@Suite struct MeasurementTests {
  @Test func `a counted figure is exact and has no interval`() {
    let count = Measurement.counted("neurons", 131, unit: "neurons")
    #expect(count.kind == .counted && count.samples == [131] && count.estimate == 131)
    #expect(count.interval == nil && count.problem == nil)
  }

  @Test func `seeds give their mean`() {
    let accuracy = Measurement.statistical("accuracy", seeds: [90, 92, 97], unit: "%")
    #expect(accuracy.estimate == 93)
    #expect(accuracy.samples == [90, 92, 97])
    #expect(accuracy.interval?.method == .studentT)
  }

  @Test func `blocks give their statistic, within its interval`() throws {
    var generator = SplitMix64(state: 7)
    let losses = (0..<40).map { 2 + Double($0 % 5) / 10 }
    let perplexity = Measurement.statistical(
      "perplexity", blocks: losses, unit: "", using: &generator
    ) { exp($0.reduce(0, +) / Double($0.count)) }
    #expect(abs(perplexity.estimate - exp(2.2)) < 1e-12)
    let interval = try #require(perplexity.interval)
    #expect(interval.method == .bootstrap)
    #expect(interval.low < perplexity.estimate && perplexity.estimate < interval.high)
  }

  @Test func `a ratio is the median of the rounds' ratios, not the ratio of the medians`() {
    let timings = Timings([("slow", [2, 8, 30]), ("fast", [1, 2, 10])])
    let ratio = Measurement.ratio("speedup", timings, of: "slow", to: "fast")
    #expect(ratio.samples == [2, 4, 3])
    #expect(ratio.estimate == 3)  // 8 / 2 would be 4.
    #expect(ratio.interval?.low == 2 && ratio.interval?.high == 4)
    #expect(Measurement.timed("seconds", timings, of: "slow").estimate == 8)
  }
}

// MARK: - Problems

extension MeasurementTests {
  @Test func `a figure that is no number is noticed`() {
    let diverged = Measurement.statistical("loss", seeds: [2, .nan], unit: "nats")
    #expect(diverged.problem == "it has a sample that is not a finite number")
    let infinite = Measurement.counted("ratio", Double.infinity, unit: "")
    #expect(infinite.problem == "it has a sample that is not a finite number")
  }

  @Test(arguments: ["speedup", "speedup-batch-1", "4-bit", "a"])
  func `words of small letters and digits are kebab-case`(id: String) {
    #expect(id.isKebabCase)
  }

  @Test(arguments: ["", "Speedup", "speed_up", "speed--up", "-speedup", "speedup-", "a b", "é"])
  func `anything else is not`(id: String) {
    #expect(!id.isKebabCase)
  }
}

// MARK: - Figures as text

extension MeasurementTests {
  @Test(arguments: [
    (0, "0"), (131, "131"), (-131, "-131"), (262_144, "262,144"), (1_234_567, "1,234,567"),
    (999, "999"), (1000, "1,000"), (131.4, "131"), (97.25, "97.2"), (9.996, "10.0"),
    (1.005, "1.00"), (0.12345, "0.123"), (0.00123, "0.00123"), (1234.5, "1,234"),
    (-0.5, "-0.500"), (999.96, "1000"), (0.00001, "1.00e-05"), (2e18, "2.00e+18"),
  ])
  func `figures have three digits, whole numbers all of them`(value: Double, text: String) {
    #expect(Figure.text(value) == text)
  }

  @Test func `a unit follows after a space, the sign of a factor at once`() {
    #expect(Measurement.counted("a", 131, unit: "×").figure == "131×")
    #expect(Measurement.counted("a", 4096, unit: "bytes").figure == "4,096 bytes")
    #expect(Measurement.counted("a", 3, unit: "").figure == "3")
    #expect(
      Measurement.statistical("a", seeds: [1, 2, 3], unit: "%").figureWithInterval
        == "2 % (-0.484 to 4.48)")
  }
}
