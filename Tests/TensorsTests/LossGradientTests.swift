import Foundation
import Testing

@testable import Tensors

// MARK: - Losses

/// The sum of −ln of the softmax shares of labels that count, from the definition.
private func crossEntropies(_ logits: [Double], classes: Int, labels: [Int32]) -> Double {
  var sum = 0.0
  for (row, label) in labels.enumerated() where label != ignoredLabel {
    let exponentials = logits[(classes * row)..<(classes * (row + 1))].map { exp($0) }
    sum -= log(exponentials[Int(label)] / exponentials.reduce(0, +))
  }
  return sum
}

/// The mean of the squares of x − y.
private func meanSquare(_ x: [Double], _ y: [Float]) -> Double {
  var sum = 0.0
  for (x, y) in zip(x, y) { sum += (x - Double(y)) * (x - Double(y)) }
  return sum / Double(x.count)
}

@Suite("A loss and its gradient are those of its definition")
struct LossGradientTests {
  private let ignoring: [Int32] = [2, ignoredLabel, 0, 3, ignoredLabel, 3, 1]

  @Test(arguments: [1, 0.25])
  func `cross-entropy, over the rows whose labels count`(weight: Double) {
    expectLoss([7, 4], weight: weight) {
      crossEntropies($0[0], classes: 4, labels: ignoring) / 5
    } of: {
      $0[0].crossEntropy(labels: ignoring, weight: Float(weight))
    }
  }

  @Test(arguments: [1, 0.25])
  func `cross-entropy under a head, over the rows whose labels count`(weight: Double) {
    expectHeadLoss(labels: ignoring, weight: weight)
  }

  @Test func `cross-entropy under a head, of more rows than are held at a time`() {
    var labels = (0..<1100).map { Int32($0 % 4) }
    for ignored in stride(from: 5, to: 1100, by: 21) { labels[ignored] = ignoredLabel }
    expectHeadLoss(labels: labels, weight: 1)
  }

  private func expectHeadLoss(labels: [Int32], weight: Double) {
    let counted = Double(labels.count { $0 != ignoredLabel })
    expectLoss([labels.count, 3], [4, 3], weight: weight) { values in
      let (hidden, head) = (values[0], values[1])
      var logits: [Double] = []
      for row in labels.indices {
        for c in 0..<4 {
          logits.append((0..<3).reduce(0) { $0 + hidden[3 * row + $1] * head[3 * c + $1] })
        }
      }
      return crossEntropies(logits, classes: 4, labels: labels) / counted
    } of: {
      $0[0].crossEntropy(head: $0[1], labels: labels, weight: Float(weight))
    }
  }

  @Test(arguments: [1, 0.25])
  func `mean squared error`(weight: Double) {
    let target = randomNumbers(15, seed: 8)
    expectLoss([3, 5], weight: weight) {
      meanSquare($0[0], target)
    } of: {
      $0[0].meanSquaredError(to: Tensor(target, shape: [3, 5]), weight: Float(weight))
    }
  }

  @Test func `two losses of one tensor add up their gradients`() {
    let target = [Float](repeating: 0.5, count: 12)
    expectLoss([3, 4]) {
      crossEntropies($0[0], classes: 4, labels: [1, 1, 1]) / 3 + meanSquare($0[0], target)
    } of: {
      $0[0].meanSquaredError(to: Tensor(target, shape: [3, 4]))
        + $0[0].crossEntropy(labels: [1, 1, 1])
    }
  }

  @Test func `the shares of labels are those that the loss averages`() {
    let hidden = Tensor(randomNumbers(21), shape: [7, 3])
    let head = Tensor(randomNumbers(12, seed: 2), shape: [4, 3])
    let shares = hidden.logShares(head: head, labels: ignoring)
    let loss = hidden.crossEntropy(head: head, labels: ignoring)
    #expect(shares[1] == 0 && shares[4] == 0)
    #expect(abs(-shares.reduce(0, +) / 5 - loss) < 1e-6)
  }
}
