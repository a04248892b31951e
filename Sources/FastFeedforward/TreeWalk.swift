import Tensors

// MARK: - Conditional matrix multiplication

/// Ways to compute the trees' output with the visited weights alone.
public enum WalkKernel: String, CaseIterable, Codable, Sendable {
  /// Row by row, a dot product and a scaled addition at each node: BLAS level 1.
  case level1
  /// Level by level, all rows at once: what BLAS level 2 can do for it.
  case level2
  /// Several rows at once, with vectors in registers and the next weights on their way.
  case fused
}

extension FeedforwardTrees {
  /// The layer's output without a master leaf, from visited weights alone, on all threads.
  public func walking(_ x: Tensor, by kernel: WalkKernel = .fused) -> Tensor {
    precondition(x.width == configuration.inputWidth)
    let y = Tensor(
      repeating: 0, shape: x.shape.dropLast() + [configuration.outputWidth])
    walk(x.matrix, into: y.matrix, by: kernel)
    return y
  }

  /// The same into memory that is there: y ← trees(x), of `x.rows` rows each.
  ///
  /// Counted as K (D + 1) neurons a row, each of inputWidth + outputWidth multiply-adds and as many
  /// weights, and as the different rows of weights among them.
  public func walk(_ x: Matrix, into y: Matrix, by kernel: WalkKernel = .fused) {
    precondition(x.columns == configuration.inputWidth && y.columns == configuration.outputWidth)
    precondition(x.rows == y.rows && !x.isTransposed && !y.isTransposed)
    let walker = TreeWalker(self)
    guard Work.isCounting else {
      forEachPart(of: x.rows, grain: 8) { walker.walk($0, of: x, into: y, by: kernel, path: nil) }
      return
    }
    var path = [Int32](repeating: 0, count: x.rows * configuration.usedNeurons)
    path.withUnsafeMutableBufferPointer { path in
      forEachPart(of: x.rows, grain: 8) {
        walker.walk($0, of: x, into: y, by: kernel, path: path.baseAddress)
      }
    }
    count(path)
  }

  /// The nodes that each row of x visits: [rows × trees × (depth + 1)], numbered over all trees.
  public func paths(_ x: Tensor) -> [Int32] {
    var path = [Int32](repeating: 0, count: x.rows * configuration.usedNeurons)
    let y = Tensor(repeating: 0, shape: [x.rows, configuration.outputWidth])
    path.withUnsafeMutableBufferPointer {
      TreeWalker(self).walk(
        0..<x.rows, of: x.matrix, into: y.matrix, by: .level1, path: $0.baseAddress)
    }
    return path
  }

  /// Counts what a kernel says it visited.
  private func count(_ path: [Int32]) {
    let weights = path.count * (configuration.inputWidth + configuration.outputWidth)
    Work.add(
      Work(
        multiplyAdds: weights, weightBytes: 4 * weights, neurons: path.count,
        weightRows: 2 * Set(path).count))
  }
}

// MARK: - What the kernels see

/// The trees' weights as they lie in memory. Node n's rows start n widths into each matrix.
struct TreeWalker {
  let tree: BinaryTree
  let treeCount, inputWidth, outputWidth: Int
  let inputs, biases, outputs: UnsafePointer<Float>

  init(_ trees: FeedforwardTrees) {
    let configuration = trees.configuration
    (tree, treeCount) = (configuration.tree, configuration.treeCount)
    (inputWidth, outputWidth) = (configuration.inputWidth, configuration.outputWidth)
    inputs = UnsafePointer(trees.inputWeights.matrix.start)
    biases = UnsafePointer(trees.biases.matrix.start)
    outputs = UnsafePointer(trees.outputWeights.matrix.start)
  }

  /// Walks all trees for some of the rows.
  ///
  /// - Parameter path: receives the visited nodes, `[row][tree][level]`, numbered over all trees.
  func walk(
    _ rows: Range<Int>, of x: Matrix, into y: Matrix, by kernel: WalkKernel,
    path: UnsafeMutablePointer<Int32>?
  ) {
    switch kernel {
    case .level1: walkRowByRow(rows, of: x, into: y, path: path)
    case .level2: walkLevelByLevel(rows, of: x, into: y, path: path)
    case .fused: walkFused(rows, of: x, into: y, path: path)
    }
  }

  /// w·x + b at a node.
  @inline(__always)
  func score(_ x: UnsafePointer<Float>, at node: Int) -> Float {
    dot(x, inputs + node &* inputWidth, inputWidth) + biases[node]
  }
}

// MARK: - Level 1

extension TreeWalker {
  /// The algorithm as the paper has it (arXiv 2311.10770).
  private func walkRowByRow(
    _ rows: Range<Int>, of x: Matrix, into y: Matrix, path: UnsafeMutablePointer<Int32>?
  ) {
    for row in rows {
      let (x, y) = (x.start + row * x.stride, y.start + row * y.stride)
      var visited = path.map { $0 + row * treeCount * tree.pathLength }
      for number in 0..<treeCount {
        let root = number * tree.nodeCount
        var node = 0
        for level in 0...tree.depth {
          var (score, activation) = (score(x, at: root + node), Float(0))
          gelu(&score, into: &activation, 1)
          addScaled(
            outputs + (root + node) * outputWidth, by: activation, to: y,
            beta: number + level == 0 ? 0 : 1, outputWidth)
          visited?.pointee = Int32(root + node)
          visited = visited.map { $0 + 1 }
          node = tree.child(of: node, isRight: score > 0)
        }
      }
    }
  }
}

// MARK: - Level 2

extension TreeWalker {
  /// All rows take one step before any takes the next: a batch of dot products, then a batch of
  /// scaled additions, each with the weight rows that its samples point to.
  private func walkLevelByLevel(
    _ rows: Range<Int>, of x: Matrix, into y: Matrix, path: UnsafeMutablePointer<Int32>?
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: rows.count) { nodes in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * rows.count) { scratch in
        let scores = scratch.baseAddress!
        let activations = scores + rows.count
        for step in 0..<treeCount * tree.pathLength {
          let root = step / tree.pathLength * tree.nodeCount
          if step % tree.pathLength == 0 { nodes.update(repeating: root) }
          for (i, row) in rows.enumerated() {
            scores[i] = score(x.start + row * x.stride, at: nodes[i])
          }
          gelu(scores, into: activations, rows.count)
          for (i, row) in rows.enumerated() {
            addScaled(
              outputs + nodes[i] * outputWidth, by: activations[i], to: y.start + row * y.stride,
              beta: step == 0 ? 0 : 1, outputWidth)
            path?[row * treeCount * tree.pathLength + step] = Int32(nodes[i])
            nodes[i] = root + tree.child(of: nodes[i] - root, isRight: scores[i] > 0)
          }
        }
      }
    }
  }
}
