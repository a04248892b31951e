import Foundation
import Testing

@testable import Tensors

// MARK: - Functions of one number

@Suite("Functions are as exact as they say")
struct FunctionTests {
  @Test func `the exponential's relative error is below 3e-7 from -87 to 88`() {
    let worst = stride(from: Float(-87), through: 88, by: 1 / 1024).map { x in
      let exact = Foundation.exp(Double(x))
      return abs(Double(exponential(x)) - exact) / exact
    }.max()!
    #expect(worst < 3e-7)
    #expect(exponential(0) == 1)
  }

  @Test func `the exponential neither overflows nor goes below zero`() {
    for x: Float in [88.1, 89, 200, 1e30, .infinity] { #expect(exponential(x).isFinite) }
    for x: Float in [-87.1, -200, -1e30, -.infinity] {
      #expect(exponential(x) > 0 && exponential(x) < 1e-37)
    }
    #expect(exponential(.nan).isNaN)
  }

  @Test func `the sigmoid's error is below 3e-7`() {
    for x in stride(from: Float(-100), through: 100, by: 1 / 64) {
      #expect(abs(Double(sigmoid(x)) - 1 / (1 + Foundation.exp(-Double(x)))) < 3e-7)
    }
  }

  @Test func `the normal distribution's errors are below 3e-7`() {
    for x in stride(from: Float(-12), through: 12, by: 1 / 128) {
      let (cumulative, density) = normalDistribution(x)
      let x = Double(x)
      #expect(abs(Double(cumulative) - 0.5 * erfc(-x / 2.0.squareRoot())) < 3e-7)
      let bell = Foundation.exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      #expect(abs(Double(density) - bell) < 3e-7)
    }
  }

  @Test func `gelu gives the same with and without a tape`() {
    let x = randomNumbers(5000)
    let tape = Tape()
    #expect(leaf(x, on: tape).gelu().elements == Tensor(x).gelu().elements)
    let far = Tensor([-1e4, 0, 1e4]).gelu().elements
    #expect(abs(far[0]) < 1e-30 && far[1] == 0 && far[2] == 1e4)
  }
}

// MARK: - Softmax

@Suite("Softmax turns any scores into shares")
struct SoftmaxTests {
  @Test(arguments: 1...70)
  func `that sum to one and agree with the definition`(count: Int) {
    let scores = randomNumbers(count, seed: UInt64(count))
    let exponentials = scores.map { Foundation.exp(Double($0)) }
    let total = exponentials.reduce(0, +)
    let shares = softmax(scores)
    #expect(abs(shares.reduce(0) { $0 + Double($1) } - 1) < 1e-6)
    #expect(zip(shares, exponentials).allSatisfy { abs(Double($0) - $1 / total) < 3e-7 })
  }

  @Test func `even of large scores`() {
    #expect(softmax([1e4, 1e4]) == [0.5, 0.5])
    #expect(softmax([1e4, -1e4]) == [1, exponential(-2e4)])
    #expect(softmax([-1e4, -1e4, -1e4, -1e4]) == [0.25, 0.25, 0.25, 0.25])
  }

  @Test func `even at the smallest temperature`() {
    for temperature in [1, 1e-4, 1e-30, Float.leastNonzeroMagnitude] {
      let shares = softmax([5, 7, 7, -7], temperature: temperature)
      #expect(abs(shares.reduce(0, +) - 1) < 1e-6, "\(temperature): \(shares)")
      #expect(shares[1] == shares[2] && shares[1] > 0.4)
    }
  }

  @Test func `and tells the logarithm of the sum`() {
    var scores: [Float] = [1, 2, 3]
    let logSum = scores.withUnsafeMutableBufferPointer {
      softmax($0.baseAddress!, 3, scale: 2, total: 10)
    }
    #expect(abs(logSum - log(Foundation.exp(2) + Foundation.exp(4) + Foundation.exp(6))) < 1e-5)
    #expect(abs(scores.reduce(0, +) - 10) < 1e-5)
  }
}

// MARK: - Reductions

@Suite("Reductions agree with sums in double precision")
struct ReductionTests {
  @Test(arguments: 0...140)
  func `whatever the length`(count: Int) {
    // One more element than is asked for: it must not count.
    let a = randomNumbers(count, seed: 1) + [1e6]
    let b = randomNumbers(count, seed: 2) + [1e6]
    let products = (0..<count).reduce(0) { $0 + Double(a[$1]) * Double(b[$1]) }
    #expect(abs(Double(dot(a, b, count)) - products) < 1e-5)
    #expect(abs(Double(sum(a, count)) - a.prefix(count).reduce(0) { $0 + Double($1) }) < 1e-5)
    #expect(maximum(a, count) == a.prefix(count).max() ?? -.infinity)
  }

  @Test(arguments: 1...40)
  func `the maximum is found wherever it stands`(count: Int) {
    for place in 0..<count {
      var x = [Float](repeating: -3, count: count)
      x[place] = -2
      #expect(maximum(x, count) == -2)
    }
  }
}

// MARK: - The largest

@Suite("The largest element is found, wherever it stands")
struct MaximumTests {
  @Test(arguments: [1, 7, 16, 255, 256, 257, 700])
  func `the first of equals`(count: Int) {
    for place in stride(from: 0, to: count, by: 1 + count / 50) {
      var x = randomNumbers(count, seed: 4).map { -abs($0) }
      x[place] = 5
      #expect(indexOfMaximum(x) == place)
      x[count - 1] = 5
      #expect(indexOfMaximum(x) == place)
    }
  }

  @Test func `also among the lowest numbers, and the first where there is none`() {
    #expect(indexOfMaximum([Float](repeating: -.infinity, count: 300)) == 0)
    #expect(indexOfMaximum([Float](repeating: .nan, count: 300)) == 0)
    #expect(indexOfMaximum([Float](repeating: -.infinity, count: 299) + [-1e38]) == 299)
  }
}

// MARK: - Far from zero

@Suite struct NormalizationTests {
  @Test func `a row far from zero is normalised as well as one about it`() {
    // Squares of such numbers have no digits left for the variance: it takes the mean first.
    let numbers = randomNumbers(64).map { $0 + 1000 }
    let y = Tensor(numbers, shape: [1, 64]).layerNorm(
      gain: Tensor(repeating: 1, shape: [64]), bias: Tensor(repeating: 0, shape: [64]),
      epsilon: 1e-5
    ).elements
    let mean = numbers.reduce(0) { $0 + Double($1) } / 64
    let variance = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 64
    for (number, result) in zip(numbers, y) {
      let expected = (Double(number) - mean) / (variance + 1e-5).squareRoot()
      #expect(abs(Double(result) - expected) < 1e-3)
    }
  }
}
