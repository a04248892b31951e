import Foundation
import Tensors
import Testing

@testable import Layers

// MARK: - AdamW

/// Algorithm 2 of arXiv 1711.05101 in double precision, for one parameter.
private struct Reference {
  var x: Double
  var mean = 0.0
  var square = 0.0

  mutating func step(_ t: Int, gradient: Double, rate: Double, decay: Double) {
    let (b1, b2) = (0.9, 0.95)
    mean = b1 * mean + (1 - b1) * gradient
    square = b2 * square + (1 - b2) * gradient * gradient
    let root = (square / (1 - pow(b2, Double(t)))).squareRoot()
    x -= rate * (mean / (1 - pow(b1, Double(t))) / (root + 1e-8) + decay * x)
  }
}

@Suite("AdamW follows its paper")
struct AdamWTests {
  /// Ten steps over a matrix and a vector; references and what the optimiser made.
  private func run(
    clippingNorm: Float?, gradientScale: Float, decay: Float = 0.1, threads: Int = 2
  ) -> (found: [Float], exact: [Double], norms: [(found: Float, exact: Double)]) {
    let store = ParameterStore()
    var generator = SeededGenerator(seed: 1)
    let matrix = store.scope.normal("matrix", shape: [70, 90], deviation: 1, using: &generator)
    let vector = store.scope.normal("vector", shape: [100], deviation: 1, using: &generator)
    var configuration = AdamW.Configuration()
    configuration.clippingNorm = clippingNorm
    configuration.weightDecay = decay
    let optimizer = AdamW(store, configuration)
    var references = (matrix.elements + vector.elements).map { Reference(x: Double($0)) }
    var norms: [(found: Float, exact: Double)] = []
    for t in 1...10 {
      let gradient = references.indices.map { _ in gradientScale * generator.normal() }
      matrix.seedGradient(Array(gradient.prefix(6300)))
      vector.seedGradient(Array(gradient.suffix(100)))
      let rate = 0.01 * Float(t)
      let found = ThreadPool.with(threads: threads) { optimizer.step(learningRate: rate) }
      let norm = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      norms.append((found, norm))
      let scale = min(1, clippingNorm.map { Double($0) / norm } ?? 1)
      for i in references.indices {
        references[i].step(
          t, gradient: scale * Double(gradient[i]), rate: Double(rate),
          decay: i < 6300 ? Double(decay) : 0)
      }
    }
    return (matrix.elements + vector.elements, references.map(\.x), norms)
  }

  private func distance(_ found: [Float], _ exact: [Double]) -> Double {
    zip(found, exact).map { abs(Double($0) - $1) }.max()!
  }

  @Test(arguments: [1, 2, 7])
  func `with bias correction, and decay of matrices only`(threads: Int) {
    let run = run(clippingNorm: nil, gradientScale: 1, threads: threads)
    #expect(distance(run.found, run.exact) < 5e-6)
  }

  @Test func `with gradients clipped to a norm, and the norm told as it was`() {
    let run = run(clippingNorm: 1e-4, gradientScale: 1e-5)
    #expect(distance(run.found, run.exact) < 1e-5)
    #expect(run.norms.allSatisfy { abs(Double($0.found) - $0.exact) < 1e-5 * $0.exact })
    // Below the limit nothing is scaled: there the two runs are one.
    let loose = self.run(clippingNorm: 1, gradientScale: 1e-5)
    #expect(distance(loose.found, self.run(clippingNorm: nil, gradientScale: 1e-5).exact) < 1e-5)
  }

  @Test func `clipping changes what epsilon means, and nothing else`() {
    // With a tiny limit the gradients are of epsilon's size, and steps become smaller.
    let run = run(clippingNorm: 1e-6, gradientScale: 1)
    #expect(distance(run.found, run.exact) < 1e-5)
    #expect(distance(run.found, self.run(clippingNorm: nil, gradientScale: 1).exact) > 1e-2)
  }

  @Test func `the first step is one learning rate against the gradient's sign`() {
    let store = ParameterStore()
    let vector = store.scope.constant("vector", shape: [3], 1)
    let optimizer = AdamW(store)
    vector.seedGradient([0.3, -0.001, 0])
    optimizer.step(learningRate: 0.5)
    #expect(areClose(vector.elements, [0.5, 1.5, 1]))
    #expect(vector.gradient == nil, "and the gradient is forgotten")
  }

  @Test func `a parameter without a gradient only decays`() {
    let store = ParameterStore()
    let matrix = store.scope.constant("matrix", shape: [2, 2], 1)
    let vector = store.scope.constant("vector", shape: [2], 1)
    AdamW(store).step(learningRate: 0.5)
    #expect(matrix.elements == [0.95, 0.95, 0.95, 0.95] && vector.elements == [1, 1])
  }
}

// MARK: - Schedules

@Suite("A schedule gives each step its rate")
struct ScheduleTests {
  @Test func `always the same`() {
    #expect([0, 7, 1000].map { Schedule.constant(0.3).rate(at: $0) } == [0.3, 0.3, 0.3])
  }

  @Test func `up in a straight line, down along a cosine, and then level`() {
    let schedule = Schedule.cosine(peak: 1, floor: 0.1, warmUp: 4, steps: 12)
    let rates = [0, 1, 2, 3, 4, 6, 8, 10, 12, 100].map { schedule.rate(at: $0) }
    let (high, low): (Float, Float) = (0.868_198, 0.231_802)
    #expect(areClose(rates, [0.25, 0.5, 0.75, 1, 1, high, 0.55, low, 0.1, 0.1], 1e-6))
  }

  @Test func `without warming up, from the peak on`() {
    let schedule = Schedule.cosine(peak: 2, floor: 0, warmUp: 0, steps: 2)
    #expect(areClose([0, 1, 2].map { schedule.rate(at: $0) }, [2, 1, 0], 1e-6))
  }

  @Test func `up and down in straight lines`() {
    let schedule = Schedule.triangle(peak: 2, summit: 0.25, steps: 8)
    let rates = (0...9).map { schedule.rate(at: $0) }
    let falling: [Float] = [5, 4, 3, 2, 1, 0, 0, 0].map { $0 / 3 }
    #expect(areClose(rates, [1, 2] + falling, 1e-6))
  }

  @Test func `up only, or down only`() {
    func rates(summit: Float) -> [Float] {
      (0..<4).map { Schedule.triangle(peak: 2, summit: summit, steps: 4).rate(at: $0) }
    }
    #expect(areClose(rates(summit: 1), [0.5, 1, 1.5, 2], 1e-6))
    #expect(areClose(rates(summit: 0), [1.5, 1, 0.5, 0], 1e-6))
  }
}
