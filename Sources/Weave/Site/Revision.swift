import Evidence

// MARK: - The revision of a chapter

/// The bytes of a chapter, in which the texts of links into records are brought up to date.
struct Revision {
  private let chapter: Chapter
  private let records: [String: Record]
  private let repository: Repository
  /// The chapter's bytes, changed so far.
  private(set) var text: [UInt8]
  private(set) var changes: [Update.Change] = []
  private(set) var problems: [Problem] = []

  init(of chapter: Chapter, records: [String: Record], in repository: Repository) {
    self.chapter = chapter
    self.records = records
    self.repository = repository
    text = Array(chapter.text.utf8)
  }

  mutating func revise() {
    var edits: [(range: Range<Int>, change: Update.Change)] = []
    for block in chapter.blocks.flatMap(\.leaves) { edits += self.edits(in: block) }
    // From the end, so that earlier places stay where they are.
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      text.replaceSubrange(edit.range, with: edit.change.new.utf8)
    }
    changes = edits.map(\.change).sorted { $0.place < $1.place }
  }
}

// MARK: - Links that must change

extension Revision {
  private mutating func edits(
    in block: Block
  ) -> [(range: Range<Int>, change: Update.Change)] {
    let links = block.inlines.flatMap(\.links)
    let wrong = links.compactMap { link, line in newText(for: link).map { (link, line, $0) } }
    guard !wrong.isEmpty else { return [] }
    var search = LinkSearch(in: text, lines: block.lines)
    return wrong.compactMap { link, line, new in
      guard let range = search.textRange(of: link) else {
        problems.append(
          Problem(
            Place(chapter.path, line),
            "the text \"\(link.content.plainText)\" must be \"\(new)\", but cannot be replaced",
            next: "write \(new) without markup of its own"))
        return nil
      }
      let old = link.content.plainText
      return (range, Update.Change(place: Place(chapter.path, line), old: old, new: new))
    }
  }

  /// What the text of a link must become; nil where it is right or free.
  private func newText(for link: Inline.Link) -> String? {
    guard case .record(let name, let fragment?)? = try? Destination(link.address, in: repository),
      let record = records[name], let binding = Binding(fragment, in: record),
      let text = binding.text(for: link), text != link.content.plainText
    else { return nil }
    return text
  }
}

// MARK: - Where links are

extension Inline {
  fileprivate var links: [(Inline.Link, line: Int)] {
    if case .link(let link) = kind { return [(link, line)] }
    return content.flatMap(\.links)
  }
}
