// MARK: - Sums and products

extension Tensor {
  /// Element by element; the shapes are the same.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    precondition(left.shape == right.shape)
    let y = Tensor(resultOf: left, right, shape: left.shape)
    parallelAddScaled(left.start, by: 1, to: y.start, beta: 0, y.count)
    parallelAddScaled(right.start, by: 1, to: y.start, beta: 1, y.count)
    y.recordBackward { dy in
      left.addGradient { parallelAddScaled(dy.start, by: 1, to: $0, beta: $1, y.count) }
      right.addGradient(consuming: dy)
    }
    return y
  }

  /// Element by element; the shapes are the same.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    precondition(left.shape == right.shape)
    let y = Tensor(resultOf: left, right, shape: left.shape)
    parallelAddProduct(left.start, right.start, to: y.start, beta: 0, y.count)
    y.recordBackward { dy in
      left.addGradient { parallelAddProduct(dy.start, right.start, to: $0, beta: $1, y.count) }
      right.addGradient { parallelAddProduct(dy.start, left.start, to: $0, beta: $1, y.count) }
    }
    return y
  }

  /// Every element times the same number.
  public static func * (factor: Float, tensor: Tensor) -> Tensor {
    let y = Tensor(resultOf: tensor, shape: tensor.shape)
    parallelAddScaled(tensor.start, by: factor, to: y.start, beta: 0, y.count)
    y.recordBackward { dy in
      tensor.addGradient { parallelAddScaled(dy.start, by: factor, to: $0, beta: $1, y.count) }
    }
    return y
  }
}

// MARK: - Activations

extension Tensor {
  /// The Gaussian error linear unit, x Φ(x), element by element.
  ///
  /// On a tape it **uses up this tensor's elements**: the slopes take their place. What computed
  /// them must not need them again; `linear` does not.
  public func gelu() -> Tensor {
    let y = Tensor(resultOf: self, shape: shape)
    let isRecorded = tape != nil && requiresGradient
    forEachPart(of: count, grain: elementGrain) { part in
      let (x, y) = (start + part.lowerBound, y.start + part.lowerBound)
      if isRecorded {
        geluKeepingSlope(x, into: y, part.count)
      } else {
        Tensors.gelu(x, into: y, part.count)
      }
    }
    y.recordBackward { dy in
      self.addGradient { parallelAddProduct(dy.start, self.start, to: $0, beta: $1, y.count) }
    }
    return y
  }

  /// SiLU(self) ⊙ up, the gate of SwiGLU, where SiLU(x) = x · sigmoid(x).
  public func gating(_ up: Tensor) -> Tensor {
    precondition(up.shape == shape)
    let y = Tensor(resultOf: self, up, shape: shape)
    forEachPart(of: count, grain: elementGrain) { part in
      let i = part.lowerBound
      Tensors.gate(start + i, up.start + i, into: y.start + i, part.count)
    }
    y.recordBackward { dy in
      self.addGradient { gradient, beta in
        forEachPart(of: y.count, grain: elementGrain) { part in
          let i = part.lowerBound
          addGateGradient(
            at: self.start + i, up.start + i, dy.start + i, to: gradient + i, beta: beta,
            part.count)
        }
      }
      up.addGradient { gradient, beta in
        forEachPart(of: y.count, grain: elementGrain) { part in
          let i = part.lowerBound
          addGatedGradient(
            at: self.start + i, dy.start + i, to: gradient + i, beta: beta, part.count)
        }
      }
    }
    return y
  }
}

// MARK: - Dropout

extension Tensor {
  /// Whether dropout does anything here: only on a tape that has a generator for it.
  public var dropsOut: Bool { tape?.dropoutGenerator != nil }

  /// Drops each element with probability `rate` and scales the others up, so that the mean stays.
  ///
  /// Where `dropsOut` is false, all pass as they are.
  public func dropout(_ rate: Float) -> Tensor {
    guard rate > 0, dropsOut, let tape else { return self }
    precondition(rate < 1, "a layer that drops everything learns nothing")
    // Every block of the mask has a seed of its own, so that threads do not share a generator.
    let blocks = (count + elementGrain - 1) / elementGrain
    let seeds = (0..<blocks).map { _ in tape.dropoutGenerator!.next() }
    let mask = Buffer(count: count)
    forEachPart(of: blocks) { part in
      for block in part {
        var generator = SeededGenerator(seed: seeds[block])
        for i in block * elementGrain..<min((block + 1) * elementGrain, count) {
          mask.start[i] = generator.uniform() < rate ? 0 : 1 / (1 - rate)
        }
      }
    }
    return self * Tensor(shape: shape, storage: mask)
  }
}
