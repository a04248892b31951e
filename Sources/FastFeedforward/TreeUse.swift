import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - How much of the trees is used

/// Which nodes some rows visited, and how evenly.
public struct TreeUse: Sendable {
  /// One of the trees.
  public let tree: BinaryTree
  /// How many rows visited each node, by tree.
  public let visits: [[Int]]

  /// Counts paths as `FeedforwardTrees.paths` gives them.
  public init(paths: [Int32], tree: BinaryTree, treeCount: Int) {
    self.tree = tree
    var visits = [[Int]](
      repeating: [Int](repeating: 0, count: tree.nodeCount), count: treeCount)
    for node in paths { visits[Int(node) / tree.nodeCount][Int(node) % tree.nodeCount] += 1 }
    self.visits = visits
  }

  /// Counts the paths to leaves as `SoftTree.leaves` gives them.
  public init(leaves: [Int], tree: BinaryTree) {
    var paths: [Int32] = []
    for leaf in leaves {
      var number = tree.nodeCount - tree.leafCount + leaf
      paths.append(Int32(number))
      while number > 0 {
        number = (number - 1) / 2
        paths.append(Int32(number))
      }
    }
    self.init(paths: paths, tree: tree, treeCount: 1)
  }

  /// The share of all nodes that any row visited.
  public var visitedShare: Double {
    let visited = visits.reduce(0) { $0 + $1.filter { $0 > 0 }.count }
    return Double(visited) / Double(visits.count * tree.nodeCount)
  }

  /// The entropy of the leaf that a row ends in, in bits, as a mean over the trees: the depth where
  /// all leaves are used alike, 0 where one is used alone.
  public var leafEntropy: Double {
    let entropies = visits.map { visits in
      let leaves = visits.suffix(tree.leafCount)
      let total = Double(leaves.reduce(0, +))
      return leaves.reduce(0.0) { sum, count in
        guard count > 0 else { return sum }
        let share = Double(count) / total
        return sum - share * log2(share)
      }
    }
    return entropies.reduce(0, +) / Double(entropies.count)
  }

  /// The share of rows that the root of each tree sends to the right.
  public var rootSplits: [Double] {
    visits.map { tree.depth == 0 ? 0 : Double($0[2]) / Double(max(1, $0[0])) }
  }
}

extension FeedforwardTrees {
  /// How these rows use the trees.
  public func use(_ x: Tensor) -> TreeUse {
    TreeUse(paths: paths(x), tree: configuration.tree, treeCount: configuration.treeCount)
  }
}
