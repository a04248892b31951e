import CCMark

// MARK: - From text to tree

/// Parses CommonMark with the reference implementation, cmark, and adds what code hosts add and
/// this book uses: pipe tables and mathematics in `` $`…`$ ``.
struct MarkdownParser {
  private let file: String
  private(set) var problems: [Problem] = []

  /// - Parameter file: What problems call the text.
  init(file: String) { self.file = file }

  mutating func parse(_ text: String) -> [Block] {
    let bytes = Array(EscapedPipe.hidden(in: text).utf8)
    let document = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_SOURCEPOS)
      }
    }
    guard let document else { return [] }
    defer { cmark_node_free(document) }
    return children(of: document).compactMap { block($0) }
  }
}

// MARK: - Blocks

extension MarkdownParser {
  private mutating func block(_ node: Node) -> Block? {
    let kind: Block.Kind
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH: kind = paragraph(node)
    case CMARK_NODE_HEADING:
      kind = .heading(
        level: Int(cmark_node_get_heading_level(node)), inlines(in: node).joiningTexts())
    case CMARK_NODE_BLOCK_QUOTE: kind = .quote(children(of: node).compactMap { block($0) })
    case CMARK_NODE_LIST: kind = .list(list(node))
    case CMARK_NODE_CODE_BLOCK:
      kind = .code(
        info: EscapedPipe.removed(from: string(cmark_node_get_fence_info(node))),
        text: EscapedPipe.restored(in: string(cmark_node_get_literal(node))))
    case CMARK_NODE_THEMATIC_BREAK: kind = .rule
    case CMARK_NODE_HTML_BLOCK: kind = .html(string(cmark_node_get_literal(node)))
    default: return nil
    }
    let start = Int(cmark_node_get_start_line(node))
    return Block(kind: kind, lines: start...max(start, Int(cmark_node_get_end_line(node))))
  }

  private mutating func paragraph(_ node: Node) -> Block.Kind {
    let inlines = inlines(in: node)
    do throws(TableError) {
      if let table = try PipeTable(inlines) { return .table(table) }
    } catch {
      problems.append(Problem(Place(file, error.line), error.what, next: error.next))
    }
    return .paragraph(inlines.joiningTexts())
  }

  private mutating func list(_ node: Node) -> Block.List {
    let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
    return Block.List(
      start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil,
      isLoose: cmark_node_get_list_tight(node) == 0,
      items: children(of: node).map { item in children(of: item).compactMap { block($0) } })
  }
}

// MARK: - Inlines

extension MarkdownParser {
  private func inlines(in node: Node) -> [Inline] { children(of: node).compactMap(inline) }

  private func inline(_ node: Node) -> Inline? {
    let line = Int(cmark_node_get_start_line(node))
    let literal = string(cmark_node_get_literal(node))
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT:
      return Inline(kind: .text(literal), line: line)
    case CMARK_NODE_CODE: return Inline(kind: .code(literal), line: line)
    case CMARK_NODE_HTML_INLINE: return Inline(kind: .html(literal), line: line)
    case CMARK_NODE_SOFTBREAK: return Inline(kind: .softBreak, line: line)
    case CMARK_NODE_LINEBREAK: return Inline(kind: .lineBreak, line: line)
    case CMARK_NODE_EMPH: return Inline(kind: .emphasis(joined(node)), line: line)
    case CMARK_NODE_STRONG: return Inline(kind: .strong(joined(node)), line: line)
    case CMARK_NODE_LINK:
      let link = link(node)
      // cmark gives the line where a link ends; its text begins where the link does.
      return Inline(kind: .link(link), line: link.content.first?.line ?? line)
    case CMARK_NODE_IMAGE: return Inline(kind: .image(link(node)), line: line)
    default: return nil
    }
  }

  private func joined(_ node: Node) -> [Inline] { inlines(in: node).joiningTexts() }

  private func link(_ node: Node) -> Inline.Link {
    Inline.Link(
      address: EscapedPipe.removed(from: string(cmark_node_get_url(node))),
      title: EscapedPipe.removed(from: string(cmark_node_get_title(node))),
      content: joined(node))
  }
}

// MARK: - cmark's nodes

private typealias Node = OpaquePointer

private func string(_ text: UnsafePointer<CChar>?) -> String {
  text.map { String(cString: $0) } ?? ""
}

private func children(of node: Node) -> [Node] {
  Array(sequence(first: cmark_node_first_child(node)) { cmark_node_next($0) }.prefix { $0 != nil })
    .compactMap(\.self)
}
