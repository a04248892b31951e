import Foundation

// MARK: - A figure as text

extension Measurement {
  /// The estimate and its unit, as tables and prose show it: `131×`, `97.2 %`, `262,144 bytes`.
  public var figure: String { Figure.text(estimate, unit: unit) }

  /// The figure with its interval, where there is one: `131× (128 to 135)`.
  public var figureWithInterval: String {
    guard let interval else { return figure }
    return "\(figure) (\(Figure.text(interval.low)) to \(Figure.text(interval.high)))"
  }
}

/// How numbers are written, everywhere in the book.
public enum Figure {
  /// A number and its unit: `×` follows at once, any other unit after a space.
  public static func text(_ value: Double, unit: String) -> String {
    unit.isEmpty || unit == "×" ? text(value) + unit : text(value) + " " + unit
  }

  /// Whole numbers in full, others with three significant digits; thousands parted by commas.
  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    let size = abs(value)
    guard size < 1e15, size >= 1e-4 || size == 0 else {
      return String(format: "%.2e", value)
    }
    if value == value.rounded() || size >= 1000 { return grouped(String(format: "%.0f", value)) }
    // 9.996 becomes 10.0, so the rounded number decides how many digits stand before the point.
    let magnitude = Int(log10(Double(String(format: "%.2e", size)) ?? size).rounded(.down))
    return String(format: "%.\(max(0, 2 - magnitude))f", value)
  }
}

// MARK: - Thousands

extension Figure {
  private static func grouped(_ digits: String) -> String {
    let sign = digits.hasPrefix("-") ? "-" : ""
    var result = ""
    for (position, digit) in digits.dropFirst(sign.count).reversed().enumerated() {
      if position > 0 && position.isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return sign + String(result.reversed())
  }
}
