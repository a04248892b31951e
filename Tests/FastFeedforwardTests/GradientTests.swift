import Tensors
import Testing

@testable import FastFeedforward

// MARK: - Trees of neurons

/// Declares points as parameters, so that their gradient is seen, too.
private func points(_ rows: Int, _ width: Int, in store: ParameterStore) -> Tensor {
  var generator = SeededGenerator(seed: 7)
  return store.scope.normal("points", shape: [rows, width], deviation: 1, using: &generator)
}

private func all(_ rows: Int) -> [Int32] { (0..<Int32(rows)).map { $0 } }

@Suite("Gradients are limits of difference quotients")
struct GradientTests {
  @Test(arguments: [(1, 0), (1, 3), (3, 2)])
  func `of trees, in all weights and in the input`(shape: (trees: Int, depth: Int)) {
    let (trees, store) = makeTrees(shape.trees, shape.depth, outputs: 4, master: 2)
    let x = points(6, 5, in: store)
    expectGradients(of: store) { trees(x.gatheringRows(all(6), on: $0)) }
  }

  @Test func `a node that nobody visited learns nothing at all`() {
    let (trees, _) = makeTrees(2, 5, balance: 0.5)
    let visited = Set(trees.paths(randomTensor([4, 5])).map(Int.init))
    let tape = Tape()
    let y = trees(randomTensor([4, 5], on: tape))
    y.seedGradient(randomTensor([y.count], seed: 3).elements)
    tape.backward()
    #expect(visited.count < trees.configuration.neurons)
    for unit in 0..<trees.configuration.neurons {
      let gradients = [
        trees.inputWeights.gradient![unit * 5..<(unit + 1) * 5],
        trees.outputWeights.gradient![unit * 5..<(unit + 1) * 5],
        trees.biases.gradient![unit...unit],
      ]
      for gradient in gradients {
        #expect(gradient.allSatisfy { $0 == 0 } == !visited.contains(unit), "unit \(unit)")
      }
    }
  }

  @Test func `of the balance penalty`() {
    let tree = BinaryTree(depth: 2)
    let store = ParameterStore()
    let scores = points(9, 14, in: store)
    func penalty() -> Float {
      0.7 * scores.detached().balancePenalty(in: tree, count: 2, weight: 0)
    }
    expectGradients(of: store, penalty: penalty) {
      let recorded = scores.gatheringRows(all(9), on: $0)
      recorded.balancePenalty(in: tree, count: 2, weight: 0.7)
      return recorded.geluOnPaths(in: tree, count: 2)
    }
  }

  @Test(arguments: [(0, 2), (1, 1), (3, 2)], [Float(0), 0.3])
  func `of a soft tree, with and without region leak`(
    shape: (depth: Int, leafWidth: Int), leak: Float
  ) {
    let (tree, store) = makeSoftTree(depth: shape.depth, leafWidth: shape.leafWidth) {
      ($0.regionLeak, $0.masterWidth) = (leak, 2)
    }
    let x = points(5, 5, in: store)
    expectGradients(of: store) { tree(x.gatheringRows(all(5), on: $0)) }
  }

  @Test func `of the penalties of a soft tree`() {
    let tree = BinaryTree(depth: 3)
    let store = ParameterStore()
    let scores = points(6, 7, in: store)
    let reached = scores.leaves(in: tree)
    func penalty() -> Float {
      0.4 * scores.detached().hardeningPenalty(weight: 0)
        + 0.2
        * scores.detached().leafShares(in: tree).balancePenalty(reached: reached, weight: 0)
    }
    expectGradients(of: store, penalty: penalty) {
      let recorded = scores.gatheringRows(all(6), on: $0)
      recorded.hardeningPenalty(weight: 0.4)
      let shares = recorded.leafShares(in: tree)
      shares.balancePenalty(reached: reached, weight: 0.2)
      return shares
    }
  }
}
