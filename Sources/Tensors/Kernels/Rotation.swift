#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - Rotary positions

/// The angles by which rotary position embedding turns each pair of a head's elements.
///
/// Pair i of a head of width d at position p is turned by p · base^(−2i/d). A query's product with a
/// key then depends on how far apart they are and on nothing else about where they stand.
/// (Su et al., "RoFormer", arXiv 2104.09864, section 3.2. The pairs are i and i + d/2, as in Llama.)
public final class RotaryTable: Sendable {
  let headWidth: Int
  let positions: Int
  private let cosines: [Float]
  private let sines: [Float]

  /// The angles for `positions` positions and heads of `headWidth` elements, an even number.
  public init(positions: Int, headWidth: Int, base: Double) {
    precondition(headWidth % 2 == 0, "rotary positions turn pairs: a head's width is even")
    self.headWidth = headWidth
    self.positions = positions
    let angles = (0..<positions).flatMap { position in
      (0..<headWidth / 2).map { Double(position) * pow(base, -2 * Double($0) / Double(headWidth)) }
    }
    cosines = angles.map { Float(cos($0)) }
    sines = angles.map { Float(sin($0)) }
  }

  /// Turns `heads` heads, which stand side by side from `x` on, to `position`.
  /// - Parameter direction: 1, or −1 to turn back, as gradients are.
  func rotate(
    _ x: UnsafeMutablePointer<Float>, heads: Int, position: Int, direction: Float
  ) {
    let half = headWidth / 2
    cosines.withUnsafeBufferPointer { cosines in
      sines.withUnsafeBufferPointer { sines in
        let c = cosines.baseAddress! + position * half
        let s = sines.baseAddress! + position * half
        for head in 0..<heads {
          rotatePairs(x + head * headWidth, c, s, direction: direction, half)
        }
      }
    }
  }
}

/// Turns the pairs (xᵢ, xᵢ₊ₕ) by the angles with cosines c and sines ±s, for i below h.
private func rotatePairs(
  _ x: UnsafeMutablePointer<Float>, _ c: UnsafePointer<Float>, _ s: UnsafePointer<Float>,
  direction: Float, _ half: Int
) {
  let y = x + half
  for i in 0..<half {
    let (a, b) = (x[i], y[i])
    let sine = direction * s[i]
    x[i] = a * c[i] - b * sine
    y[i] = b * c[i] + a * sine
  }
}
