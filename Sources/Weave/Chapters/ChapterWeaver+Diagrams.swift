// MARK: - Diagrams

extension ChapterWeaver {
  /// Sets a drawing that was made by hand; it becomes part of the page, and takes its colours.
  mutating func weaveDiagram(_ image: Inline.Link, _ line: Int) {
    guard let path = Path.resolved(image.address, in: Chapter.folder),
      let text = book.repository.text(path), path.hasSuffix(".svg")
    else {
      report(
        line, "there is no drawing \(image.address)",
        next: "draw it as SVG in chapters/figures, or correct the path")
      return
    }
    page.figureCount += 1
    let number = page.figureCount
    let anchor = page.anchors.add("figure-\(number)")
    do throws(DrawingError) {
      let drawing = try Drawing(text, id: anchor)
      page.add(
        """
        <figure class="diagram" id="\(anchor)">
        \(drawing.html)
        <figcaption><b>Figure \(number).</b> \(html(image.content))</figcaption>
        </figure>
        """)
    } catch {
      page.problems.append(Problem(Place(path, error.line), error.what, next: error.next))
    }
  }
}
