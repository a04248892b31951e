// MARK: - Linear

extension Tensor {
  /// x Wᵀ + b, and added to `residual` where one is given.
  ///
  /// - Parameters:
  ///   - weight: of shape [outputs, width].
  ///   - bias: of shape [outputs].
  ///   - residual: of the result's shape. The sum costs nothing: the product is added to a copy.
  /// - Returns: a tensor of shape [..., outputs].
  public func linear(
    _ weight: Tensor, bias: Tensor? = nil, addingTo residual: Tensor? = nil
  ) -> Tensor {
    let outputs = weight.rows
    precondition(weight.shape == [outputs, width], "weight \(weight.shape) for width \(width)")
    precondition(bias.map { $0.shape == [outputs] } ?? true)
    let y = Tensor(resultOf: self, weight, bias, residual, shape: shape(endingWith: outputs))
    let isPrefilled = y.fill(from: residual, plus: bias)
    Work.add(Work(weightBytes: 4 * weight.count))
    multiply(matrix, weight.matrix.transposed, into: y.matrix, beta: isPrefilled ? 1 : 0)
    y.recordBackward { dy in
      let slope = Matrix(dy.start, rows: y.rows, columns: outputs)
      self.addGradient { gradient, beta in
        let dx = Matrix(gradient, rows: self.rows, columns: self.width)
        multiply(slope, weight.matrix, into: dx, beta: beta)
      }
      weight.addGradient { gradient, beta in
        let dw = Matrix(gradient, rows: outputs, columns: self.width)
        multiply(slope.transposed, self.matrix, into: dw, beta: beta)
      }
      bias?.addGradient { sumRows(of: slope, into: $0, beta: $1) }
      residual?.addGradient(consuming: dy)
    }
    return y
  }

  /// Sets each row to the residual's row plus the bias; tells whether there was anything to set.
  private func fill(from residual: Tensor?, plus bias: Tensor?) -> Bool {
    guard residual != nil || bias != nil else { return false }
    precondition(residual.map { $0.count == count } ?? true)
    forEachPart(of: rows, grain: max(1, elementGrain / width)) { part in
      for row in part {
        let y = start + row * width
        if let residual {
          y.update(from: residual.start + row * width, count: width)
          if let bias { add(bias.start, to: y, width) }
        } else if let bias {
          y.update(from: bias.start, count: width)
        }
      }
    }
    return true
  }
}

// MARK: - Combining rows

extension Tensor {
  /// x W, and added to `residual` where one is given: each row of the result is a sum of W's rows,
  /// as often as this tensor's row says.
  ///
  /// It is `linear` with the weight stored the other way round. A layer that uses few rows of W
  /// reads them in one line.
  ///
  /// - Parameters:
  ///   - rows: of shape [width, outputs].
  ///   - residual: of the result's shape.
  /// - Returns: a tensor of shape [..., outputs].
  public func combining(_ rows: Tensor, addingTo residual: Tensor? = nil) -> Tensor {
    precondition(rows.shape == [width, rows.width], "\(rows.shape) for width \(width)")
    let outputs = rows.width
    let y = Tensor(resultOf: self, rows, residual, shape: shape.dropLast() + [outputs])
    let isPrefilled = y.fill(from: residual, plus: nil)
    Work.add(Work(weightBytes: 4 * rows.count))
    multiply(matrix, rows.matrix, into: y.matrix, beta: isPrefilled ? 1 : 0)
    y.recordBackward { dy in
      let slope = Matrix(dy.start, rows: y.rows, columns: outputs)
      self.addGradient { gradient, beta in
        let dx = Matrix(gradient, rows: self.rows, columns: self.width)
        multiply(slope, rows.matrix.transposed, into: dx, beta: beta)
      }
      rows.addGradient { gradient, beta in
        let dw = Matrix(gradient, rows: self.width, columns: outputs)
        multiply(self.matrix.transposed, slope, into: dw, beta: beta)
      }
      residual?.addGradient(consuming: dy)
    }
    return y
  }
}
