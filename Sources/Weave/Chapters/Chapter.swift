// MARK: - A chapter

/// A chapter, an appendix or the front page, as it was written.
struct Chapter {
  static let folder = "chapters"
  static let frontPage = "README.md"

  /// The name of its file: `00-foundations.md`.
  let name: String
  /// Its text.
  let text: String
  /// Its blocks.
  let blocks: [Block]
  /// What is wrong with its syntax.
  let problems: [Problem]

  init(_ name: String, text: String) {
    var parser = MarkdownParser(file: "\(Self.folder)/\(name)")
    self.name = name
    self.text = text
    blocks = parser.parse(text)
    problems = parser.problems
  }

  /// Where it is, relative to the project.
  var path: String { "\(Self.folder)/\(name)" }

  /// The page that it becomes.
  var page: String {
    isFrontPage ? "index.html" : "\(name.dropLast(".md".count)).html"
  }

  var isFrontPage: Bool { name == Self.frontPage }
  var isAppendix: Bool { name.hasPrefix("appendix") }

  /// Its first heading, if it is one of the first level.
  var title: [Inline]? {
    if case .heading(level: 1, let title)? = blocks.first?.kind { title } else { nil }
  }
}
