import Evidence
import Foundation

// MARK: - A woven book

/// What weaving a project gives: the site's files, and what keeps them from being published.
public struct Weaving: Sendable {
  /// The site's files by their paths.
  public let files: [String: Data]
  /// Everything that is wrong, by place.
  public let problems: [Problem]
  /// What whoever publishes it should know, though nothing is wrong.
  public let notices: [Problem]
  /// How many chapters, appendices and records there are.
  public let chapterCount, recordCount: Int

  /// How many of the files are pages.
  public var pageCount: Int { files.keys.count { $0.hasSuffix(".html") } }

  /// Weaves the project in a folder; nothing is written.
  ///
  /// - Throws: `ManuscriptError` or `LayoutError` where there is nothing to weave.
  public init(of root: URL) throws {
    let book = try Manuscript(root)
    var weaver = SiteWeaver(book: book, layout: try PageLayout(for: book))
    weaver.weave()
    files = weaver.files
    problems = (book.problems + weaver.problems).inOrder()
    notices = book.shelf.notices.inOrder()
    chapterCount = book.contents.entries.count
    recordCount = book.shelf.records.count
  }
}

// MARK: - Page by page

private struct SiteWeaver {
  let book: Manuscript
  let layout: PageLayout
  let highlighter = Highlighter()
  var files: [String: Data] = [:]
  var problems: [Problem] = []
  private var anchors: [String: Set<String>] = [:]
  private var references: [PageContent.Reference] = []
  private var sources: Set<String> = []

  init(book: Manuscript, layout: PageLayout) {
    self.book = book
    self.layout = layout
  }

  mutating func weave() {
    for chapter in book.chapters { weave(chapter) }
    checkReferences()
    for (name, record) in book.shelf.records { weave(record, name) }
    sources.formUnion(book.repository.files(below: "Sources"))
    for path in sources { weaveSource(path) }
    copyAssets()
  }

  private mutating func weave(_ chapter: Chapter) {
    var weaver = ChapterWeaver(book: book, chapter: chapter, highlighter: highlighter)
    let content = weaver.weave()
    problems += content.problems
    anchors[chapter.page] = content.anchors.all
    references += content.references
    sources.formUnion(content.sources)
    add(
      LaidOutPage(
        address: chapter.page,
        kind: chapter.isFrontPage ? .contents : chapter.isAppendix ? .appendix : .chapter,
        title: chapter.title?.plainText ?? chapter.name, description: chapter.description,
        content: content.html, headings: content.headings))
  }

  private mutating func add(_ page: LaidOutPage) {
    files[page.address] = Data(layout.html(of: page).utf8)
  }
}

// MARK: - Records, sources and what is only copied

extension SiteWeaver {
  private mutating func weave(_ record: Record, _ name: String) {
    let chapter = book.chapters.first { $0.name == "\(record.chapter).md" }
    let page = RecordPage(
      name: name, record: record, isCurrent: try? record.isCurrent(in: book.repository.root),
      engine: book.shelf.engines[name] ?? .notRecorded,
      chapter: chapter.map { (book.title(of: $0.name), $0.page) })
    add(
      LaidOutPage(
        address: RecordPage.address(of: name), kind: .record, title: "The record \(name)",
        description: "Where the figures of \(name) come from.", content: page.html,
        headings: RecordPage.headings))
  }

  private mutating func weaveSource(_ path: String) {
    guard let source = book.repository.source(path) else { return }
    let page = SourcePage(source: source, book: book, highlighter: highlighter)
    add(
      LaidOutPage(
        address: source.page, kind: .source, title: source.shownPath,
        description: "\(source.shownPath), in full.", content: page.html,
        headings: page.headings))
  }

  /// Copies what stands beside the layout: the style, the script.
  private mutating func copyAssets() {
    for path in book.repository.files(below: "site") {
      let name = String(path.dropFirst("site/".count))
      let isAsset =
        !name.hasPrefix("public/") && !name.hasSuffix(".mustache") && !name.hasSuffix(".md")
      guard isAsset, let data = try? Data(contentsOf: book.repository.url(path)) else { continue }
      files[name] = data
    }
  }
}

// MARK: - Links between pages

extension SiteWeaver {
  private mutating func checkReferences() {
    for reference in references {
      guard let anchors = anchors[reference.page], !anchors.contains(reference.fragment) else {
        continue
      }
      problems.append(
        Problem(
          reference.place, "there is no heading #\(reference.fragment) on \(reference.page)",
          next: anchors.sorted().suggestion(for: reference.fragment)))
    }
  }
}

extension Chapter {
  /// The first paragraph as plain text, for whoever lists the page: whole sentences, if they fit.
  fileprivate var description: String {
    let paragraphs = blocks.compactMap { block -> String? in
      guard case .paragraph(let inlines) = block.kind, block.linkAlone == nil else { return nil }
      return inlines.plainText
    }
    let text = paragraphs.first ?? ""
    guard text.count > 200 else { return text }
    let start = text.prefix(200)
    return start.lastIndex(of: ".").map { String(start[...$0]) } ?? start + "…"
  }
}
