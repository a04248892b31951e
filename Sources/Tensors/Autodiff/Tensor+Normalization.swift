// MARK: - LayerNorm and RMSNorm

extension Tensor {
  /// LayerNorm: each row with mean 0 and deviation 1, then scaled and shifted.
  ///
  /// - Parameters:
  ///   - gain: of shape [width].
  ///   - bias: of shape [width].
  ///   - epsilon: added to the variance.
  public func layerNorm(gain: Tensor, bias: Tensor, epsilon: Float) -> Tensor {
    normalized(gain: gain, bias: bias, centred: true, epsilon: epsilon)
  }

  /// RMSNorm: each row divided by its root mean square, then scaled.
  ///
  /// - Parameters:
  ///   - gain: of shape [width].
  ///   - epsilon: added to the mean square.
  public func rmsNorm(gain: Tensor, epsilon: Float) -> Tensor {
    normalized(gain: gain, bias: nil, centred: false, epsilon: epsilon)
  }

  private func normalized(gain: Tensor, bias: Tensor?, centred: Bool, epsilon: Float) -> Tensor {
    precondition(gain.shape == [width] && bias.map { $0.shape == [width] } ?? true)
    let y = Tensor(resultOf: self, gain, bias, shape: shape)
    forEachPart(of: rows, grain: rowGrain) { part in
      for row in part {
        let x = start + row * width
        let (mean, inverse) = statistics(of: x, width, centred: centred, epsilon: epsilon)
        normalize(
          x, mean: mean, inverse: inverse, gain: gain.start, bias: bias?.start,
          into: y.start + row * width, width)
      }
    }
    y.recordBackward { dy in
      bias?.addGradient {
        sumRows(of: Matrix(dy.start, rows: y.rows, columns: y.width), into: $0, beta: $1)
      }
      self.addNormalizationGradient(dy, gain: gain, centred: centred, epsilon: epsilon)
    }
    return y
  }

  /// Rows below which a normalisation is not split.
  private var rowGrain: Int { max(1, elementGrain / width) }
}

// MARK: - Their gradient

extension Tensor {
  private func addNormalizationGradient(
    _ dy: Buffer, gain: Tensor, centred: Bool, epsilon: Float
  ) {
    // Each thread sums the gain's gradient over rows of its own; then the sums are added in order.
    let threads = ThreadPool.threadCount
    let gainSums = Buffer(count: threads * width)
    gainSums.start.update(repeating: 0, count: threads * width)

    func differentiate(into dx: UnsafeMutablePointer<Float>?, beta: Float) {
      forEachPart(of: threads) { parts in
        for part in parts {
          let scratch = Buffer(count: 2 * width)
          for row in (rows * part / threads)..<(rows * (part + 1) / threads) {
            let x = start + row * width
            let (mean, inverse) = statistics(of: x, width, centred: centred, epsilon: epsilon)
            normalizeGradient(
              at: x, mean: mean, inverse: inverse, centred: centred, gain: gain.start,
              dy.start + row * width, into: dx.map { $0 + row * width }, beta: beta,
              gainSum: gainSums.start + part * width, scratch: scratch.start, width)
          }
        }
      }
    }

    if requiresGradient {
      addGradient(differentiate)
    } else {
      differentiate(into: nil, beta: 0)
    }
    let sums = Matrix(gainSums.start, rows: threads, columns: width)
    gain.addGradient { sumRows(of: sums, into: $0, beta: $1) }
  }
}
