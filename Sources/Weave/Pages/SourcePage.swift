// MARK: - The page of a source

/// A whole file, each region with its name, its address and the page that shows it.
struct SourcePage {
  let source: SourceFile
  let book: Manuscript
  let highlighter: Highlighter

  /// The page's content.
  var html: String {
    let sections = source.regions.filter { !$0.lines.isEmpty }.map(section)
    return "<h1><code>\(HTML.breakable(source.path))</code></h1>\n" + sections.joined()
  }

  /// The regions, for the page's own contents.
  var headings: [PageContent.Heading] {
    source.regions.filter { !$0.isWholeFile }.map {
      PageContent.Heading(level: 2, title: HTML.escaped($0.name), anchor: $0.slug)
    }
  }

  private func section(_ region: SourceFile.Region) -> String {
    let content = shown(region) + highlighter.listing(of: region, in: source, hasLineAnchors: true)
    if region.isWholeFile { return "<div class=\"region\">\n\(content)\n</div>\n" }
    return """
      <section class="region" id="\(region.slug)">
      <h2>\(HTML.escaped(region.name)) <a class="anchor" href="#\(region.slug)" \
      aria-label="Link to this section">#</a></h2>
      \(content)
      </section>

      """
  }

  private func shown(_ region: SourceFile.Region) -> String {
    guard let showing = book.showings.showing(of: region, in: source.path) else { return "" }
    let title = HTML.escaped(book.title(of: showing.chapter))
    let link = HTML.link("../\(showing.page)#\(showing.anchor)", title)
    return "<p class=\"shown\">Shown in \(link).</p>\n"
  }
}
