#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - The exponential

/// eˣ to a relative error of 3e-7, in arithmetic that the compiler turns into vector instructions;
/// the system's `expf` takes one number at a time.
///
/// x = n·ln 2 + r with |r| ≤ ln 2 / 2: a polynomial gives eʳ, and n goes into the exponent's bits.
/// Below −87 the result is the smallest normal number's neighbourhood, above 88 it stays finite.
@inlinable @inline(__always)
public func exponential(_ x: Float) -> Float {
  let x = min(max(x, -87), 88)
  // Adding 1.5 · 2²³ rounds to an integer and leaves it in the low bits.
  let rounder: Float = 12_582_912
  let shifted = x * 1.442_695_04 + rounder
  let n = shifted - rounder
  // ln 2 in two parts, so that n times the first is exact.
  let r = (x - n * 0.693_359_375) + n * 2.121_944_4e-4
  var y: Float = 1.388_888_9e-3
  y = y * r + 8.333_334e-3
  y = y * r + 4.166_666_8e-2
  y = y * r + 0.166_666_67
  y = y * r + 0.5
  y = y * r * r + r + 1
  return y * Float(bitPattern: (shifted.bitPattern &+ 127) &<< 23)
}

/// ln x, the system's own: it is taken once a row, not once an element.
@inline(__always)
func logarithm(_ x: Float) -> Float { logf(x) }

// MARK: - The sigmoid and the normal distribution

/// 1 / (1 + e⁻ˣ).
@inlinable @inline(__always)
public func sigmoid(_ x: Float) -> Float { 1 / (1 + exponential(-x)) }

/// The standard normal distribution at x: its cumulative share Φ(x) and its density φ(x), to an
/// absolute error of 2e-7 (Abramowitz and Stegun, 7.1.26). Both share one exponential.
@inline(__always)
func normalDistribution(_ x: Float) -> (cumulative: Float, density: Float) {
  let bell = exponential(-0.5 * x * x)
  let t = 1 / (1 + 0.231_641_89 * abs(x))
  var polynomial: Float = 1.061_405_43
  polynomial = polynomial * t - 1.453_152_03
  polynomial = polynomial * t + 1.421_413_74
  polynomial = polynomial * t - 0.284_496_74
  polynomial = polynomial * t + 0.254_829_59
  let tail = 0.5 * polynomial * t * bell
  return (x < 0 ? tail : 1 - tail, bell * 0.398_942_28)
}
