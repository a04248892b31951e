import Tensors

// MARK: - Who disturbs whom

extension MultiplexedEncoder {
  /// How far the vectors of each slot's instance move when the instance in one slot is exchanged.
  ///
  /// - Parameters:
  ///   - instances: those that are read, as many as fill some groups.
  ///   - others: what stands in their place in turn, each of the same length.
  /// - Returns: by the slot that was exchanged and the one that was looked at, the root of the mean
  ///   squared change over that of the vectors: 0 for an instance that no partner disturbs. The
  ///   diagonal says how far an instance moves when it is itself exchanged.
  /// - Complexity: N + 1 passes.
  public func interference(
    among instances: [[Int32]], exchangedFor others: [[Int32]]
  ) -> [[Float]] {
    let size = configuration.groupSize
    precondition(instances.count % size == 0 && instances.map(\.count) == others.map(\.count))
    let grouping = Grouping(instances.count, groupSize: size)
    func vectors(of instances: [[Int32]]) -> [ArraySlice<Float>] {
      let batch = MultiplexedBatch(instances, grouping)
      let elements = self.vectors(of: self(batch), at: batch.places).elements
      let width = configuration.backbone.width
      return batch.placesBySlot.map { elements[$0.lowerBound * width..<$0.upperBound * width] }
    }
    let before = vectors(of: instances)
    return (0..<size).map { exchanged in
      let after = vectors(
        of: instances.indices.map { $0 % size == exchanged ? others[$0] : instances[$0] })
      return (0..<size).map { seen in
        var (change, length) = (0.0, 0.0)
        for slot in stride(from: seen, to: before.count, by: size) {
          for (old, new) in zip(before[slot], after[slot]) {
            change += Double((new - old) * (new - old))
            length += Double(old * old)
          }
        }
        return Float((change / length).squareRoot())
      }
    }
  }
}
