import Foundation
import Testing

@testable import Evidence

// MARK: - Verdicts against numbers

@Suite struct ClaimTests {
  /// A measurement of 10, with an interval of 8 to 12 unless another is given.
  private func ten(
    _ id: String = "ten", _ interval: ClosedRange<Double>? = 8...12
  ) -> [String: Measurement] {
    let ends = interval.map {
      Interval(low: $0.lowerBound, high: $0.upperBound, level: 0.95, method: .studentT)
    }
    return [
      id: Measurement(
        id, "", .statistical, samples: [10], estimate: 10, interval: ends, note: nil)
    ]
  }

  @Test func `a claim is met when the interval's unfavourable end satisfies it`() {
    #expect((measured("ten") > 7).verdict(by: ten()) == .met)
    #expect((measured("ten") < 13).verdict(by: ten()) == .met)
  }

  @Test func `a claim is partly met when only the estimate satisfies it`() {
    #expect((measured("ten") > 9).verdict(by: ten()) == .partly)
    #expect((measured("ten") < 11).verdict(by: ten()) == .partly)
  }

  @Test func `a claim is not met when not even the estimate satisfies it`() {
    #expect((measured("ten") > 11).verdict(by: ten()) == .notMet)
    #expect((measured("ten") < 9).verdict(by: ten()) == .notMet)
  }

  @Test func `an exact figure is met or not, never partly`() {
    let exact = ten("ten", nil)
    #expect((measured("ten") > 9).verdict(by: exact) == .met)
    #expect((measured("ten") > 10).verdict(by: exact) == .notMet)
    #expect((measured("ten") < 10).verdict(by: exact) == .notMet)
  }

  @Test func `only the relations with equality hold at the bound itself`() {
    #expect((measured("ten") >= 8).verdict(by: ten()) == .met)
    #expect((measured("ten") > 8).verdict(by: ten()) == .partly)
    #expect((measured("ten") <= 12).verdict(by: ten()) == .met)
    #expect((measured("ten") < 12).verdict(by: ten()) == .partly)
  }
}

// MARK: - Verdicts against measurements

extension ClaimTests {
  @Test func `both sides are taken at their unfavourable ends`() {
    let both = ten("tree", 9...11).merging(ten("dense", 8...12)) { first, _ in first }
    // 9 against 0.7 · 12 = 8.4, then against 0.8 · 12 = 9.6.
    #expect((measured("tree") > 0.7 * measured("dense")).verdict(by: both) == .met)
    #expect((measured("tree") > 0.8 * measured("dense")).verdict(by: both) == .partly)
    #expect((measured("tree") > 1.1 * measured("dense")).verdict(by: both) == .notMet)
    // 11 against 1.4 · 8 = 11.2, then against 1.3 · 8 = 10.4.
    #expect((measured("tree") < 1.4 * measured("dense")).verdict(by: both) == .met)
    #expect((measured("tree") < 1.3 * measured("dense")).verdict(by: both) == .partly)
    #expect((measured("tree") <= measured("dense")).verdict(by: both) == .partly)
  }

  @Test func `several conditions are as well met as the worst of them`() {
    let (met, partly, not) = (measured("ten") > 7, measured("ten") > 9, measured("ten") > 11)
    #expect((met && met).verdict(by: ten()) == .met)
    #expect((met && partly).verdict(by: ten()) == .partly)
    #expect((partly && not && met).verdict(by: ten()) == .notMet)
  }

  @Test func `without its measurement a claim has no verdict`() {
    #expect((measured("ten") > 7 && measured("nine") > 7).verdict(by: ten()) == nil)
    #expect((measured("ten") > 2 * measured("nine")).verdict(by: ten()) == nil)
  }

  @Test func `verdicts carry a sign and a word`() {
    #expect(
      Verdict.allCases.map(\.description) == ["✗ not met", "◐ partly", "✓ met"])
  }
}

// MARK: - In a record

extension ClaimTests {
  @Test func `a predicate is a plain list of conditions in JSON`() throws {
    let predicate = measured("a") > 10 && measured("b") <= 0.5 * measured("c")
    let json = try JSON(encoding: predicate)
    #expect(
      json.compactText == """
        [{"left":"a","relation":">","right":{"number":10}},\
        {"left":"b","relation":"<=","right":{"factor":0.5,"measurement":"c"}}]
        """)
    #expect(try json.decoded(as: Predicate.self) == predicate)
    #expect(predicate.measurementIDs == ["a", "b", "c"])
  }
}
