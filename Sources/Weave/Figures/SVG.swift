import Foundation

// MARK: - Drawing

/// A figure being drawn, in units of which 720 are its width.
///
/// Nothing in it has a colour: classes say what a thing is, and the page's style how it looks.
struct SVG {
  /// The width of every figure.
  static let width = 720.0

  private var elements: [String] = []

  /// Adds an element; attributes without a value are left out.
  mutating func add(_ name: String, _ attributes: KeyValuePairs<String, String?>) {
    let list = attributes.compactMap { key, value in value.map { " \(key)=\"\($0)\"" } }
    elements.append("<\(name)\(list.joined())/>")
  }

  /// Adds lines of text, the first of which has its baseline at a point.
  ///
  /// - Parameter drop: By how many lines the text is lowered; 0.35 of a line centres it. It is
  ///   measured in the letters' own size, which the style may change.
  mutating func add(
    text lines: [String], _ name: String, at point: Point, anchor: Anchor = .start,
    drop: Double = 0, turned degrees: Double = 0
  ) {
    let position = "x=\"\(SVG.number(point.x))\" y=\"\(SVG.number(point.y))\""
    let turn =
      degrees == 0
      ? ""
      : " transform=\"rotate(\(SVG.number(degrees)) \(SVG.number(point.x)) \(SVG.number(point.y)))\""
    let side = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    let spans = lines.enumerated().map { index, line in
      let first = index == 0 ? drop : Lettering.lineHeight / Lettering.size
      let shift = first == 0 ? "" : " dy=\"\(SVG.number(first, digits: 2))em\""
      return "<tspan x=\"\(SVG.number(point.x))\"\(shift)>\(HTML.escaped(line))</tspan>"
    }
    elements.append(
      lines.count == 1 && drop == 0
        ? "<text class=\"\(name)\" \(position)\(side)\(turn)>\(HTML.escaped(lines[0]))</text>"
        : "<text class=\"\(name)\" \(position)\(side)\(turn)>\(spans.joined())</text>")
  }

  /// Which part of a text is at its point.
  enum Anchor: String { case start, middle, end }

  /// A point; y grows downwards.
  struct Point: Hashable { var x, y: Double }
}

// MARK: - Paths

extension SVG {
  /// Adds a line through points.
  mutating func add(line points: [Point], _ name: String) {
    guard let first = points.first else { return }
    let rest = points.dropFirst().map { "L\(SVG.number($0.x)) \(SVG.number($0.y))" }
    add(
      "path",
      ["class": name, "d": "M\(SVG.number(first.x)) \(SVG.number(first.y))\(rest.joined())"])
  }

  /// Adds a rectangle between two corners.
  mutating func add(
    rectangle first: Point, _ second: Point, _ name: String, opacity: Double? = nil
  ) {
    add(
      "rect",
      [
        "class": name, "x": SVG.number(min(first.x, second.x)),
        "y": SVG.number(min(first.y, second.y)), "width": SVG.number(abs(second.x - first.x)),
        "height": SVG.number(abs(second.y - first.y)),
        "fill-opacity": opacity.map { SVG.number($0, digits: 2) },
      ])
  }
}

// MARK: - The whole

extension SVG {
  /// The `svg` element, with what it is called and what it shows.
  func html(id: String, height: Double, title: String, description: String) -> String {
    """
    <svg viewBox="0 0 \(SVG.number(SVG.width)) \(SVG.number(height))" \
    font-size="\(SVG.number(Lettering.size))" role="img" \
    aria-labelledby="\(id)-title \(id)-desc">
    <title id="\(id)-title">\(HTML.escaped(title))</title>
    <desc id="\(id)-desc">\(HTML.escaped(description))</desc>
    \(elements.joined(separator: "\n"))
    </svg>
    """
  }

  /// A coordinate with few digits, and none that is a zero at the end.
  static func number(_ value: Double, digits: Int = 1) -> String {
    var text = String(format: "%.\(digits)f", value)
    while text.contains("."), text.last == "0" || text.last == "." { text.removeLast() }
    return text == "-0" ? "0" : text
  }
}
