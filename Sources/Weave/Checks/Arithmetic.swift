// MARK: - Arithmetic on the page

/// Does the arithmetic of formulas again: of `3 \cdot 4 = 12`, and of whatever else consists of
/// whole numbers, `+`, `-`, `\cdot`, `\frac` and parentheses alone.
enum ArithmeticCheck {
  static func problems(in chapter: Chapter) -> [Problem] {
    chapter.blocks.flatMap(\.leaves).flatMap(\.formulas).flatMap { line, latex in
      let sides = latex.split(separator: "=", omittingEmptySubsequences: false)
      return zip(sides, sides.dropFirst()).compactMap { left, right -> Problem? in
        guard let found = Arithmetic.value(of: left), let stated = Arithmetic.value(of: right),
          found != stated
        else { return nil }
        return Problem(
          Place(chapter.path, line),
          "the formula \(latex.shortened) says \(stated), but its arithmetic gives \(found)",
          next: "correct the formula")
      }
    }
  }
}

extension Block {
  fileprivate var formulas: [(line: Int, latex: String)] {
    if case .code("math", let latex) = kind { return [(line, latex)] }
    return inlines.flatMap(\.formulas)
  }
}

extension Inline {
  fileprivate var formulas: [(line: Int, latex: String)] {
    if case .math(let latex) = kind { return [(line, latex)] }
    return content.flatMap(\.formulas)
  }
}

// MARK: - Its value

/// A reader of sums of products of whole numbers.
private struct Arithmetic {
  private var rest: Substring

  /// The value; nil for what is no arithmetic of whole numbers, or leaves them.
  static func value(of latex: Substring) -> Int? {
    let text = latex.replacing(/\\[,;: !]|\s/, with: "").replacing("\\times", with: "\\cdot")
    var reader = Arithmetic(rest: text[...])
    guard let value = reader.sum(), reader.rest.isEmpty else { return nil }
    return value
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest.removeFirst(text.count)
    return true
  }

  private mutating func sum() -> Int? {
    guard var total = product() else { return nil }
    while true {
      let isPlus = take("+")
      guard isPlus || take("-") else { return total }
      guard let next = product() else { return nil }
      let (value, overflows) =
        isPlus ? total.addingReportingOverflow(next) : total.subtractingReportingOverflow(next)
      guard !overflows else { return nil }
      total = value
    }
  }

  private mutating func product() -> Int? {
    guard var total = factor() else { return nil }
    while take("\\cdot") {
      guard let next = factor() else { return nil }
      let (value, overflows) = total.multipliedReportingOverflow(by: next)
      guard !overflows else { return nil }
      total = value
    }
    return total
  }

  private mutating func factor() -> Int? {
    if take("(") { return group(")") }
    if take("\\frac{") {
      guard let over = group("}"), take("{"), let under = group("}"), under != 0,
        over.isMultiple(of: under)
      else { return nil }
      return over / under
    }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest.removeFirst(digits.count)
    return Int(digits)
  }

  private mutating func group(_ end: String) -> Int? {
    guard let value = sum(), take(end) else { return nil }
    return value
  }
}
