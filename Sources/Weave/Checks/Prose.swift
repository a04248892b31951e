// MARK: - Prose in one piece

/// The words of a paragraph, a heading or a cell, with the line of each. What has something behind
/// it, or is set apart (code, mathematics), is one character that is no word. Code and mathematics
/// that are nothing but a number are read like words: a unit makes a figure of them all the same.
struct Prose {
  private(set) var letters: [Character] = []
  private var lines: [Int] = []
  /// Where numbers stand that are set as code or as mathematics.
  private var setNumbers: [Range<Int>] = []
  /// Where links into records stand.
  private(set) var bindings: [(position: Int, link: Inline.Link)] = []

  private static let setApart: Character = "\u{FFFC}"

  init(_ inlines: [Inline]) { append(inlines) }

  private mutating func append(_ inlines: [Inline]) {
    for inline in inlines {
      switch inline.kind {
      case .text(let text): append(text, inline.line)
      case .softBreak, .lineBreak: append(" ", inline.line)
      case .emphasis, .strong, .image: append(inline.content)
      case .code(let code): append(set: code, inline.line)
      case .math(let latex): append(set: latex.withoutMathMarkup, inline.line)
      case .link(let link) where !link.isBacked: append(link.content)
      case .link(let link):
        if link.isBound { bindings.append((letters.count, link)) }
        append(String(Self.setApart), inline.line)
      case .html: continue
      }
    }
  }

  private mutating func append(set text: String, _ line: Int) {
    guard text.isNumberWithUnit else { return append(String(Self.setApart), line) }
    setNumbers.append(letters.count..<letters.count + text.count)
    append(text, line)
  }

  private mutating func append(_ text: String, _ line: Int) {
    letters += text
    lines += Array(repeating: line, count: text.count)
  }

  /// Whether the letter at a position is of a number that is set as code or as mathematics.
  func isSet(_ position: Int) -> Bool { setNumbers.contains { $0.contains(position) } }

  /// The line of a letter.
  func line(of position: Int) -> Int { lines[position] }

  /// The letter at a position, if there is one.
  subscript(position: Int) -> Character? {
    letters.indices.contains(position) ? letters[position] : nil
  }

  /// Whether `text` stands at a position.
  func has(_ text: String, at position: Int) -> Bool {
    position >= 0 && letters.dropFirst(position).starts(with: text)
  }
}

extension String {
  /// Whether this is one number, perhaps with a unit behind it, and nothing else.
  fileprivate var isNumberWithUnit: Bool {
    wholeMatch(of: /[<>≤≥≈~+−-]?\s*[0-9][0-9.,]*[\s-]?[^\s0-9()]{0,12}/) != nil
  }

  /// LaTeX without what spaces and letters a unit.
  fileprivate var withoutMathMarkup: String {
    replacing("\\,", with: " ").replacing("\\%", with: "%").replacing("\\times", with: "×")
      .replacing(/\\(?:mathrm|text){([^{}]*)}/) { String($0.1) }
  }
}

extension Inline.Link {
  /// Whether it leads into a record; the weaver then compares its text with what stands there.
  var isBound: Bool { address.wholeMatch(of: /results\/[^\/#]+\.json#.+/) != nil }

  /// Whether something stands behind a number in the link's text: a place in a record, a region of
  /// a source that must hold it, a paper's place, or the address itself, as with `arXiv 1706.03762`.
  fileprivate var isBacked: Bool {
    let numbers = content.plainText.split(separator: " ").filter { $0.contains(where: \.isNumber) }
    return isBound || title.hasPrefix("paper: ")
      || address.wholeMatch(of: /\.\.\/Sources\/[^#]+#.+/) != nil
      || !numbers.isEmpty && numbers.allSatisfy { address.contains($0) }
  }
}

// MARK: - All prose of a text

extension Block {
  /// The paragraphs, cells and headings of the block; the numbers of headings left out.
  var prose: [Prose] {
    switch kind {
    case .paragraph(let inlines): [Prose(inlines)]
    case .heading(_, let inlines): [Prose(inlines.withoutLeadingNumber)]
    case .list(let list): list.items.joined().flatMap(\.prose)
    case .quote(let blocks): blocks.flatMap(\.prose)
    case .table(let table): ([table.head] + table.rows).flatMap(\.cells).map { Prose($0) }
    case .code, .rule, .html: []
    }
  }
}

extension [Inline] {
  fileprivate var withoutLeadingNumber: [Inline] {
    guard let first, case .text(let text) = first.kind else { return self }
    // As in "0.1 Tensors": a unit behind the number makes it a figure.
    let rest = text.drop { $0.isNumber || $0 == "." }
    guard rest.hasPrefix(" "), rest.dropFirst().first?.isUppercase == true else { return self }
    return [Inline(kind: .text(String(rest)), line: first.line)] + dropFirst()
  }
}
