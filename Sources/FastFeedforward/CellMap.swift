import Tensors

// MARK: - A map of a tree's cells

/// Which leaf each point of a square of the plane belongs to: a picture of what a tree has cut.
public struct CellMap: Codable, Hashable, Sendable {
  /// Points along each side.
  public let side: Int
  /// The leaf of each point, line by line, from the lowest coordinates up.
  public let leaves: [Int]
  /// How much of the mixture that leaf is: about 1 / leaves in a tree that has not learned to
  /// decide, and 1 within the cells of a hard one.
  public let certainty: [Float]

  /// The points' coordinates: `side` by `side` of them, of shape [side · side, 2].
  static func points(side: Int, bounds: ClosedRange<Float>) -> Tensor {
    precondition(side > 1, "a square has corners")
    let step = (bounds.upperBound - bounds.lowerBound) / Float(side - 1)
    let coordinates = (0..<side).map { bounds.lowerBound + Float($0) * step }
    return Tensor(
      coordinates.flatMap { y in coordinates.flatMap { [$0, y] } }, shape: [side * side, 2])
  }

  /// The mean certainty over all points.
  public var meanCertainty: Float { certainty.reduce(0, +) / Float(certainty.count) }
}

extension SoftTree {
  /// The map of a tree with two inputs.
  public func cellMap(side: Int, bounds: ClosedRange<Float> = -3...3) -> CellMap {
    precondition(configuration.inputWidth == 2, "a plane has two coordinates")
    let points = CellMap.points(side: side, bounds: bounds)
    let leaves = leaves(points)
    let shares = leafShares(points).elements
    let leafCount = configuration.tree.leafCount
    return CellMap(
      side: side, leaves: leaves,
      certainty: leaves.enumerated().map { shares[$0 * leafCount + $1] })
  }
}

extension FeedforwardTrees {
  /// The map of the first of the trees, between two inputs: it is hard from the start.
  public func cellMap(side: Int, bounds: ClosedRange<Float> = -3...3) -> CellMap {
    precondition(configuration.inputWidth == 2, "a plane has two coordinates")
    let points = CellMap.points(side: side, bounds: bounds)
    let (paths, used) = (paths(points), configuration.usedNeurons)
    let tree = configuration.tree
    return CellMap(
      side: side,
      leaves: (0..<points.rows).map { Int(paths[$0 * used + tree.depth]) - tree.innerCount },
      certainty: [Float](repeating: 1, count: points.rows))
  }
}
