// MARK: - Sums in lanes

// A sum is a chain: each addition waits for the one before it. Thirty-two sums side by side keep
// the processor busy, and fix the order of additions whatever instructions the compiler picks.

private typealias Lanes = SIMD16<Float>

/// The elements `i ..< i + 16`.
@inline(__always)
private func lanes(_ x: UnsafePointer<Float>, _ i: Int) -> Lanes {
  UnsafeRawPointer(x + i).loadUnaligned(as: Lanes.self)
}

/// The sum of all lanes, in a fixed tree.
@inline(__always)
private func total(_ x: Lanes) -> Float {
  let eight = x.lowHalf + x.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}

// MARK: - Dot product, sum, maximum

/// Σ aᵢ bᵢ over `count` elements.
func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
  var first = Lanes.zero
  var second = Lanes.zero
  var i = 0
  while i &+ 32 <= count {
    first += lanes(a, i) * lanes(b, i)
    second += lanes(a, i &+ 16) * lanes(b, i &+ 16)
    i &+= 32
  }
  var sum = total(first + second)
  while i < count {
    sum += a[i] * b[i]
    i &+= 1
  }
  return sum
}

/// The dot products of x with four rows that stand `stride` floats apart, read side by side.
func dots(
  _ x: UnsafePointer<Float>, _ rows: UnsafePointer<Float>, stride: Int, _ count: Int
) -> SIMD4<Float> {
  let (a, b, c, d) = (rows, rows + stride, rows + 2 * stride, rows + 3 * stride)
  var (sumA, sumB, sumC, sumD) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
  var i = 0
  while i &+ 16 <= count {
    let x = lanes(x, i)
    sumA += x * lanes(a, i)
    sumB += x * lanes(b, i)
    sumC += x * lanes(c, i)
    sumD += x * lanes(d, i)
    i &+= 16
  }
  var sums = SIMD4(total(sumA), total(sumB), total(sumC), total(sumD))
  while i < count {
    sums += x[i] * SIMD4(a[i], b[i], c[i], d[i])
    i &+= 1
  }
  return sums
}

/// Σ xᵢ.
func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
  var first = Lanes.zero
  var second = Lanes.zero
  var i = 0
  while i &+ 32 <= count {
    first += lanes(x, i)
    second += lanes(x, i &+ 16)
    i &+= 32
  }
  var sum = total(first + second)
  while i < count {
    sum += x[i]
    i &+= 1
  }
  return sum
}

/// The largest element; −∞ of none.
func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
  var best = Lanes(repeating: -.infinity)
  var i = 0
  while i &+ 16 <= count {
    let next = lanes(x, i)
    best.replace(with: next, where: next .> best)
    i &+= 16
  }
  var largest = -Float.infinity
  for lane in 0..<16 where best[lane] > largest { largest = best[lane] }
  while i < count {
    if x[i] > largest { largest = x[i] }
    i &+= 1
  }
  return largest
}
