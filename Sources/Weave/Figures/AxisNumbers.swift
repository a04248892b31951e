import Evidence
import Foundation

// MARK: - Numbers beside an axis

/// How the numbers of one axis are written: all with the same decimals, and large ones in millions.
struct AxisNumbers {
  /// What a number is multiplied by.
  private let factor: (value: Double, name: String)
  private let decimals: Int?
  /// Whether the numbers are powers of ten, written as such.
  private let usesPowers: Bool

  /// The numbers for the marks of a scale.
  init(for ticks: [ValueScale.Tick], on scale: ValueScale) {
    let sizes = ticks.map { abs($0.value) }.filter { $0 > 0 }
    let (least, most) = (sizes.min() ?? 1, sizes.max() ?? 1)
    usesPowers = scale.spansMany && (most >= 1e5 || least <= 1e-4)
    factor = usesPowers ? (1, "") : AxisNumbers.factors.first { most >= $0.from }?.factor ?? (1, "")
    guard scale.spacing == .linear, ticks.count > 1 else {
      decimals = nil
      return
    }
    let step = (ticks[1].value - ticks[0].value) / factor.value
    decimals = max(0, -Int((log10(step) + 1e-9).rounded(.down)))
  }

  private static let factors: [(from: Double, factor: (value: Double, name: String))] = [
    (1e9, (1e9, "billions")), (1e6, (1e6, "millions")), (1e5, (1e3, "thousands")), (1e-3, (1, "")),
    (0, (1e-6, "millionths")),
  ]

  /// A number as it stands beside the axis.
  func text(_ value: Double) -> String {
    let number = value / factor.value
    if usesPowers, value > 0 { return AxisNumbers.power(Int(log10(value).rounded())) }
    if let decimals, decimals > 0 { return String(format: "%.\(decimals)f", number) }
    let rounded = number.rounded()
    if abs(number - rounded) <= 1e-9 * max(1, abs(number)) { return Figure.text(rounded + 0) }
    return SVG.number(number, digits: 6)
  }

  private static func power(_ exponent: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let text = "\(abs(exponent))".compactMap(\.wholeNumberValue).map { digits[$0] }
    return "10" + (exponent < 0 ? "⁻" : "") + String(text)
  }

  /// What stands beside the axis: what is plotted, and in what.
  func label(of axis: Axis) -> String {
    // Bits per byte need not be told to be in bits/byte.
    let isSaid = axis.label == axis.unit.replacing("/", with: " per ") || axis.unit.isEmpty
    switch (factor.name.isEmpty, isSaid) {
    case (true, true): return axis.label
    case (true, false): return "\(axis.label) (\(axis.unit))"
    case (false, true): return "\(axis.label) (\(factor.name))"
    case (false, false): return "\(axis.label) (\(factor.name) of \(axis.unit))"
    }
  }
}

// MARK: - Which marks have a number

extension AxisNumbers {
  /// The marks that get a number, so that no two numbers touch: first those that deserve it most.
  ///
  /// - Parameter length: The axis's, in units.
  func numbered(
    _ ticks: [ValueScale.Tick], on scale: ValueScale, length: Double, isVertical: Bool
  ) -> [ValueScale.Tick] {
    func extent(_ tick: ValueScale.Tick) -> (center: Double, half: Double) {
      let size = isVertical ? Lettering.lineHeight : Lettering.width(of: text(tick.value)) + 14
      return (scale.position(of: tick.value) * length, size / 2)
    }
    var chosen: [ValueScale.Tick] = []
    for rank in 0...(scale.spansMany ? 0 : 1) {
      for tick in ticks where tick.rank == rank {
        let mine = extent(tick)
        let isFree = chosen.allSatisfy {
          let other = extent($0)
          return abs(other.center - mine.center) >= other.half + mine.half
        }
        if isFree { chosen.append(tick) }
      }
    }
    return chosen.sorted { $0.value < $1.value }
  }
}
