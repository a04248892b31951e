// MARK: - Swift with colours

/// Swift source as HTML: pieces that mean something are `span` elements of a class.
///
/// The classes are `keyword`, `type`, `call`, `attribute`, `number`, `string`, `comment` and `doc`.
public enum SwiftHighlighting {
  /// One HTML text a line; the lines' texts, unescaped and joined, are the source again.
  ///
  /// What spans lines, a comment or a string, is closed at a line's end and opened anew.
  public static func htmlLines(of source: String) -> [String] {
    let bytes = Array(source.utf8)
    let pieces = SwiftLexer.pieces(of: bytes)
    var lines = [""]
    for (piece, name) in zip(pieces, SwiftWords(pieces, in: bytes).classes) {
      let parts = bytes[piece.range].split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        if index > 0 { lines.append("") }
        guard !part.isEmpty else { continue }
        let text = HTML.escaped(String(decoding: part, as: UTF8.self))
        lines[lines.count - 1] += name.map { "<span class=\"\($0)\">\(text)</span>" } ?? text
      }
    }
    return lines
  }
}
