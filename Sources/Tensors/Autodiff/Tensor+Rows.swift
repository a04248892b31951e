// MARK: - Looking rows up

extension Tensor {
  /// The rows with the given numbers: an embedding, when this tensor is a table of parameters.
  ///
  /// - Parameters:
  ///   - indices: row numbers, each in `0 ..< rows`.
  ///   - shape: of the result without its last axis; as many elements as there are indices.
  ///   - tape: records what follows. A table has no tape of its own, so that here one begins.
  /// - Returns: a tensor of shape `shape` + [width].
  public func gatheringRows(
    _ indices: [Int32], shape: [Int]? = nil, on tape: Tape? = nil
  ) -> Tensor {
    let shape = (shape ?? [indices.count]) + [width]
    let y = Tensor(
      shape: shape, storage: Buffer(count: indices.count * width), tape: tape ?? self.tape,
      requiresGradient: requiresGradient)
    for (row, index) in indices.enumerated() {
      precondition(index >= 0 && Int(index) < rows, "row \(index) of \(rows)")
      (y.start + row * width).update(from: start + Int(index) * width, count: width)
    }
    Work.add(Work(weightBytes: 4 * y.count))
    y.recordBackward { dy in
      self.addGradient { gradient, beta in
        if beta == 0 { clear(gradient, self.count) }
        // Each thread adds columns of its own, so that a row which occurs twice is no race.
        forEachPart(of: self.width, grain: 16) { columns in
          for (row, index) in indices.enumerated() {
            add(
              dy.start + row * self.width + columns.lowerBound,
              to: gradient + Int(index) * self.width + columns.lowerBound, columns.count)
          }
        }
      }
    }
    return y
  }
}
