import CVector

// MARK: - Sums in lanes

// A sum is a chain: each addition waits for the one before it. Many sums side by side keep
// the processor busy, and fix the order of additions whatever instructions the compiler picks.

/// Sixteen floats side by side.
public typealias Lanes = SIMD16<Float>

/// a · b + c, in one instruction where the processor has it.
@inlinable @inline(__always)
public func multiplyAdd(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
  #if VECTORS_AVX512 || VECTORS_AVX2
    fusedMultiplyAdd(a, b, c)
  #else
    a * b + c
  #endif
}

/// The elements `i ..< i + 16`.
@inlinable @inline(__always)
public func lanes(_ x: UnsafePointer<Float>, _ i: Int) -> Lanes {
  UnsafeRawPointer(x + i).loadUnaligned(as: Lanes.self)
}

/// The sum of all lanes, in a fixed tree.
@inlinable @inline(__always)
public func total(_ x: Lanes) -> Float {
  let eight = x.lowHalf + x.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}

// MARK: - Dot product, sum, maximum

/// Σ aᵢ bᵢ over `count` elements.
///
/// - Parameter ahead: how far in front of the products to ask for b's numbers, in floats; nil where
///   they are in the cache already, or too few to matter.
@inline(__always)
public func dot(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int, prefetching ahead: Int? = nil
) -> Float {
  var (first, second, third, fourth) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
  var i = 0
  while i &+ 64 <= count {
    if let ahead {
      for line in 0..<4 { prefetch(b + i + ahead + 16 * line) }
    }
    first = multiplyAdd(lanes(a, i), lanes(b, i), first)
    second = multiplyAdd(lanes(a, i &+ 16), lanes(b, i &+ 16), second)
    third = multiplyAdd(lanes(a, i &+ 32), lanes(b, i &+ 32), third)
    fourth = multiplyAdd(lanes(a, i &+ 48), lanes(b, i &+ 48), fourth)
    i &+= 64
  }
  while i &+ 16 <= count {
    first = multiplyAdd(lanes(a, i), lanes(b, i), first)
    i &+= 16
  }
  var sum = total((first + second) + (third + fourth))
  while i < count {
    sum += a[i] * b[i]
    i &+= 1
  }
  return sum
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

/// The place of the largest element; the first of equals.
public func indexOfMaximum(_ x: [Float]) -> Int {
  x.withUnsafeBufferPointer { x in
    // The largest of each block is found many elements at a time, its place within one block only.
    let blockSize = 256
    var (largest, start) = (-Float.infinity, 0)
    for block in stride(from: 0, to: x.count, by: blockSize) {
      let candidate = maximum(x.baseAddress! + block, min(blockSize, x.count - block))
      if candidate > largest { (largest, start) = (candidate, block) }
    }
    return x[start...].firstIndex { $0 == largest } ?? 0
  }
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
