import Tensors

// MARK: - Following scores

/// Goes down a tree by its nodes' scores: right where a score is above 0, left elsewhere, so that a
/// tie goes left.
@inline(__always)
private func forEachNode(
  on tree: BinaryTree, scores: UnsafePointer<Float>, _ visit: (_ node: Int) -> Void
) {
  var node = 0
  for _ in 0...tree.depth {
    visit(node)
    node = tree.child(of: node, isRight: scores[node] > 0)
  }
}

extension Tensor {
  /// The places in memory, row after row and tree after tree, of the scores on each row's path.
  func places(in tree: BinaryTree, count treeCount: Int) -> [Int] {
    precondition(width == treeCount * tree.nodeCount, "\(width) scores for \(treeCount) trees")
    let length = tree.pathLength
    return withElements { scores in
      [Int](unsafeUninitializedCapacity: rows * treeCount * length) { places, count in
        let start = places.baseAddress!
        forEachPart(of: rows * treeCount, grain: 64) { part in
          for i in part {
            let first = i * tree.nodeCount
            var next = start + i * length
            forEachNode(on: tree, scores: scores.baseAddress! + first) { node in
              next.initialize(to: first + node)
              next += 1
            }
          }
        }
        count = rows * treeCount * length
      }
    }
  }
}

// MARK: - GELU on the path

extension Tensor {
  /// GELU of the scores on each row's path, and 0 for all other nodes: the masked activation with
  /// which the trees learn (arXiv 2311.10770).
  ///
  /// This tensor holds scores, tree after tree in each row. A score that is not on the path has the
  /// gradient 0: only what was visited learns, and no gradient flows through a decision.
  public func geluOnPaths(in tree: BinaryTree, count treeCount: Int) -> Tensor {
    let places = places(in: tree, count: treeCount)
    // The scores that were visited; then their activations, and in their place the slopes.
    var slopes = withElements { scores in places.map { scores[$0] } }
    var activations = slopes
    geluKeepingSlope(&slopes, into: &activations, places.count)
    return Tensor.result(of: [self], shape: shape) { y in
      y.update(repeating: 0)
      for (i, place) in places.enumerated() { y[place] = activations[i] }
    } backward: { [slopes] gradient in
      self.accumulateGradient { sum in
        for (i, place) in places.enumerated() { sum[place] += gradient[place] * slopes[i] }
      }
    }
  }
}

// MARK: - Even decisions

extension Tensor {
  /// What uneven decisions cost, and its gradient: 0 where each inner node sends half of the rows
  /// that reach it to either side, 1 where all go the same way.
  ///
  /// A decision has no slope, so that a soft one stands in for it, σ(score), as in the follow-up
  /// (arXiv 2405.16836). There, leaves share all rows; here, each node has rows of its own, since
  /// only scores on the path may learn: mean over levels of Σ share reaching n · (2 mean σ − 1)².
  @discardableResult
  public func balancePenalty(in tree: BinaryTree, count treeCount: Int, weight: Float) -> Float {
    let places = places(in: tree, count: treeCount)
    guard tree.depth > 0, rows > 0 else { return 0 }
    var visits = [Float](repeating: 0, count: width)
    var leanings = visits
    let decisions = places.indices.filter { $0 % tree.pathLength < tree.depth }
    let softDecisions = withElements { scores in decisions.map { sigmoid(scores[places[$0]]) } }
    for (decision, soft) in zip(decisions, softDecisions) {
      visits[places[decision] % width] += 1
      leanings[places[decision] % width] += 2 * soft - 1
    }
    let scale = 1 / Float(rows * treeCount * tree.depth)
    var penalty: Float = 0
    for node in 0..<width where visits[node] > 0 {
      penalty += scale * leanings[node] * leanings[node] / visits[node]
      leanings[node] /= visits[node]
    }
    accumulateGradient { gradient in
      for (decision, soft) in zip(decisions, softDecisions) {
        let place = places[decision]
        gradient[place] += weight * scale * leanings[place % width] * 4 * soft * (1 - soft)
      }
    }
    return penalty
  }
}
