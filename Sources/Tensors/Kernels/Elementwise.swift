// MARK: - Loops over elements

// Each loop is a function of its own over plain floats: that is what the compiler vectorises.

/// y ← y + x.
func add(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ count: Int) {
  for i in 0..<count { y[i] += x[i] }
}

/// y ← βy + αx; with β = 0, y need not hold numbers before.
public func addScaled(
  _ x: UnsafePointer<Float>, by alpha: Float, to y: UnsafeMutablePointer<Float>, beta: Float,
  _ count: Int
) {
  if beta == 0 {
    for i in 0..<count { y[i] = alpha * x[i] }
  } else {
    for i in 0..<count { y[i] = beta * y[i] + alpha * x[i] }
  }
}

/// z ← βz + x ⊙ y, where β is 0 or 1.
func addProduct(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, to z: UnsafeMutablePointer<Float>,
  beta: Float, _ count: Int
) {
  if beta == 0 {
    for i in 0..<count { z[i] = x[i] * y[i] }
  } else {
    for i in 0..<count { z[i] += x[i] * y[i] }
  }
}

// MARK: - The same on all threads

/// Elements below which a loop is not worth waking another thread for.
let elementGrain = 4096

/// `addScaled` on all threads.
func parallelAddScaled(
  _ x: UnsafePointer<Float>, by alpha: Float, to y: UnsafeMutablePointer<Float>, beta: Float,
  _ count: Int
) {
  forEachPart(of: count, grain: elementGrain) { part in
    let i = part.lowerBound
    addScaled(x + i, by: alpha, to: y + i, beta: beta, part.count)
  }
}

/// `addProduct` on all threads.
func parallelAddProduct(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, to z: UnsafeMutablePointer<Float>,
  beta: Float, _ count: Int
) {
  forEachPart(of: count, grain: elementGrain) { part in
    let i = part.lowerBound
    addProduct(x + i, y + i, to: z + i, beta: beta, part.count)
  }
}

/// x ← 0 on all threads.
func clear(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
  forEachPart(of: count, grain: elementGrain) { part in
    (x + part.lowerBound).update(repeating: 0, count: part.count)
  }
}

/// Sums of the columns: s ← βs + Σ over rows. Each thread sums columns of its own.
func sumRows(of matrix: Matrix, into sums: UnsafeMutablePointer<Float>, beta: Float) {
  forEachPart(of: matrix.columns, grain: 64) { columns in
    let sums = sums + columns.lowerBound
    if beta == 0 { sums.update(repeating: 0, count: columns.count) }
    for row in 0..<matrix.rows {
      let start = matrix.start + row * matrix.stride + columns.lowerBound
      add(start, to: sums, columns.count)
    }
  }
}

// MARK: - Activations

/// y ← x Φ(x), the Gaussian error linear unit.
public func gelu(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ count: Int) {
  for i in 0..<count { y[i] = x[i] * normalDistribution(x[i]).cumulative }
}

/// y ← x Φ(x) and x ← Φ(x) + x φ(x): the function and, where its argument stood, its slope. Both
/// take the same exponential, so that the way back is a mere product.
public func geluKeepingSlope(
  _ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, _ count: Int
) {
  for i in 0..<count {
    let (cumulative, density) = normalDistribution(x[i])
    y[i] = x[i] * cumulative
    x[i] = cumulative + x[i] * density
  }
}

/// y ← SiLU(gate) ⊙ up, the heart of SwiGLU, where SiLU(x) = x · sigmoid(x).
func gate(
  _ gate: UnsafePointer<Float>, _ up: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
  _ count: Int
) {
  for i in 0..<count { y[i] = gate[i] * sigmoid(gate[i]) * up[i] }
}

/// The gradient of `gate` with respect to the gate, added to z ← βz where β is 0 or 1.
func addGateGradient(
  at gate: UnsafePointer<Float>, _ up: UnsafePointer<Float>, _ g: UnsafePointer<Float>,
  to z: UnsafeMutablePointer<Float>, beta: Float, _ count: Int
) {
  for i in 0..<count {
    let s = sigmoid(gate[i])
    let slope = g[i] * up[i] * (s + gate[i] * s * (1 - s))
    z[i] = beta == 0 ? slope : z[i] + slope
  }
}

/// The gradient of `gate` with respect to what is gated, added to z ← βz where β is 0 or 1.
func addGatedGradient(
  at gate: UnsafePointer<Float>, _ g: UnsafePointer<Float>, to z: UnsafeMutablePointer<Float>,
  beta: Float, _ count: Int
) {
  for i in 0..<count {
    let slope = g[i] * gate[i] * sigmoid(gate[i])
    z[i] = beta == 0 ? slope : z[i] + slope
  }
}

// MARK: - Softmax

/// x ← total · softmax(scale · x) over `count` numbers.
/// - Returns: the logarithm of the sum of e^(scale · x), with which the shares can be had again.
@discardableResult
func softmax(
  _ x: UnsafeMutablePointer<Float>, _ count: Int, scale: Float = 1, total: Float = 1
) -> Float {
  let largest = scale * maximum(x, count)
  exponentials(x, count, scale: scale, minus: largest)
  let sum = sum(x, count)
  let share = total / sum
  for i in 0..<count { x[i] *= share }
  return largest + logarithm(sum)
}

/// softmax(x / temperature) of an array.
public func softmax(_ x: [Float], temperature: Float = 1) -> [Float] {
  // From the largest down: a tiny temperature then makes 0 and −∞ of them, and not ∞ − ∞.
  let largest = x.max() ?? 0
  let scale = min(1 / temperature, .greatestFiniteMagnitude)
  var shares = x.map { $0 - largest }
  shares.withUnsafeMutableBufferPointer {
    _ = softmax($0.baseAddress!, $0.count, scale: scale)
  }
  return shares
}

/// x ← e^(scale · x − offset).
func exponentials(
  _ x: UnsafeMutablePointer<Float>, _ count: Int, scale: Float, minus offset: Float
) {
  for i in 0..<count { x[i] = exponential(scale * x[i] - offset) }
}
