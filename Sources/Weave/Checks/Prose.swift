// MARK: - Prose in one piece

/// The words of a paragraph, a heading or a cell, with the line of each; what is bound to a record, a
/// paper's, or set apart (code, mathematics) is one character that is no word.
struct Prose {
  private(set) var letters: [Character] = []
  private var lines: [Int] = []

  private static let setApart: Character = "\u{FFFC}"

  init(_ inlines: [Inline]) { append(inlines) }

  private mutating func append(_ inlines: [Inline]) {
    for inline in inlines {
      switch inline.kind {
      case .text(let text): append(text, inline.line)
      case .softBreak, .lineBreak: append(" ", inline.line)
      case .emphasis, .strong, .image: append(inline.content)
      case .link(let link) where !link.isBacked: append(link.content)
      case .code, .math, .link: append(String(Self.setApart), inline.line)
      case .html: continue
      }
    }
  }

  private mutating func append(_ text: String, _ line: Int) {
    letters += text
    lines += Array(repeating: line, count: text.count)
  }

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

extension Inline.Link {
  /// Whether something stands behind a number in the link's text: a record's place, a paper's, or
  /// the address itself, as with `arXiv 1706.03762`.
  fileprivate var isBacked: Bool {
    address.contains(".json#") || title.hasPrefix("paper: ")
      || content.plainText.split(separator: " ").filter { $0.contains(where: \.isNumber) }
        .allSatisfy { address.contains($0) }
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
