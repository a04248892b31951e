import Evidence
import Foundation

// MARK: - Where values stand

/// How values of an axis are laid on a length.
struct ValueScale {
  /// How values are spaced.
  let spacing: Axis.Scale
  /// The values at the two ends.
  let low, high: Double

  /// A scale between two values; ends that are equal, or no numbers, are moved apart.
  init(_ spacing: Axis.Scale, from low: Double, to high: Double) {
    self.spacing = spacing
    let isUsable = low <= high && (high - low).isFinite && (spacing == .linear || low > 0)
    let (low, high) = isUsable ? (low, high) : spacing == .linear ? (0, 1) : (1, 10)
    // Values that differ by less than a millionth are one: no axis has room for the digits.
    let isOne = high - low <= 1e-6 * max(abs(low), abs(high))
    switch spacing {
    case .linear:
      let room = isOne ? max(abs(low) / 2, 0.5) : 0
      (self.low, self.high) = (low - room, high + room)
    case .logarithmic: (self.low, self.high) = (isOne ? low / 2 : low, isOne ? high * 2 : high)
    }
  }

  /// Where a value stands: 0 at the low end, 1 at the high one.
  func position(of value: Double) -> Double {
    switch spacing {
    case .linear: (value - low) / (high - low)
    // An interval may reach down to zero, which is infinitely far below.
    case .logarithmic: value > 0 ? log(value / low) / log(high / low) : 0
    }
  }

  /// Whether a logarithmic scale has so many decades that only these are marked.
  var spansMany: Bool { spacing == .logarithmic && high / low > 1e3 }

  /// Whether a value can be drawn at all.
  static func canShow(_ value: Double, on spacing: Axis.Scale) -> Bool {
    value.isFinite && (spacing == .linear || value > 0)
  }
}

// MARK: - Round ends

extension ValueScale {
  /// The scale with its ends moved outwards to round numbers.
  var rounded: ValueScale {
    switch spacing {
    case .linear:
      let step = step(for: 5)
      // A value such as 0.3 may be a hair above the three steps that it is.
      let first = (low / step + 1e-6).rounded(.down)
      let last = (high / step - 1e-6).rounded(.up)
      let wider = ValueScale(.linear, from: first * step, to: last * step)
      // What was moved outwards may be so long that its marks stand further apart.
      return wider.step(for: 5) > 1.1 * step ? wider.rounded : wider
    case .logarithmic:
      return ValueScale(
        .logarithmic, from: ValueScale.round(below: low), to: 1 / ValueScale.round(below: 1 / high))
    }
  }

  /// The largest of 1, 2, 5, 10, 20 … that is not above a value.
  private static func round(below value: Double) -> Double {
    let power = pow(10, log10(value * (1 + 1e-9)).rounded(.down))
    return ([5, 2].first { $0 * power <= value * (1 + 1e-9) } ?? 1) * power
  }

  /// The scale widened to zero when its values begin near it, as seen from their end.
  var reachingZero: ValueScale {
    guard spacing == .linear else { return self }
    if low > 0, low < 0.35 * high { return ValueScale(.linear, from: 0, to: high) }
    if high < 0, high > 0.35 * low { return ValueScale(.linear, from: low, to: 0) }
    return self
  }

  /// The step of 1, 2 or 5 times a power of ten that parts the scale into about `count`.
  func step(for count: Int) -> Double {
    let rough = (high - low) / Double(count)
    let power = pow(10, log10(rough).rounded(.down))
    return ([1, 2, 5].first { $0 * power >= rough * 0.85 } ?? 10) * power
  }
}

// MARK: - Marks

extension ValueScale {
  /// A value that is marked on an axis.
  struct Tick {
    var value: Double
    /// How much it deserves a number: 0 for decades and for every step of a linear axis.
    var rank: Int
  }

  /// The values to mark: all steps of a linear scale, or all 1, 2, 3 … 9 of each decade.
  func ticks(about count: Int) -> [Tick] {
    guard spacing == .logarithmic else { return steps(about: count) }
    let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let bounds = low * (1 - 1e-9)...high * (1 + 1e-9)
    let ticks = powers.flatMap { power in (1...9).map { Tick(digit: $0, power: power) } }
      .filter { bounds.contains($0.value) }
    // On a part of a decade steps are as good, and there are enough of them.
    return ticks.count { $0.rank < 2 } < 2 ? steps(about: count) : ticks
  }

  private func steps(about count: Int) -> [Tick] {
    let step = step(for: count)
    let first = (low / step - 1e-6).rounded(.up)
    let last = (high / step + 1e-6).rounded(.down)
    return stride(from: first, through: last, by: 1).map {
      // Zero has no sign.
      Tick(value: $0 * step + 0, rank: 0)
    }
  }
}

extension ValueScale.Tick {
  /// One of the 1, 2, 3 … 9 of a decade.
  fileprivate init(digit: Int, power: Int) {
    // Negative powers of ten are no binary fractions; their inverses are exact.
    let size = pow(10, Double(abs(power)))
    value = power < 0 ? Double(digit) / size : Double(digit) * size
    rank = digit == 1 ? 0 : digit == 2 || digit == 5 ? 1 : 2
  }
}
