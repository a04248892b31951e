import Tensors

// MARK: - Region leak

/// Reverses decisions at random, so that a leaf also learns from its neighbours' rows
/// (arXiv 2308.14711).
struct RegionLeak {
  let probability: Float
  private let seed: UInt64

  init(_ probability: Float, seed: UInt64) { (self.probability, self.seed) = (probability, seed) }

  /// For each of `count` decisions whether it is reversed.
  func reversals(_ count: Int) -> [Bool] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.uniform() < probability }
  }
}

// MARK: - The share of each leaf

extension Tensor {
  /// From scores of inner nodes, of shape [..., 2^depth − 1], to shares of leaves, of shape
  /// [..., 2^depth]: along the path, the product of c = σ(score) for each turn to the right and
  /// 1 − c for each to the left (arXiv 2308.14711). O(leaves) a row.
  func leafShares(in tree: BinaryTree, leak: RegionLeak? = nil) -> Tensor {
    precondition(width == tree.innerCount)
    let (inner, all) = (tree.innerCount, tree.nodeCount)
    var choices = withElements { $0.map { sigmoid($0) } }
    let reversals = leak?.reversals(count)
    if let reversals { for i in choices.indices where reversals[i] { choices[i] = 1 - choices[i] } }
    // The share of every node, of which the leaves come last.
    var shares = [Float](repeating: 1, count: rows * all)
    for row in 0..<rows {
      for node in 0..<inner {
        let (share, right) = (shares[row * all + node], choices[row * inner + node])
        shares[row * all + tree.child(of: node, isRight: false)] = share * (1 - right)
        shares[row * all + tree.child(of: node, isRight: true)] = share * right
      }
    }
    return Tensor.result(of: [self], shape: shape.dropLast() + [tree.leafCount]) { y in
      for row in 0..<rows {
        for leaf in 0..<tree.leafCount {
          y[row * tree.leafCount + leaf] = shares[row * all + inner + leaf]
        }
      }
    } backward: { [choices, shares] gradient in
      var slopes = [Float](repeating: 0, count: all)
      self.accumulateGradient { sum in
        for row in 0..<self.rows {
          for leaf in 0..<tree.leafCount {
            slopes[inner + leaf] = gradient[row * tree.leafCount + leaf]
          }
          for node in (0..<inner).reversed() {
            let left = slopes[tree.child(of: node, isRight: false)]
            let right = slopes[tree.child(of: node, isRight: true)]
            let place = row * inner + node
            let choice = choices[place]
            slopes[node] = (1 - choice) * left + choice * right
            let slope = shares[row * all + node] * (right - left) * choice * (1 - choice)
            sum[place] += reversals?[place] == true ? -slope : slope
          }
        }
      }
    }
  }

  /// The leaf that each row of scores leads to: right where a score is 0 or more.
  func leaves(in tree: BinaryTree) -> [Int] {
    withElements { scores in
      (0..<rows).map { row in
        var node = 0
        while node < tree.innerCount {
          node = tree.child(of: node, isRight: scores[row * width + node] >= 0)
        }
        return node - tree.innerCount
      }
    }
  }
}

// MARK: - The mixture

extension Tensor {
  /// Each group of columns times its share: this tensor is of shape [..., groups · columns], and
  /// `shares` of shape [..., groups].
  func scaledByGroup(_ shares: Tensor) -> Tensor {
    let columns = width / shares.width
    precondition(shares.width * columns == width && shares.rows == rows)
    return Tensor.result(of: [self, shares], shape: shape) { y in
      withElements { x in
        shares.withElements { shares in
          for group in shares.indices {
            for i in group * columns..<(group + 1) * columns { y[i] = shares[group] * x[i] }
          }
        }
      }
    } backward: { gradient in
      self.accumulateGradient { sum in
        shares.withElements { shares in
          for group in shares.indices {
            for i in group * columns..<(group + 1) * columns {
              sum[i] += shares[group] * gradient[i]
            }
          }
        }
      }
      shares.accumulateGradient { sum in
        self.withElements { x in
          for group in sum.indices {
            for i in group * columns..<(group + 1) * columns { sum[group] += x[i] * gradient[i] }
          }
        }
      }
    }
  }
}
