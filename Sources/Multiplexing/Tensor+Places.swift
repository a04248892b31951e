import Tensors

// MARK: - Sums of rows

extension Tensor {
  /// For each place the sum of a row of `a` and a row of `b`: a product of [a ; b] with one weight
  /// matrix, where each half was multiplied once and is used often.
  ///
  /// - Parameters:
  ///   - places: row numbers of `a` and of `b`.
  /// - Returns: a tensor of shape [places, width].
  static func sums(of a: Tensor, _ b: Tensor, at places: [(a: Int, b: Int)]) -> Tensor {
    precondition(a.width == b.width)
    let width = a.width
    return Tensor.result(of: [a, b], shape: [places.count, width]) { y in
      forEachPart(of: places.count, grain: 32) { part in
        for (row, place) in zip(part, places[part]) {
          let y = y.baseAddress! + row * width
          y.update(from: a.matrix.start + place.a * width, count: width)
          addScaled(b.matrix.start + place.b * width, by: 1, to: y, beta: 1, width)
        }
      }
    } backward: { gradient in
      a.addRows(of: gradient, at: places.map(\.a))
      b.addRows(of: gradient, at: places.map(\.b))
    }
  }

  /// Adds rows to the gradient's rows of the given numbers. Each thread adds columns of its own, so
  /// that a row which occurs twice is no race.
  private func addRows(of gradient: Floats, at places: [Int]) {
    accumulateGradient { sum in
      forEachPart(of: width, grain: 16) { columns in
        for (row, place) in places.enumerated() {
          addScaled(
            gradient.baseAddress! + row * width + columns.lowerBound, by: 1,
            to: sum.baseAddress! + place * width + columns.lowerBound, beta: 1, columns.count)
        }
      }
    }
  }
}

// MARK: - Rows put together

extension Tensor {
  /// The rows of several tensors in one.
  ///
  /// - Parameters:
  ///   - parts: tensors, and for each of their rows its place in the result. Together they are as
  ///     many as the result has rows.
  ///   - shape: of the result without its last axis.
  static func assembling(_ parts: [(rows: Tensor, places: [Int])], shape: [Int]) -> Tensor {
    let width = parts[0].rows.width
    precondition(parts.reduce(0) { $0 + $1.places.count } == shape.reduce(1, *))
    precondition(parts.allSatisfy { $0.rows.rows == $0.places.count && $0.rows.width == width })
    return Tensor.result(of: parts.map(\.rows), shape: shape + [width]) { y in
      for part in parts {
        for (row, place) in part.places.enumerated() {
          (y.baseAddress! + place * width).update(
            from: part.rows.matrix.start + row * width, count: width)
        }
      }
    } backward: { gradient in
      for part in parts {
        part.rows.accumulateGradient { sum in
          for (row, place) in part.places.enumerated() {
            addScaled(
              gradient.baseAddress! + place * width, by: 1, to: sum.baseAddress! + row * width,
              beta: 1, width)
          }
        }
      }
    }
  }
}
