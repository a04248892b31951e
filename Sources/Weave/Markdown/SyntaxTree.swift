// MARK: - Blocks

/// A block of a Markdown text, as CommonMark has them, and pipe tables.
struct Block: Hashable {
  indirect enum Kind: Hashable {
    case paragraph([Inline])
    case heading(level: Int, [Inline])
    case list(List)
    case quote([Block])
    case code(info: String, text: String)
    case table(PipeTable)
    case rule
    /// Raw HTML, which is dropped, as it stands.
    case html(String)
  }

  struct List: Hashable {
    /// The number of the first item; nil for a list without numbers.
    let start: Int?
    /// Whether there are empty lines between the items.
    let isLoose: Bool
    let items: [[Block]]
  }

  let kind: Kind
  /// The first and the last line, counted from 1.
  let lines: ClosedRange<Int>

  /// The first line.
  var line: Int { lines.lowerBound }
}

extension Block {
  /// The blocks within this one that hold no others.
  var leaves: [Block] {
    switch kind {
    case .paragraph, .heading, .table, .code, .rule, .html: [self]
    case .list(let list): list.items.joined().flatMap(\.leaves)
    case .quote(let blocks): blocks.flatMap(\.leaves)
    }
  }

  /// The pieces of all lines of such a block; none where it holds no text.
  var inlines: [Inline] {
    switch kind {
    case .paragraph(let inlines), .heading(_, let inlines): inlines
    case .table(let table): ([table.head] + table.rows).flatMap { $0.cells.joined() }
    default: []
    }
  }
}

// MARK: - What stands within a line

/// A piece of a line of text.
struct Inline: Hashable {
  indirect enum Kind: Hashable {
    case text(String)
    case code(String)
    /// LaTeX between `` $` `` and `` `$ ``.
    case math(String)
    case emphasis([Inline])
    case strong([Inline])
    case link(Link)
    case image(Link)
    case softBreak
    case lineBreak
    /// Raw HTML, which is dropped, as it stands.
    case html(String)
  }

  /// Where a link leads, or where an image comes from.
  struct Link: Hashable {
    let address: String
    let title: String
    let content: [Inline]
  }

  let kind: Kind
  /// The line, counted from 1.
  let line: Int
}

// MARK: - Their text

extension Inline {
  /// What a reader reads, without markup.
  var plainText: String {
    switch kind {
    case .text(let text), .code(let text), .math(let text): text
    case .emphasis(let content), .strong(let content): content.plainText
    case .link(let link), .image(let link): link.content.plainText
    case .softBreak, .lineBreak: " "
    case .html: ""
    }
  }

  /// The pieces within this one.
  var content: [Inline] {
    switch kind {
    case .emphasis(let content), .strong(let content): content
    case .link(let link), .image(let link): link.content
    default: []
    }
  }
}

extension [Inline] {
  /// What a reader reads, without markup.
  var plainText: String { map(\.plainText).joined() }

  /// The one link that these pieces are, if they are nothing else.
  var onlyLink: Inline.Link? {
    if count == 1, case .link(let link) = self[0].kind { link } else { nil }
  }
}

// MARK: - A pipe table

/// A table in GitHub's syntax.
struct PipeTable: Hashable {
  enum Alignment: Hashable { case none, left, center, right }

  struct Row: Hashable {
    let cells: [[Inline]]
    let line: Int
  }

  let alignments: [Alignment]
  let head: Row
  let rows: [Row]
}
