import Foundation

@testable import Weave

#if canImport(FoundationXML)
  import FoundationXML
#endif

// MARK: - What an SVG has in it

/// A drawing read back: its elements, and where the lines of its texts lie.
final class Drawn: NSObject, XMLParserDelegate {
  /// An element with its attributes.
  struct Element {
    let name: String
    let attributes: [String: String]

    var classes: Set<String> {
      Set((attributes["class"] ?? "").split(separator: " ").map(String.init))
    }

    func number(_ attribute: String) -> Double? { attributes[attribute].flatMap(Double.init) }

    /// The numbers of a path that has only lines.
    var points: [(x: Double, y: Double)] {
      let numbers = (attributes["d"] ?? "").split { "ML ".contains($0) }.compactMap { Double($0) }
      return stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
    }
  }

  /// A line of text and the room that it takes, by estimate.
  struct Line {
    let text: String
    let classes: Set<String>
    let left, right, top, bottom: Double

    func overlaps(_ other: Line) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  private(set) var elements: [Element] = []
  private(set) var lines: [Line] = []
  private(set) var title = ""
  private(set) var words = ""
  private(set) var isWellFormed = false
  private var open: [Element] = []
  private var line = ""
  private var textLine = (x: 0.0, y: 0.0)

  init(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  /// The elements of a class.
  func elements(_ name: String) -> [Element] { elements.filter { $0.classes.contains(name) } }

  /// The texts of a class.
  func texts(_ name: String) -> [String] {
    lines.filter { $0.classes.contains(name) }.map(\.text)
  }

  var size: (width: Double, height: Double) {
    let box = elements.first?.attributes["viewBox"]?.split(separator: " ").compactMap { Double($0) }
    return box?.count == 4 ? (box?[2] ?? 0, box?[3] ?? 0) : (0, 0)
  }
}

// MARK: - Reading

extension Drawn {
  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let element = Element(name: name, attributes: attributes)
    elements.append(element)
    open.append(element)
    line = ""
    if name == "text" { textLine = (element.number("x") ?? .nan, element.number("y") ?? .nan) }
    let drop = attributes["dy"].flatMap { Double($0.dropLast(2)) } ?? 0
    if name == "tspan" { textLine.y += drop * Lettering.size }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    switch open.last?.name {
    case "title": title += text
    case "desc": words += text
    default: line += text
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    // Turned names lie elsewhere; they are looked at, not measured.
    if let text = open.last(where: { $0.name == "text" }), text.attributes["transform"] == nil {
      if name == "tspan" || name == "text" && !line.isEmpty { add(line, of: text) }
    }
    line = ""
    open.removeLast()
  }

  private func add(_ text: String, of element: Element) {
    let width = Lettering.width(of: text)
    let shares: [String: Double] = ["middle": 0.5, "end": 1]
    let share = shares[element.attributes["text-anchor", default: ""], default: 0]
    let left = textLine.x - share * width
    lines.append(
      Line(
        text: text, classes: element.classes, left: left, right: left + width,
        top: textLine.y - 0.7 * Lettering.size, bottom: textLine.y + 0.2 * Lettering.size))
  }
}
