import Evidence

// MARK: - Listings

extension ChapterWeaver {
  /// Sets the region that a link alone in a paragraph names, and beneath it what it put out.
  ///
  /// - Returns: Whether the link leads to a source at all.
  mutating func weaveListing(_ link: Inline.Link, _ line: Int) -> Bool {
    guard
      case .source(let path, let fragment)? = try? Destination(link.address, in: book.repository)
    else { return false }
    guard let source = book.repository.source(path) else {
      report(line, "\(path) is no text", next: "link to a file that can be shown")
      return true
    }
    guard let region = source.region(fragment) else {
      let names = source.regions.map(\.slug)
      if let fragment {
        report(line, DeadLink(noRegion: fragment, in: source))
      } else {
        report(
          line, "\(path) is no single region; it has \(names.joined(separator: ", "))",
          next: "name one of them, as in \(link.address)#\(names.first ?? "")")
      }
      return true
    }
    page.sources.insert(path)
    page.add(html(region, of: source, line))
    weaveOutput(ofCell: region.name, in: path, line)
    return true
  }

  private mutating func html(
    _ region: SourceFile.Region, of source: SourceFile, _ line: Int
  ) -> String {
    let showing = book.showings.all.first { $0.place == Place(chapter.path, line) }
    let anchor = showing?.anchor ?? source.listingAnchor(region)
    let target = region.isWholeFile ? source.page : "\(source.page)#\(region.slug)"
    let caption = [
      HTML.link(target, class: "file", HTML.breakable(source.shownPath)),
      region.isWholeFile
        ? nil : HTML.element("span", ["class": "region"], HTML.escaped(region.name)),
      continues(region, of: source, at: showing),
    ].compactMap(\.self).joined(separator: " ")
    return """
      <figure class="listing" id="\(anchor)">
      <figcaption>\(caption)</figcaption>
      \(highlighter.listing(of: region, in: source))
      </figure>
      """
  }

  /// Names the region before this one in the file, and leads to it. What the book shows only later
  /// cannot be continued yet.
  private func continues(
    _ region: SourceFile.Region, of source: SourceFile, at place: Showing?
  ) -> String? {
    guard let index = source.regions.firstIndex(of: region), index > 0 else { return nil }
    let before = source.regions[index - 1]
    let name = HTML.escaped(before.name)
    guard let showing = book.showings.showing(of: before, in: source.path) else {
      return HTML.element("span", ["class": "continues"], "continues \(name)")
    }
    guard let place, book.showings.comes(showing, before: place) else { return nil }
    let page = showing.page == chapter.page ? "" : showing.page
    return HTML.element(
      "span", ["class": "continues"], "continues " + HTML.link("\(page)#\(showing.anchor)", name))
  }
}

// MARK: - What a cell put out

extension ChapterWeaver {
  /// Sets the output of a cell beneath the listing of its region.
  private mutating func weaveOutput(ofCell cell: String, in path: String, _ line: Int) {
    let executable = path.split(separator: "/").prefix(2).joined(separator: "/")
    guard executable.split(separator: "/").last?.first?.isLowercase == true else { return }
    for (name, record) in book.shelf.records.sorted(by: { $0.key < $1.key })
    where record.code.sources.contains(executable) {
      guard let output = record.output(of: cell), !output.items.isEmpty else { continue }
      weave(output, items: output.items, of: name)
    }
  }

  /// Sets the output that a link alone in a paragraph names.
  ///
  /// - Returns: Whether the link leads to one.
  mutating func weaveOutput(_ link: Inline.Link, _ line: Int) -> Bool {
    guard
      case .record(let name, let fragment?)? = try? Destination(link.address, in: book.repository),
      let record = book.shelf.records[name],
      case .output(let output, let item)? = Binding(fragment, in: record, prefersOutput: true)
    else { return false }
    weave(output, items: item.map { [output.items[$0 - 1]] } ?? output.items, of: name)
    return true
  }

  private mutating func weave(_ output: CellOutput, items: [OutputItem], of record: String) {
    let provenance = "\(RecordPage.address(of: record))#\(RecordPage.anchor(of: output))"
    let content = items.map { item in
      OutputHTML.html(item, provenance: provenance) {
        page.figureCount += 1
        return (page.figureCount, page.anchors.add("figure-\(page.figureCount)"))
      }
    }
    page.add(
      "<div class=\"output\" role=\"group\" aria-label=\"Output\">\n\(content.joined())</div>")
  }
}
