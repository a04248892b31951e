import Testing

@testable import Tensors

// MARK: - What is recorded

@Suite("A tape records what is wanted, and nothing else")
struct TapeTests {
  /// Operations of two operands of shape [4, 4].
  typealias Operation = @Sendable (Tensor, Tensor) -> Tensor
  static let operations: [(name: String, apply: Operation)] = [
    ("sum", { $0 + $1 }), ("product", { $0 * $1 }), ("gate", { $0.gating($1) }),
    ("linear", { $0.linear($1) }),
    ("residual", { $0.linear(Tensor(randomNumbers(16), shape: [4, 4]), addingTo: $1) }),
  ]

  @Test(arguments: operations.indices)
  func `a frozen operand gets no gradient, and the other the same as ever`(index: Int) {
    func gradients(frozen: Int?) -> [[Float]?] {
      let tape = Tape()
      let operands = (0..<2).map {
        leaf(randomNumbers(16, seed: UInt64($0)), shape: [4, 4], on: tape, isFrozen: $0 == frozen)
      }
      let y = TapeTests.operations[index].apply(operands[0], operands[1])
      y.seedGradient(randomNumbers(16, seed: 7))
      tape.backward()
      return operands.map(\.gradient)
    }
    let both = gradients(frozen: nil)
    #expect(both[0] != nil && both[1] != nil)
    #expect(gradients(frozen: 0) == [nil, both[1]], "\(TapeTests.operations[index].name)")
    #expect(gradients(frozen: 1) == [both[0], nil], "\(TapeTests.operations[index].name)")
  }

  @Test func `a norm of frozen rows still learns its gain`() {
    func gradients(isFrozen: Bool) -> [[Float]?] {
      let tape = Tape()
      let x = leaf(randomNumbers(12), shape: [4, 3], on: tape, isFrozen: isFrozen)
      let (gain, bias) = (leaf([1, 2, 3], on: tape), leaf([0, 0, 0], on: tape))
      let y = x.layerNorm(gain: gain, bias: bias, epsilon: 0.1)
      y.seedGradient(randomNumbers(12, seed: 2))
      tape.backward()
      return [x.gradient, gain.gradient, bias.gradient]
    }
    let learning = gradients(isFrozen: false)
    #expect(learning.allSatisfy { $0 != nil })
    #expect(gradients(isFrozen: true) == [nil, learning[1], learning[2]])
  }

  @Test func `without a tape nothing is recorded and nothing used up`() {
    let x = leaf(randomNumbers(12), shape: [4, 3], on: nil)
    let weight = leaf(randomNumbers(9, seed: 2), shape: [3, 3], on: nil)
    let y = x.linear(weight)
    let before = y.elements
    _ = y.gelu()
    #expect(y.tape == nil && y.elements == before)
    _ = y.crossEntropy(head: weight, labels: [0, 1, 2, 0])
    _ = y.crossEntropy(labels: [0, 1, 2, 0])
    _ = y.meanSquaredError(to: x)
    #expect(y.gradient == nil && weight.gradient == nil)
  }

  @Test func `dropout without a seed, or without a tape, lets everything pass`() {
    let x = randomNumbers(100)
    let tape = Tape()
    #expect(leaf(x, on: tape).dropout(0.5).elements == x)
    #expect(leaf(x, on: nil).dropout(0.5).elements == x)
  }

  @Test func `a branch that no loss sees leaves no gradient`() {
    let tape = Tape()
    let x = leaf(randomNumbers(6), shape: [2, 3], on: tape)
    let unseen = x * x
    _ = x.crossEntropy(labels: [0, 1])
    let alone = x.gradient
    tape.backward()
    #expect(unseen.gradient == nil && x.gradient == alone)
  }
}

// MARK: - What it costs

@Suite("Going back costs what was asked for")
struct BackwardCostTests {
  @Test func `an operand that nobody asked for costs no multiply-adds`() {
    func cost(frozen: Int?) -> Int {
      let tape = Tape()
      let shapes = [[5, 3], [4, 3]]
      let operands = shapes.indices.map {
        leaf(
          randomNumbers(shapes[$0].reduce(1, *)), shape: shapes[$0], on: tape,
          isFrozen: $0 == frozen)
      }
      operands[0].linear(operands[1]).seedIfWanted()
      return Work.counting { tape.backward() }.work.multiplyAdds
    }
    #expect(cost(frozen: nil) == 2 * 5 * 3 * 4)
    #expect(cost(frozen: 0) == 5 * 3 * 4)
    #expect(cost(frozen: 1) == 5 * 3 * 4)
  }

  @Test func `attention to frozen tokens costs nothing on the way back`() {
    let tape = Tape()
    let heads = AttentionHeads(queries: 1, keyValues: 1, width: 2)
    let x = leaf(randomNumbers(18), shape: [1, 3, 6], on: tape, isFrozen: true)
    x.attention(heads, isCausal: true).seedIfWanted()
    #expect(Work.counting { tape.backward() }.work == Work())
  }

  @Test func `going back frees what the tape held`() {
    let tape = Tape()
    let x = leaf(randomNumbers(6), shape: [2, 3], on: tape)
    weak var middle: Tensor?
    weak var end: Tensor?
    do {
      let y = x * x
      let z = y.gelu()
      _ = z.crossEntropy(labels: [0, 1])
      (middle, end) = (y, z)
    }
    #expect(middle != nil && end != nil, "the tape holds what it needs")
    tape.backward()
    #expect(middle == nil && end == nil)
    let gradient = x.gradient
    tape.backward()
    #expect(gradient != nil && x.gradient == gradient, "a second time does nothing")
  }
}

extension Tensor {
  fileprivate func seedIfWanted() {
    if requiresGradient { seedGradient([Float](repeating: 1, count: count)) }
  }
}
