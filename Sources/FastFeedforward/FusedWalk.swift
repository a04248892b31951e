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
          prefetchWeights(of: node, root: root, isLeaf: level == tree.depth, alone: group.count == 1)
          scores[place] = score(x.start + row * x.stride, at: node)
          guard level < tree.depth else { continue }
          let next = root + tree.child(of: node - root, isRight: scores[place] > 0)
          nodes[place + 1] = Int32(next)
          if group.count > 1 { prefetchRow(inputs, next, inputWidth) }
        }
      }
    }
  }

  /// Asks for what comes after a node's score: what the node adds to the output, and where no other
  /// row has work to do meanwhile, both children's weights, which are neighbours.
  @inline(__always)
  private func prefetchWeights(of node: Int, root: Int, isLeaf: Bool, alone: Bool) {
    prefetchRow(outputs, node, outputWidth)
    guard alone, !isLeaf else { return }
    prefetchRow(inputs, root + tree.child(of: node - root, isRight: false), 2 * inputWidth)
  }

  /// Asks for `count` floats from the start of a row on.
  @inline(__always)
  private func prefetchRow(_ matrix: UnsafePointer<Float>, _ row: Int, _ count: Int) {
    let start = matrix + row &* (matrix == inputs ? inputWidth : outputWidth)
    for line in stride(from: 0, to: count, by: 16) { prefetch(start + line) }
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
