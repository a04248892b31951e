// MARK: - How wide words are

/// The sizes of letters in figures.
///
/// The book has no font of its own, so widths are estimates, on the safe side. A figure must stay
/// legible on a narrow screen; where there is room, the style makes the letters smaller than this.
enum Lettering {
  /// The letters' size: of 720 units, so that 328 pixels make it ten.
  static let size = 22.0
  /// From line to line.
  static let lineHeight = 26.0

  /// The estimated width of a text.
  static func width(of text: String) -> Double {
    text.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of letter: Character) -> Double {
    switch letter {
    case "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!", "(", ")", "[", "]": 0.34 * size
    case " ", "f", "t", "r", "-", "/": 0.4 * size
    case "m", "w", "M", "W", "%", "@", "—": 0.9 * size
    case _ where letter.isUppercase: 0.72 * size
    default: 0.55 * size
    }
  }

  /// The width of the widest line.
  static func width(of lines: [String]) -> Double { lines.map(width(of:)).max() ?? 0 }

  /// The text in lines no wider than `limit`, unless a word is.
  static func lines(of text: String, upTo limit: Double) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, width(of: "\(last) \(word)") <= limit {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }

  /// The text, or as much of it as fits and an ellipsis.
  static func shortened(_ text: String, to limit: Double) -> String {
    var text = text
    guard width(of: text) > limit else { return text }
    while !text.isEmpty, width(of: text + "…") > limit { text.removeLast() }
    return text + "…"
  }
}
