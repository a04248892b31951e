import Testing

@testable import Tensors

// MARK: - Operations on each element or row

@Suite("The gradient of an operation is the limit of difference quotients")
struct ElementwiseGradientTests {
  @Test func `of a sum`() { expectGradients([3, 5], [3, 5]) { $0[0] + $0[1] } }

  @Test func `of a product`() { expectGradients([3, 5], [3, 5]) { $0[0] * $0[1] } }

  @Test func `of a multiple`() { expectGradients([3, 5]) { -2.5 * $0[0] } }

  @Test func `of gelu`() { expectGradients([7, 9]) { (3 * $0[0]).gelu() } }

  @Test func `of a gate and what it lets pass`() {
    expectGradients([7, 9], [7, 9]) { (3 * $0[0]).gating($0[1]) }
  }

  @Test func `of dropout with a given seed`() { expectGradients([6, 8]) { $0[0].dropout(0.4) } }

  @Test(arguments: [2, 7, 8, 33])
  func `of layerNorm, whatever the width`(width: Int) {
    expectGradients([11, width], [width], [width]) {
      $0[0].layerNorm(gain: $0[1], bias: $0[2], epsilon: 0.1)
    }
  }

  @Test(arguments: [1, 2, 7, 8, 33])
  func `of rmsNorm, whatever the width`(width: Int) {
    expectGradients([11, width], [width]) { $0[0].rmsNorm(gain: $0[1], epsilon: 1) }
  }

  @Test func `of rows looked up, some of them several times and some never`() {
    expectGradients([6, 5]) { $0[0].gatheringRows([3, 0, 3, 5, 3, 0]) }
  }
}

// MARK: - An operand in two places

@Suite("A tensor that is used twice gets both gradients")
struct RepeatedOperandTests {
  @Test func `added to itself`() { expectGradients([4, 5]) { $0[0] + $0[0] } }

  @Test func `multiplied by itself`() { expectGradients([4, 5]) { $0[0] * $0[0] } }

  @Test func `gating itself`() { expectGradients([4, 5]) { $0[0].gating($0[0]) } }

  @Test func `as a layer's input and residual`() {
    expectGradients([4, 5], [5, 5]) { $0[0].linear($0[1], addingTo: $0[0]) }
  }

  @Test func `as a layer's input and weight`() {
    expectGradients([4, 4]) { $0[0].linear($0[0]) }
  }

  @Test func `normalised and passed on`() {
    expectGradients([4, 5], [5]) { $0[0].rmsNorm(gain: $0[1], epsilon: 0.1) + $0[0] }
    expectGradients([4, 5], [5]) { $0[0] + $0[0].rmsNorm(gain: $0[1], epsilon: 0.1) }
  }

  @Test func `looked up in two places`() {
    expectGradients([4, 5]) { $0[0].gatheringRows([1, 2]) * $0[0].gatheringRows([2, 3]) }
  }

  @Test func `attending and passed on`() {
    let heads = AttentionHeads(queries: 1, keyValues: 1, width: 2)
    let narrowed = randomNumbers(12, seed: 5)
    expectGradients([1, 5, 6]) {
      $0[0].attention(heads, isCausal: true) + $0[0].linear(Tensor(narrowed, shape: [2, 6]))
    }
    expectGradients([1, 5, 6]) {
      $0[0].linear(Tensor(narrowed, shape: [2, 6])) + $0[0].attention(heads, isCausal: true)
    }
  }
}
