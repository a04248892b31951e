// MARK: - Finding a link again

/// Finds links of the syntax tree again in the bytes that they were parsed from, within the lines
/// of their block. Nothing that stands in code, or behind a backslash, is taken for a link.
struct LinkSearch {
  private let text: [UInt8]
  private let bounds: Range<Int>
  /// Where the texts of links begin that were found already.
  private var found: Set<Int> = []

  init(in text: [UInt8], lines: ClosedRange<Int>) {
    self.text = text
    var starts = [0] + text.indices.filter { text[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    starts.append(text.count)
    let last = starts.count - 1
    bounds = starts[min(lines.lowerBound - 1, last)]..<starts[min(lines.upperBound, last)]
  }

  /// Where the text of a link stands, without its brackets; nil where it is written otherwise.
  mutating func textRange(of link: Inline.Link) -> Range<Int>? {
    var position = bounds.lowerBound
    while position < bounds.upperBound {
      switch text[position] {
      case UInt8(ascii: "\\"): position += 2
      case UInt8(ascii: "`"): position = end(ofCodeAt: position)
      case UInt8(ascii: "["):
        if let range = match(link, at: position + 1), found.insert(position).inserted {
          return range
        }
        position += 1
      default: position += 1
      }
    }
    return nil
  }

  /// Where the code that begins with the backticks at a position ends; where none ends it, they are
  /// just backticks.
  private func end(ofCodeAt start: Int) -> Int {
    func run(_ start: Int) -> Int {
      text[start..<bounds.upperBound].prefix { $0 == UInt8(ascii: "`") }.count
    }
    let length = run(start)
    var position = start + length
    while position < bounds.upperBound {
      let next = run(position)
      if next == length { return position + next }
      position += max(next, 1)
    }
    return start + length
  }
}

// MARK: - Comparing

extension LinkSearch {
  private func match(_ link: Inline.Link, at start: Int) -> Range<Int>? {
    guard let end = skip(link.content.plainText, at: start), byte(end) == UInt8(ascii: "]") else {
      return nil
    }
    // A reference has its address elsewhere.
    if byte(end + 1) == UInt8(ascii: "[") { return start..<end }
    guard byte(end + 1) == UInt8(ascii: "(") else { return nil }
    let address = skipSpaces(at: end + 2)
    let isBracketed = byte(address) == UInt8(ascii: "<")
    guard let behind = skip(link.address, at: address + (isBracketed ? 1 : 0)) else { return nil }
    let closing = skipSpaces(at: behind + (isBracketed ? 1 : 0))
    let hasTitle = byte(closing) != UInt8(ascii: ")")
    guard hasTitle == !link.title.isEmpty else { return nil }
    if hasTitle, skip(link.title, at: closing + 1) == nil { return nil }
    return start..<end
  }

  private func byte(_ position: Int) -> UInt8? {
    bounds.contains(position) ? text[position] : nil
  }

  /// The position behind `words`, if they stand here; a space of theirs may be a line break.
  private func skip(_ words: String, at start: Int) -> Int? {
    var position = start
    for letter in words.utf8 {
      guard let next = byte(position) else { return nil }
      if letter == UInt8(ascii: " ") {
        let end = skipSpaces(at: position)
        guard end > position else { return nil }
        position = end
      } else {
        guard next == letter else { return nil }
        position += 1
      }
    }
    return position
  }

  /// The position behind spaces, and behind a line break with the sign of a quotation.
  private func skipSpaces(at start: Int) -> Int {
    var position = start
    var isNewLine = false
    while let next = byte(position) {
      switch next {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): isNewLine = true
      case UInt8(ascii: ">") where isNewLine: break
      default: return position
      }
      position += 1
    }
    return position
  }
}
