import Tensors

// MARK: - Hard inference

extension SoftTree {
  /// The layer's output without a master leaf, from one leaf a row: depth decisions, then ℓ hidden
  /// units (arXiv 2308.14711, the hard forward pass). A score of 0 goes right.
  ///
  /// Counted as depth + ℓ neurons, of which the ℓ also write the output.
  public func walking(_ x: Tensor) -> Tensor {
    precondition(x.width == configuration.inputWidth)
    let y = Tensor(repeating: 0, shape: x.shape.dropLast() + [configuration.outputWidth])
    let tree = configuration.tree
    var leaves = [Int](repeating: 0, count: x.rows)
    leaves.withUnsafeMutableBufferPointer { leaves in
      forEachPart(of: x.rows, grain: 16) { rows in
        for row in rows {
          let leaf = leaf(for: x.matrix.start + row * x.width)
          add(leaf, at: x.matrix.start + row * x.width, to: y.matrix.start + row * y.width)
          leaves[row] = leaf
        }
      }
    }
    count(leaves, of: tree)
    return y
  }

  /// The leaf that decisions lead to.
  private func leaf(for x: UnsafePointer<Float>) -> Int {
    guard let nodes else { return 0 }
    let (tree, width) = (configuration.tree, configuration.inputWidth)
    var node = 0
    while node < tree.innerCount {
      let score =
        dot(x, nodes.weights.matrix.start + node * width, width)
        + nodes.biases.matrix.start[node]
      node = tree.child(of: node, isRight: score >= 0)
    }
    return node - tree.innerCount
  }

  /// y ← y + leaf(x).
  private func add(_ leaf: Int, at x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>) {
    let (inputs, outputs) = (configuration.inputWidth, configuration.outputWidth)
    addScaled(output.biases.matrix.start + leaf * outputs, by: 1, to: y, beta: 1, outputs)
    for unit in leaf * configuration.leafWidth..<(leaf + 1) * configuration.leafWidth {
      var score =
        dot(x, hidden.weights.matrix.start + unit * inputs, inputs)
        + hidden.biases.matrix.start[unit]
      var activation: Float = 0
      gelu(&score, into: &activation, 1)
      addScaled(
        output.weights.matrix.start + unit * outputs, by: activation, to: y, beta: 1, outputs)
    }
  }
}

// MARK: - Counting

extension SoftTree {
  /// Counts the neurons of paths that end at the given leaves.
  private func count(_ leaves: [Int], of tree: BinaryTree) {
    guard Work.isCounting else { return }
    var visited: Set<Int> = []
    for leaf in Set(leaves) {
      var node = tree.innerCount + leaf
      while node > 0 {
        node = (node - 1) / 2
        visited.insert(node)
      }
    }
    Work.add(
      Work(
        multiplyAdds: leaves.count * configuration.multiplyAdds,
        weightBytes: 4 * leaves.count * configuration.multiplyAdds,
        neurons: leaves.count * configuration.usedNeurons,
        weightRows: visited.count + 2 * configuration.leafWidth * Set(leaves).count))
  }
}
