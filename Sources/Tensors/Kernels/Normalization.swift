// MARK: - One row

/// A row's mean and the inverse of its deviation. RMSNorm is the case in which the mean counts as 0.
func statistics(
  of x: UnsafePointer<Float>, _ count: Int, centred: Bool, epsilon: Float
) -> (mean: Float, inverse: Float) {
  let mean = centred ? sum(x, count) / Float(count) : 0
  let variance = squaredDistance(of: x, from: mean, count) / Float(count)
  return (mean, 1 / (variance + epsilon).squareRoot())
}

/// Σ (xᵢ − m)².
private func squaredDistance(of x: UnsafePointer<Float>, from m: Float, _ count: Int) -> Float {
  // Eight sums side by side, as in `sum`.
  var sums = SIMD8<Float>.zero
  var i = 0
  while i &+ 8 <= count {
    let d = UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Float>.self) - m
    sums += d * d
    i &+= 8
  }
  var total = sums.sum()
  while i < count {
    total += (x[i] - m) * (x[i] - m)
    i &+= 1
  }
  return total
}

/// y ← (x − mean) · inverse ⊙ gain + bias.
func normalize(
  _ x: UnsafePointer<Float>, mean: Float, inverse: Float, gain: UnsafePointer<Float>,
  bias: UnsafePointer<Float>?, into y: UnsafeMutablePointer<Float>, _ count: Int
) {
  if let bias {
    for i in 0..<count { y[i] = (x[i] - mean) * inverse * gain[i] + bias[i] }
  } else {
    for i in 0..<count { y[i] = (x[i] - mean) * inverse * gain[i] }
  }
}

// MARK: - Its gradient

/// The gradient of one normalised row.
///
/// With the normalised row n and s = g ⊙ gain: dx = inverse · (s − mean(s) − n · mean(s ⊙ n)), where
/// RMSNorm has no mean(s); the gain's gradient grows by g ⊙ n. Without `dx`, only the latter is done.
func normalizeGradient(
  at x: UnsafePointer<Float>, mean: Float, inverse: Float, centred: Bool,
  gain: UnsafePointer<Float>, _ g: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>?,
  beta: Float, gainSum: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
  _ count: Int
) {
  let normalized = scratch
  let slope = scratch + count
  for i in 0..<count {
    let n = (x[i] - mean) * inverse
    normalized[i] = n
    slope[i] = g[i] * gain[i]
    gainSum[i] += g[i] * n
  }
  guard let dx else { return }
  let slopeMean = centred ? sum(slope, count) / Float(count) : 0
  let projection = dot(slope, normalized, count) / Float(count)
  if beta == 0 {
    for i in 0..<count { dx[i] = inverse * (slope[i] - slopeMean - normalized[i] * projection) }
  } else {
    for i in 0..<count { dx[i] += inverse * (slope[i] - slopeMean - normalized[i] * projection) }
  }
}
