#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - Random numbers with a seed

/// xoshiro256**: fast, small, and the same everywhere for the same seed.
///
/// Not for secrets. (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018.)
public struct SeededGenerator: RandomNumberGenerator, Sendable, Codable, Hashable {
  private var a, b, c, d: UInt64

  /// A generator whose whole sequence follows from `seed`.
  public init(seed: UInt64) {
    // SplitMix64 spreads the seed over the state, which must not be all zeros.
    var state = seed
    func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    (a, b, c, d) = (next(), next(), next(), next())
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ bits: UInt64) -> UInt64 { (x << bits) | (x >> (64 - bits)) }
    let result = rotated(b &* 5, 7) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, 45)
    return result
  }
}

// MARK: - Distributions

extension RandomNumberGenerator {
  /// A number in 0 ..< 1.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// A normally distributed number with mean 0 and deviation 1 (Box and Muller).
  public mutating func normal() -> Float {
    let radius = (-2 * log(1 - Double(next() >> 11) * 0x1p-53)).squareRoot()
    return Float(radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53))
  }
}
