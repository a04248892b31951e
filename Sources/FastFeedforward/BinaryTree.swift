// MARK: - A tree without pointers

/// A complete binary tree whose nodes are numbered from the root down, level by level: the order of
/// a heap. Where a node's children stand follows from its number.
public struct BinaryTree: Codable, Hashable, Sendable {
  /// The number of decisions from the root to a leaf.
  public let depth: Int

  /// A tree with 2^depth leaves; with depth 0 its root is its only leaf.
  public init(depth: Int) {
    precondition((0..<31).contains(depth), "a depth of \(depth)")
    self.depth = depth
  }

  /// All nodes, leaves included: 2^(depth + 1) − 1.
  public var nodeCount: Int { 2 * leafCount - 1 }

  /// The nodes that have children; they come first.
  public var innerCount: Int { leafCount - 1 }

  /// The nodes of the last level: 2^depth.
  public var leafCount: Int { 1 << depth }

  /// The nodes on a path from the root to a leaf.
  public var pathLength: Int { depth + 1 }

  /// The left child of an inner node, or the right one.
  @inline(__always)
  public func child(of node: Int, isRight: Bool) -> Int { 2 &* node &+ (isRight ? 2 : 1) }

  /// The numbers of the nodes of one level, of which the root's is 0.
  public func nodes(atLevel level: Int) -> Range<Int> { (1 << level) - 1..<(2 << level) - 1 }
}
