// MARK: - Prose is Markdown

/// Finds raw HTML, which the pages leave out: what is written so would be missing. Comments may be.
enum RawHTMLCheck {
  static func problems(in chapter: Chapter) -> [Problem] {
    chapter.blocks.flatMap(\.leaves).flatMap(\.rawHTML).map { line, html in
      Problem(
        Place(chapter.path, line), "the page leaves out the raw HTML \(html.shortened)",
        next: "write it in Markdown, or set it as code if it is to be read")
    }
  }
}

extension Block {
  fileprivate var rawHTML: [(line: Int, html: String)] {
    if case .html(let html) = kind, !html.isOnlyComments { return [(line, html)] }
    return inlines.flatMap(\.rawHTML)
  }
}

extension Inline {
  fileprivate var rawHTML: [(line: Int, html: String)] {
    if case .html(let html) = kind, !html.isOnlyComments { return [(line, html)] }
    return content.flatMap(\.rawHTML)
  }
}

extension String {
  fileprivate var isOnlyComments: Bool {
    replacing(/(?s)<!--.*?-->/, with: "").allSatisfy(\.isWhitespace)
  }
}
