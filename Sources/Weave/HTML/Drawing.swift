import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

// MARK: - A drawing

/// An SVG drawing that was made by hand, checked and made ready to become part of a page.
///
/// It must tell what it shows, in a title and a description, and must hold nothing that acts or is
/// fetched. Its ids get the figure's own before them, so that drawings of one page do not mix. A
/// style of its own is left out: it serves where the drawing stands alone.
struct Drawing {
  let html: String

  /// - Throws: `DrawingError` where the drawing may not be part of a page.
  init(_ svg: String, id: String) throws(DrawingError) {
    let reader = DrawingReader(id: id)
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    _ = parser.parse()
    if let error = reader.error { throw error }
    html = reader.html
  }
}

/// Why a drawing is refused.
struct DrawingError: Error {
  let line: Int
  let what: String
  let next: String
}

// MARK: - Reading it

private final class DrawingReader: NSObject, XMLParserDelegate {
  private static let forbidden = [
    "script", "image", "foreignObject", "a", "animate", "animateTransform", "set",
    "iframe",
  ]

  private let id: String
  private var elements: [String] = []
  private var described: Set<String> = []
  private var isInStyle: Bool { elements.contains("style") }
  private(set) var html = ""
  private(set) var error: DrawingError?

  init(id: String) { self.id = id }

  private func refuse(_ parser: XMLParser, _ what: String, next: String) {
    error = error ?? DrawingError(line: parser.lineNumber, what: what, next: next)
    parser.abortParsing()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if elements.isEmpty && name != "svg" {
      return refuse(parser, "the drawing is no SVG", next: "begin it with an svg element")
    }
    guard !Self.forbidden.contains(name) else {
      return refuse(
        parser, "the drawing has an element \(name)",
        next: "draw with shapes and text, and with the classes of the page's own style")
    }
    defer { elements.append(name) }
    guard name != "style", !isInStyle else { return }
    html += "<\(name)"
    for (attribute, value) in described(name, attributes).sorted(by: { $0.key < $1.key }) {
      guard isHarmless(attribute, value) else {
        return refuse(
          parser, "the drawing has the attribute \(attribute)=\"\(value)\"",
          next: "leave out what acts and what is fetched from elsewhere")
      }
      html += " \(attribute)=\"\(HTML.escaped(own(attribute, value)))\""
    }
    html += ">"
  }

  /// The attributes of an element, with those that lead from the drawing to its description.
  private func described(_ name: String, _ attributes: [String: String]) -> [String: String] {
    if elements.isEmpty {
      return attributes.merging(["role": "img", "aria-labelledby": "title desc"]) { $1 }
    }
    guard elements == ["svg"], ["title", "desc"].contains(name) else { return attributes }
    described.insert(name)
    return attributes.merging(["id": name]) { $1 }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if !isInStyle { html += "</\(name)>" }
    elements.removeLast()
    if elements.isEmpty && described.count < 2 {
      refuse(
        parser, "the drawing lacks a title or a description",
        next: "begin it with <title>…</title><desc>…</desc>")
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if !isInStyle { html += HTML.escaped(text) }
  }
}

// MARK: - Damage

extension DrawingReader {
  func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
    refuse(parser, "the drawing is no well-formed XML", next: "correct it")
  }
}

// MARK: - Attributes

extension DrawingReader {
  /// Whether an attribute neither acts nor fetches.
  private func isHarmless(_ name: String, _ value: String) -> Bool {
    if name.lowercased().hasPrefix("on") { return false }
    if name.hasSuffix("href") { return value.hasPrefix("#") }
    let addresses = value.components(separatedBy: "url(").dropFirst()
    return addresses.allSatisfy { $0.hasPrefix("#") }
      && (name.hasPrefix("xmlns") || !value.lowercased().contains("javascript:"))
  }

  /// The value with the drawing's ids made the figure's own.
  private func own(_ name: String, _ value: String) -> String {
    switch name {
    case "id": "\(id)-\(value)"
    case "aria-labelledby", "aria-describedby":
      value.split(separator: " ").map { "\(id)-\($0)" }.joined(separator: " ")
    case _ where name.hasSuffix("href"): "#\(id)-\(value.dropFirst())"
    default: value.replacing("url(#", with: "url(#\(id)-")
    }
  }
}
