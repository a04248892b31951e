// MARK: - What becomes of a chapter

/// A page's content, and all that the rest of the book must know of it.
struct PageContent {
  /// A heading, as it stands among the page's own contents.
  struct Heading: Hashable {
    let level: Int
    let title: String
    let anchor: String
  }

  /// A link to a place on a page that may not be woven yet.
  struct Reference: Hashable {
    let place: Place
    let page: String
    let fragment: String
  }

  var html = ""
  var headings: [Heading] = []
  var anchors = Anchors()
  var references: [Reference] = []
  /// Files of the project that the page links to.
  var sources: Set<String> = []
  var problems: [Problem] = []
  var figureCount = 0
}

extension PageContent {
  /// Adds to the page, on a line of its own.
  mutating func add(_ text: String) {
    endLine()
    html += text
    endLine()
  }

  /// Begins a new line, unless one has begun.
  mutating func endLine() {
    if !html.isEmpty && html.utf8.last != UInt8(ascii: "\n") { html += "\n" }
  }
}
