import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - Hardening

extension Tensor {
  /// The mean entropy of all decisions σ(score), in nats, and its gradient: what makes a soft tree
  /// decide (arXiv 2308.14711).
  ///
  /// With p = σ(s), H = −p ln p − (1 − p) ln (1 − p) and dH/ds = −s p (1 − p).
  @discardableResult
  func hardeningPenalty(weight: Float) -> Float {
    guard count > 0 else { return 0 }
    let scale = 1 / Float(count)
    var entropy = 0.0
    withElements { scores in
      // H = ln (1 + e^−|s|) + |s| (1 − σ(|s|)): exact where p rounds to 0 or 1.
      for s in scores {
        let size = abs(s)
        entropy += Double(log1pf(expf(-size)) + size * sigmoid(-size))
      }
    }
    accumulateGradient { gradient in
      withElements { scores in
        for i in gradient.indices {
          let p = sigmoid(scores[i])
          gradient[i] -= weight * scale * scores[i] * p * (1 - p)
        }
      }
    }
    return Float(entropy) * scale
  }
}

// MARK: - Balance

extension Tensor {
  /// leaves · Σ over leaves of (share of the rows that reach it) · (its mean soft share), and the
  /// gradient of the second factor: 1 where all leaves are used alike, up to the number of leaves
  /// where one is used alone (arXiv 2405.16836, after the Switch transformer).
  ///
  /// - Parameter reached: the leaf of each row. This tensor holds the leaves' shares.
  @discardableResult
  func balancePenalty(reached: [Int], weight: Float) -> Float {
    var loads = [Float](repeating: 0, count: width)
    for leaf in reached { loads[leaf] += 1 / Float(rows) }
    let scale = Float(width) / Float(rows)
    accumulateGradient { gradient in
      for i in gradient.indices { gradient[i] += weight * scale * loads[i % width] }
    }
    return withElements { shares in
      scale * shares.indices.reduce(0) { $0 + loads[$1 % width] * shares[$1] }
    }
  }
}
