import Foundation

// MARK: - From a chapter to a page

/// Weaves one chapter: its prose with the listings, outputs, figures and records that it names.
struct ChapterWeaver {
  let book: Manuscript
  let chapter: Chapter
  let highlighter: Highlighter
  var page = PageContent()

  /// Weaves the chapter.
  mutating func weave() -> PageContent {
    if chapter.title == nil {
      report(
        chapter.blocks.first?.line ?? 1, "the page does not begin with its title",
        next: "write it in the first line, as in # Title")
    }
    for block in chapter.blocks { weaveTopmost(block) }
    return page
  }

  mutating func report(_ line: Int, _ what: String, next: String) {
    page.problems.append(Problem(Place(chapter.path, line), what, next: next))
  }

  mutating func report(_ line: Int, _ error: DeadLink) {
    report(line, error.what, next: error.next)
  }
}

// MARK: - Blocks

extension ChapterWeaver {
  /// A block that stands in no other: only here does a link alone in a paragraph become a listing.
  private mutating func weaveTopmost(_ block: Block) {
    if let link = block.linkAlone, weaveListing(link, block.line) || weaveOutput(link, block.line) {
      return
    }
    if case .paragraph(let inlines) = block.kind, inlines.count == 1,
      case .image(let image) = inlines[0].kind
    {
      weaveDiagram(image, block.line)
      return
    }
    weave(block)
  }

  private mutating func weave(_ block: Block, isTight: Bool = false) {
    switch block.kind {
    case .paragraph(let inlines) where isTight: page.html += html(inlines)
    case .paragraph(let inlines): page.add("<p>\(html(inlines))</p>")
    case .heading(let level, let title): weaveHeading(level, title)
    case .list(let list): weave(list)
    case .quote(let blocks): weaveQuote(blocks)
    case .code(let info, let text): weaveCode(info, text, block.line)
    case .table(let table): weave(table)
    case .rule: page.add("<hr>")
    case .html: break
    }
  }

  private mutating func weaveHeading(_ level: Int, _ title: [Inline]) {
    let slug = title.plainText.slug
    let anchor = page.anchors.add(slug.isEmpty ? "section" : slug)
    let text = html(title)
    page.headings.append(
      PageContent.Heading(level: level, title: html(title.withoutLinks), anchor: anchor))
    let link =
      level == 1
      ? ""
      : " <a class=\"anchor\" href=\"#\(anchor)\" aria-label=\"Link to this section\">#</a>"
    page.add("<h\(level) id=\"\(anchor)\">\(text)\(link)</h\(level)>")
  }

  private mutating func weave(_ list: Block.List) {
    let tag = list.start == nil ? "ul" : "ol"
    let start = list.start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
    page.add("<\(tag)\(start)>")
    for item in list.items {
      page.endLine()
      page.html += "<li>"
      // A tight item's text follows its <li> at once; any other block begins a line.
      for block in item { weave(block, isTight: !list.isLoose) }
      page.html += "</li>"
    }
    page.add("</\(tag)>")
  }
}

// MARK: - Asides

extension ChapterWeaver {
  /// A quotation; one that begins with `**Aside.**` is a note in the margin.
  private mutating func weaveQuote(_ blocks: [Block]) {
    var blocks = blocks
    let isAside = blocks.first?.beginsAside ?? false
    if isAside, case .paragraph(let inlines) = blocks[0].kind {
      var rest = Array(inlines.dropFirst())
      if case .text(let text)? = rest.first?.kind {
        rest[0] = Inline(kind: .text(String(text.drop { $0 == " " })), line: rest[0].line)
      } else if rest.first?.kind == .softBreak {
        rest.removeFirst()
      }
      blocks[0] = Block(kind: .paragraph(rest), lines: blocks[0].lines)
    }
    page.add(isAside ? "<aside class=\"note\">" : "<blockquote>")
    for block in blocks { weave(block) }
    page.add(isAside ? "</aside>" : "</blockquote>")
  }
}

extension Block {
  fileprivate var beginsAside: Bool {
    guard case .paragraph(let inlines) = kind, case .strong(let words)? = inlines.first?.kind else {
      return false
    }
    return words.plainText == "Aside."
  }
}

// MARK: - Code and mathematics

extension ChapterWeaver {
  private mutating func weaveCode(_ info: String, _ text: String, _ line: Int) {
    let language = info.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    switch language {
    case "math":
      let latex = text.trimmingCharacters(in: .whitespacesAndNewlines)
      page.add(math(latex, isDisplay: true, line + 1))
    case "swift":
      let lines = SwiftHighlighting.htmlLines(of: text.trimmingEnd)
      page.add("<pre><code class=\"swift\">\(lines.joined(separator: "\n"))\n</code></pre>")
    default:
      let name = language.isEmpty ? "" : " class=\"language-\(HTML.escaped(language))\""
      page.add("<pre><code\(name)>\(HTML.escaped(text))</code></pre>")
    }
  }

  /// Mathematics; a command that MathML does not know is a problem at its place.
  mutating func math(_ latex: String, isDisplay: Bool, _ line: Int) -> String {
    do throws(MathError) {
      return try MathML.html(of: latex, isDisplay: isDisplay)
    } catch {
      let before = latex.prefix(error.position)
      let row = before.count { $0 == "\n" }
      let column = before.reversed().prefix { $0 != "\n" }.count + 1
      report(
        line + row, "the formula \(latex.shortened) cannot be set: \(error.message)",
        next: "correct it at column \(column) of the formula")
      return ""
    }
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    String(reversed().drop(while: \.isNewline).reversed())
  }

  /// The text on one line, and of no more than 40 characters.
  var shortened: String {
    let line = split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 40 ? line.prefix(39) + "…" : line
  }
}
