import Tensors

// MARK: - Keys

/// y ← βy + x ⊙ k, where β is 0 or 1.
private func addProduct(
  _ x: UnsafePointer<Float>, _ k: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>,
  beta: Float, _ count: Int
) {
  if beta == 0 {
    for i in 0..<count { y[i] = x[i] * k[i] }
  } else {
    for i in 0..<count { y[i] += x[i] * k[i] }
  }
}

extension Tensor {
  /// x ⊙ vᵢ: every vector of the instance in slot i times that slot's key, element by element.
  ///
  /// This tensor is of shape [groups · N, tokens, width], `keys` of N · width elements.
  /// - Complexity: O(elements).
  func keyed(by keys: Tensor) -> Tensor {
    precondition(shape.count == 3 && keys.count % width == 0)
    let (tokens, width, groupSize) = (shape[1], width, keys.count / width)
    precondition(shape[0] % groupSize == 0, "\(shape[0]) slots in groups of \(groupSize)")
    let (x, k) = (matrix.start, keys.matrix.start)
    func key(of row: Int) -> Int { row / tokens % groupSize * width }
    return Tensor.result(of: [self, keys], shape: shape) { y in
      forEachPart(of: rows, grain: 32) { part in
        for row in part {
          addProduct(
            x + row * width, k + key(of: row), to: y.baseAddress! + row * width, beta: 0, width)
        }
      }
    } backward: { gradient in
      let slope = gradient.baseAddress!
      self.accumulateGradient { sum in
        forEachPart(of: self.rows, grain: 32) { part in
          for row in part {
            addProduct(
              slope + row * width, keys.matrix.start + key(of: row),
              to: sum.baseAddress! + row * width, beta: 1, width)
          }
        }
      }
      keys.accumulateGradient { sum in
        for row in 0..<self.rows {
          addProduct(
            slope + row * width, self.matrix.start + row * width,
            to: sum.baseAddress! + key(of: row), beta: 1, width)
        }
      }
    }
  }
}

// MARK: - The mean over a group

/// s ← s + x in double precision, in which a few floats add up to the same in every order.
private func add(
  _ x: UnsafePointer<Float>, to s: UnsafeMutablePointer<Double>, _ count: Int
) {
  for i in 0..<count { s[i] += Double(x[i]) }
}

extension Tensor {
  /// The mean over each group's instances that reach a position; zeros where none does.
  ///
  /// - Parameters:
  ///   - groupSize: N; this tensor is of shape [groups · N, tokens, width].
  ///   - lengths: how many tokens of each slot are real.
  /// - Returns: a tensor of shape [groups, tokens, width]. Which slot an instance stands in changes
  ///   no bit of it.
  /// - Complexity: O(elements).
  func averagingGroups(of groupSize: Int, lengths: [Int]) -> Tensor {
    precondition(shape.count == 3 && shape[0] % groupSize == 0 && lengths.count == shape[0])
    let (tokens, width, groups) = (shape[1], width, shape[0] / groupSize)
    /// The slots that are mixed in a row of the result.
    func slots(in row: Int) -> [Int] {
      let first = row / tokens * groupSize
      return (first..<first + groupSize).filter { lengths[$0] > row % tokens }
    }
    return Tensor.result(of: [self], shape: [groups, tokens, width]) { y in
      forEachPart(of: groups * tokens, grain: 16) { part in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { sums in
          for row in part {
            let slots = slots(in: row)
            sums.update(repeating: 0)
            for slot in slots {
              add(
                self.matrix.start + (slot * tokens + row % tokens) * width,
                to: sums.baseAddress!, width)
            }
            let share = 1 / Double(max(1, slots.count))
            for i in 0..<width { y[row * width + i] = Float(sums[i] * share) }
          }
        }
      }
    } backward: { gradient in
      self.accumulateGradient { sum in
        forEachPart(of: groups, grain: 1) { part in
          for row in part.lowerBound * tokens..<part.upperBound * tokens {
            let slots = slots(in: row)
            for slot in slots {
              addScaled(
                gradient.baseAddress! + row * width, by: 1 / Float(slots.count),
                to: sum.baseAddress! + (slot * tokens + row % tokens) * width, beta: 1, width)
            }
          }
        }
      }
    }
  }
}
