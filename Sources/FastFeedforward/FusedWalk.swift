import CVector
import Tensors

// MARK: - Several rows at once

/// How many rows go down side by side. While one row's next weights come from memory, the others
/// have work to do.
private let groupSize = 8

extension TreeWalker {
  /// First all decisions of a few rows, then their outputs: each output element is then written
  /// once, and not once a node.
  func walkFused(
    _ rows: Range<Int>, of x: Matrix, into y: Matrix, path: UnsafeMutablePointer<Int32>?
  ) {
    let used = treeCount * tree.pathLength
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: groupSize * used) { nodes in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * groupSize * used) { scratch in
        let (scores, activations) = (scratch.baseAddress!, scratch.baseAddress! + groupSize * used)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: groupSize) {
          let group = first..<min(first + groupSize, rows.upperBound)
          decide(group, of: x, nodes.baseAddress!, scores)
          gelu(scores, into: activations, group.count * used)
          for (i, row) in group.enumerated() {
            combine(
              nodes.baseAddress! + i * used, activations + i * used, used,
              into: y.start + row * y.stride)
          }
          (path.map { $0 + first * used })?.update(
            from: nodes.baseAddress!, count: group.count * used)
        }
      }
    }
  }
}

// MARK: - Decisions

extension TreeWalker {
  /// The nodes that a group visits, and their scores: `[row][tree][level]`.
  private func decide(
    _ group: Range<Int>, of x: Matrix, _ nodes: UnsafeMutablePointer<Int32>,
    _ scores: UnsafeMutablePointer<Float>
  ) {
    let used = treeCount * tree.pathLength
    for number in 0..<treeCount {
      let root = number * tree.nodeCount
      for i in 0..<group.count { nodes[i * used + number * tree.pathLength] = Int32(root) }
      for level in 0...tree.depth {
        for (i, row) in group.enumerated() {
          let place = i * used + number * tree.pathLength + level
          let node = Int(nodes[place])
          if group.count == 1, level < tree.depth { prefetchChildren(of: node, root: root) }
          scores[place] = score(x.start + row * x.stride, at: node)
          guard level < tree.depth else { continue }
          let next = root + tree.child(of: node - root, isRight: scores[place] > 0)
          nodes[place + 1] = Int32(next)
        }
      }
    }
  }

  /// Asks for the beginnings of both children's weights: no other row has work to do while they
  /// come from memory. The processor sees by itself that the rest of a row is wanted, too.
  @inline(__always)
  private func prefetchChildren(of node: Int, root: Int) {
    let left = inputs + (root + tree.child(of: node - root, isRight: false)) &* inputWidth
    for line in 0..<4 {
      prefetch(left + 16 &* line)
      prefetch(left + inputWidth + 16 &* line)
    }
  }
}

// MARK: - Outputs

extension TreeWalker {
  /// y ← Σ activation · output row of the node, with 64 elements of y in registers at a time.
  private func combine(
    _ nodes: UnsafePointer<Int32>, _ activations: UnsafePointer<Float>, _ count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    var column = 0
    while column &+ 64 <= outputWidth {
      var (a, b, c, d) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      for i in 0..<count {
        let row = outputs + (Int(nodes[i]) &* outputWidth &+ column)
        let activation = Lanes(repeating: activations[i])
        a = multiplyAdd(activation, lanes(row, 0), a)
        b = multiplyAdd(activation, lanes(row, 16), b)
        c = multiplyAdd(activation, lanes(row, 32), c)
        d = multiplyAdd(activation, lanes(row, 48), d)
      }
      let place = UnsafeMutableRawPointer(y + column)
      place.storeBytes(of: a, as: Lanes.self)
      place.storeBytes(of: b, toByteOffset: 64, as: Lanes.self)
      place.storeBytes(of: c, toByteOffset: 128, as: Lanes.self)
      place.storeBytes(of: d, toByteOffset: 192, as: Lanes.self)
      column &+= 64
    }
    while column < outputWidth {
      var sum: Float = 0
      for i in 0..<count { sum += activations[i] * outputs[Int(nodes[i]) &* outputWidth &+ column] }
      y[column] = sum
      column &+= 1
    }
  }
}
