import Tensors
import Testing

@testable import FastFeedforward

// MARK: - One function, four ways

/// The definition, in double precision with the system's error function left out: GELU is the
/// engine's own, so that only the walk is under test.
private func definition(_ trees: FeedforwardTrees, _ x: [Float]) -> [Double] {
  let shape = trees.configuration
  let (w, b, v) = (
    trees.inputWeights.elements, trees.biases.elements, trees.outputWeights.elements
  )
  var y = [Double](repeating: 0, count: shape.outputWidth)
  for number in 0..<shape.treeCount {
    var node = 0
    for _ in 0...shape.depth {
      let unit = number * shape.tree.nodeCount + node
      var score = Double(b[unit])
      for i in x.indices { score += Double(w[unit * x.count + i]) * Double(x[i]) }
      let activation = Double(Tensor([Float(score)]).gelu().elements[0])
      for i in y.indices { y[i] += activation * Double(v[unit * y.count + i]) }
      node = 2 * node + (score > 0 ? 2 : 1)
    }
  }
  return y
}

@Suite("Walking the tree and masking the dense layer are one function")
struct WalkTests {
  @Test(
    arguments: [(1, 0), (1, 1), (1, 5), (3, 2), (8, 4)], [(5, 5), (17, 3), (64, 64), (97, 131)])
  func `all kernels agree with the masked dense form, at odd widths and batches`(
    shape: (trees: Int, depth: Int), widths: (inputs: Int, outputs: Int)
  ) {
    let (trees, _) = makeTrees(
      shape.trees, shape.depth, inputs: widths.inputs, outputs: widths.outputs)
    for rows in [1, 2, 7, 8, 9, 33] {
      let x = randomTensor([rows, widths.inputs], seed: UInt64(rows))
      let masked = trees.learning(x)
      for kernel in WalkKernel.allCases {
        for threads in [1, 3] {
          let walked = ThreadPool.with(threads: threads) { trees.walking(x, by: kernel) }
          #expect(distance(walked, masked) < 1e-4, "\(kernel), \(rows) rows, \(threads) threads")
        }
      }
    }
  }

  @Test func `and with the definition`() {
    let (trees, _) = makeTrees(3, 4, inputs: 21, outputs: 9)
    let x = randomTensor([4, 21])
    let y = trees.walking(x).elements
    for row in 0..<4 {
      let expected = definition(trees, Array(x.elements[row * 21..<(row + 1) * 21]))
      for (found, expected) in zip(y[row * 9..<(row + 1) * 9], expected) {
        #expect(abs(Double(found) - expected) < 1e-5)
      }
    }
  }

  @Test func `a layer gives the same output on a tape and off it`() {
    let (trees, _) = makeTrees(4, 3, inputs: 12, outputs: 12, master: 3)
    let residual = randomTensor([2, 5, 12], seed: 3)
    let learning = recording([2, 5, 12]) { trees($0, addingTo: residual, dropout: 0) }
    let walking = trees(randomTensor([2, 5, 12]), addingTo: residual, dropout: 0)
    #expect(learning.shape == [2, 5, 12] && distance(learning, walking) < 1e-5)
  }
}

// MARK: - The edges

@Suite("A tree's edges")
struct TreeEdgeTests {
  @Test func `a tree of depth 0 is one neuron`() {
    let (trees, _) = makeTrees(1, 0, inputs: 6, outputs: 3)
    let x = randomTensor([4, 6])
    let neuron = x.linear(trees.inputWeights, bias: trees.biases).gelu()
      .combining(trees.outputWeights)
    for kernel in WalkKernel.allCases {
      #expect(distance(trees.walking(x, by: kernel), neuron) < 1e-6)
    }
    #expect(trees.paths(x) == [0, 0, 0, 0])
  }

  @Test(arguments: 0...8) func `paths stay in their heap and end in its last level`(depth: Int) {
    let (trees, _) = makeTrees(3, depth)
    let tree = trees.configuration.tree
    let paths = trees.paths(randomTensor([50, 5]))
    #expect(paths.count == 50 * 3 * (depth + 1))
    for (i, unit) in paths.enumerated() {
      let (level, number) = (i % (depth + 1), i / (depth + 1) % 3)
      let node = Int(unit) - number * tree.nodeCount
      #expect(tree.nodes(atLevel: level).contains(node))
      if level > 0 { #expect((node - 1) / 2 == Int(paths[i - 1]) - number * tree.nodeCount) }
    }
    #expect(tree.nodes(atLevel: depth).upperBound == tree.nodeCount)
  }

  @Test func `a score of 0 goes left in trees of neurons, and right in a soft tree`() {
    let (trees, store) = makeTrees(1, 2)
    store.withValues { $0.update(repeating: 0) }
    #expect(trees.paths(randomTensor([1, 5])) == [0, 1, 3])
    let scores = Tensor(repeating: 0, shape: [1, 3])
    #expect(scores.leaves(in: BinaryTree(depth: 2)) == [3])
    let (soft, softStore) = makeSoftTree(depth: 2, leafWidth: 1)
    softStore.withValues { $0.update(repeating: 0) }
    soft.output.biases.withElements { for i in 0..<4 { $0[3 * 4 + i] = Float(i) } }
    #expect(soft.leaves(randomTensor([1, 5])) == [3])
    #expect(soft.walking(randomTensor([1, 5])).elements == [0, 1, 2, 3])
  }

  @Test func `a score of 0 goes left in every kernel, and in learning`() {
    let (trees, store) = makeTrees(2, 1)
    store.withValues { $0.update(repeating: 0) }
    // In each tree only the right child would say anything.
    for unit in [2, 5] {
      trees.biases.withElements { $0[unit] = 3 }
      trees.outputWeights.withElements { for i in 0..<5 { $0[unit * 5 + i] = 1 } }
    }
    let x = randomTensor([9, 5])
    for kernel in WalkKernel.allCases {
      #expect(trees.walking(x, by: kernel).elements.allSatisfy { $0 == 0 }, "\(kernel)")
    }
    #expect(trees.learning(x).elements.allSatisfy { $0 == 0 })
  }
}

// MARK: - On the path and off it

@Suite("Only the path matters")
struct PathTests {
  @Test(arguments: WalkKernel.allCases)
  func `a node off the path may be anything; one on it may not`(kernel: WalkKernel) {
    let (trees, _) = makeTrees(2, 3)
    let x = randomTensor([1, 5])
    let path = Set(trees.paths(x).map(Int.init))
    let before = trees.walking(x, by: kernel).elements
    for unit in 0..<trees.configuration.neurons {
      let kept = trees.outputWeights.elements
      trees.outputWeights.withElements { for i in 0..<5 { $0[unit * 5 + i] += 1 } }
      let keptInputs = trees.inputWeights.elements
      if !path.contains(unit) {
        trees.inputWeights.withElements { for i in 0..<5 { $0[unit * 5 + i] = .nan } }
      }
      let after = trees.walking(x, by: kernel).elements
      #expect((after == before) == !path.contains(unit), "unit \(unit)")
      trees.outputWeights.withElements { _ = $0.update(fromContentsOf: kept) }
      trees.inputWeights.withElements { _ = $0.update(fromContentsOf: keptInputs) }
    }
  }
}
