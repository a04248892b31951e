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

// MARK: - Averaging rows

extension Tensor {
  /// The mean of each group of rows: one vector for a whole text, when rows are its tokens.
  ///
  /// - Parameter groups: ranges of row numbers, none of them empty; rows in no group are left out.
  /// - Returns: a tensor of shape [groups, width].
  public func averagingRows(of groups: [Range<Int>]) -> Tensor {
    precondition(groups.allSatisfy { !$0.isEmpty && 0 <= $0.lowerBound && $0.upperBound <= rows })
    let y = Tensor(resultOf: self, shape: [groups.count, width])
    for (place, group) in groups.enumerated() {
      let mean = y.start + place * width
      let share = 1 / Float(group.count)
      for (index, row) in group.enumerated() {
        addScaled(start + row * width, by: share, to: mean, beta: index == 0 ? 0 : 1, width)
      }
    }
    y.recordBackward { dy in
      self.addGradient { gradient, beta in
        if beta == 0 { clear(gradient, self.count) }
        for (place, group) in groups.enumerated() {
          let slope = dy.start + place * self.width
          for row in group {
            addScaled(
              slope, by: 1 / Float(group.count), to: gradient + row * self.width, beta: 1,
              self.width)
          }
        }
      }
    }
    return y
  }
}
