import Foundation
import Layers
import Tensors
import Testing

// MARK: - Choosing

@Suite("A sampler chooses the next token")
struct SamplerTests {
  /// Scores whose softmax is one half, three tenths, 15 and 5 per cent; not in order.
  private let scores: [Float] = [0.15, 0.5, 0.05, 0.3].map { logf($0) + 3 }

  /// How often each of the scores is chosen.
  private func counts(_ sampler: Sampler, from scores: [Float], draws: Int = 20_000) -> [Int] {
    var generator = SeededGenerator(seed: 7)
    var counts = [Int](repeating: 0, count: scores.count)
    for _ in 0..<draws { counts[Int(sampler.choose(from: scores, using: &generator))] += 1 }
    return counts
  }

  /// Whether counts are within five deviations of the shares.
  private func agree(_ counts: [Int], _ shares: [Double]) -> Bool {
    let draws = Double(counts.reduce(0, +))
    return zip(counts, shares).allSatisfy {
      abs(Double($0) - $1 * draws) <= 5 * (draws * $1 * (1 - $1)).squareRoot()
    }
  }

  @Test func `greedily the likeliest, the first of equals`() {
    var generator = SeededGenerator(seed: 1)
    for (scores, choice) in [
      ([1, 3, 2], 1), ([3, 1, 3], 0), ([-5, -4, -4], 1), ([2], 0), ([-.infinity, -1], 1),
    ] as [([Float], Int32)] {
      #expect(Sampler.greedy.choose(from: scores, using: &generator) == choice)
    }
    var unused = SeededGenerator(seed: 1)
    #expect(generator.next() == unused.next(), "without using up random numbers")
  }

  @Test func `with all of them, as often as their shares`() {
    #expect(
      agree(counts(.nucleus(temperature: 1, topP: 1), from: scores), [0.15, 0.5, 0.05, 0.3]))
  }

  @Test(
    arguments: [
      (0, [0, 1, 0, 0]), (0.49, [0, 1, 0, 0]), (0.7, [0, 0.625, 0, 0.375]),
      (0.9, [0.15 / 0.95, 0.5 / 0.95, 0, 0.3 / 0.95]),
    ] as [(Float, [Double])])
  func `from the smallest set of the likeliest that reaches topP`(topP: Float, shares: [Double]) {
    #expect(agree(counts(.nucleus(temperature: 1, topP: topP), from: scores), shares))
  }

  @Test func `of equals, the first stay in the nucleus`() {
    let counts = counts(.nucleus(temperature: 1, topP: 0.5), from: [1, 1, 1, 1])
    #expect(agree(counts, [0.5, 0.5, 0, 0]))
  }

  @Test func `bolder at a low temperature, wilder at a high one`() {
    // Shares are raised to the power 1 / temperature.
    func shares(_ power: Double) -> [Double] {
      let powers = [0.15, 0.5, 0.05, 0.3].map { pow($0, power) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
    #expect(agree(counts(.nucleus(temperature: 0.5, topP: 1), from: scores), shares(2)))
    #expect(agree(counts(.nucleus(temperature: 2, topP: 1), from: scores), shares(0.5)))
  }

  @Test(arguments: [0, 1e-3, 1e-30, Float.leastNonzeroMagnitude])
  func `greedily as the temperature goes to zero`(temperature: Float) {
    let sampler = Sampler.nucleus(temperature: temperature, topP: 0.999)
    #expect(counts(sampler, from: [2, 5, 4.9, -3], draws: 100) == [0, 100, 0, 0])
  }

  @Test func `never a token that cannot be`() {
    let sampler = Sampler.nucleus(temperature: 1, topP: 1)
    #expect(counts(sampler, from: [-.infinity, 0, -200])[1] == 20_000)
  }
}
