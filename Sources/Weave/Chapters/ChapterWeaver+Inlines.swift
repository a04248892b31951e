import Evidence

// MARK: - What stands within a line

extension ChapterWeaver {
  mutating func html(_ inlines: [Inline]) -> String {
    var result = ""
    for inline in inlines { result += html(inline) }
    return result
  }

  private mutating func html(_ inline: Inline) -> String {
    switch inline.kind {
    case .text(let text): return HTML.escaped(text)
    case .code(let code): return "<code>\(HTML.escaped(code))</code>"
    case .math(let latex): return math(latex, isDisplay: false, inline.line)
    case .emphasis(let content): return "<em>\(html(content))</em>"
    case .strong(let content): return "<strong>\(html(content))</strong>"
    case .softBreak: return "\n"
    case .lineBreak: return "<br>\n"
    case .html: return ""
    case .link(let link): return html(link, inline.line)
    case .image(let image):
      report(
        inline.line, "the image \(image.address) stands within a text",
        next: "put it into a paragraph of its own")
      let title = image.title.isEmpty ? "" : " title=\"\(HTML.escaped(image.title))\""
      return "<img src=\"\(HTML.escapedAddress(image.address))\" "
        + "alt=\"\(HTML.escaped(image.content.plainText))\"\(title)>"
    }
  }
}

extension [Inline] {
  /// The pieces with the texts of links in the place of the links.
  var withoutLinks: [Inline] {
    flatMap { inline -> [Inline] in
      if case .link(let link) = inline.kind { link.content.withoutLinks } else { [inline] }
    }
  }
}

// MARK: - Links

extension ChapterWeaver {
  private mutating func html(_ link: Inline.Link, _ line: Int) -> String {
    let destination: Destination
    do throws(DeadLink) {
      destination = try Destination(link.address, in: book.repository)
    } catch {
      report(line, error)
      return HTML.link(link.address, title: link.titleIfAny, html(link.content))
    }
    switch destination {
    case .elsewhere(let address): return html(link, elsewhere: address)
    case .samePage(let fragment):
      return reference(link, to: chapter.page, fragment, line)
    case .chapter(let name, let fragment):
      let page = book.chapters.first { $0.name == name }?.page ?? name
      return reference(link, to: page, fragment, line)
    case .source(let path, let fragment): return html(link, source: path, fragment, line)
    case .record(let name, let fragment): return html(link, record: name, fragment, line)
    }
  }

  /// A link to a page of the book; the place on the page is checked when all are woven.
  private mutating func reference(
    _ link: Inline.Link, to page: String, _ fragment: String?, _ line: Int
  ) -> String {
    let address = page == chapter.page && fragment != nil ? "" : page
    guard let slug = fragment?.slug else {
      return HTML.link(address, title: link.titleIfAny, html(link.content))
    }
    self.page.references.append(
      PageContent.Reference(place: Place(chapter.path, line), page: page, fragment: slug))
    return HTML.link("\(address)#\(slug)", title: link.titleIfAny, html(link.content))
  }

  /// A link out of the book; a title that begins with `paper: ` makes it a paper's figure.
  private mutating func html(_ link: Inline.Link, elsewhere address: String) -> String {
    guard link.title.hasPrefix("paper: ") else {
      return HTML.link(address, class: "external", title: link.titleIfAny, html(link.content))
    }
    let place = HTML.escaped(String(link.title.dropFirst("paper: ".count)))
    return HTML.link(
      address, class: "paper", "<span>\(html(link.content))</span> <cite>\(place)</cite>")
  }

  private mutating func html(
    _ link: Inline.Link, source path: String, _ fragment: String?, _ line: Int
  ) -> String {
    guard let source = book.repository.source(path) else {
      report(line, "\(path) is no text", next: "link to a file that can be shown")
      return ""
    }
    page.sources.insert(path)
    guard let fragment else {
      return HTML.link(source.page, class: "source", html(link.content))
    }
    guard let region = source.region(fragment) else {
      report(line, DeadLink(noRegion: fragment, in: source))
      return ""
    }
    for number in BareNumberCheck.numbers(in: Prose(link.content))
    where !source.holds(number.text, in: region) {
      report(
        line,
        "the text has \"\(number.text)\", which \(region.title(in: path)) does not hold",
        next: "link to the region that sets it")
    }
    return HTML.link("\(source.page)#\(region.slug)", class: "source", html(link.content))
  }
}

extension Inline.Link {
  /// The title; nil where there is none.
  var titleIfAny: String? { title.isEmpty ? nil : title }
}

extension DeadLink {
  /// A link to a region that a source does not have.
  init(noRegion fragment: String, in source: SourceFile) {
    let names = source.regions.map(\.slug).filter { !$0.isEmpty }
    self.init(
      what: "\(source.path) has no region \(fragment)"
        + (names.isEmpty ? ", nor any other" : "; it has \(names.joined(separator: ", "))"),
      next: names.isEmpty ? "link to the file as a whole" : names.suggestion(for: fragment.slug))
  }
}

// MARK: - Links into records

extension ChapterWeaver {
  private mutating func html(
    _ link: Inline.Link, record name: String, _ fragment: String?, _ line: Int
  ) -> String {
    let page = RecordPage.address(of: name)
    guard let record = book.shelf.records[name], let fragment else {
      // What is wrong with a bad record is told once, at the record.
      return HTML.link(page, title: link.titleIfAny, html(link.content))
    }
    guard let binding = Binding(fragment, in: record) else {
      report(
        line, "the record \(name) has no \(fragment)",
        next: record.fragments.suggestion(for: fragment))
      return ""
    }
    check(link, against: binding, fragment, of: name, line)
    let remark = book.shelf.engines[name]?.remark(on: record)
    return bound(link, to: binding, at: page, remark: remark.map { "; \($0)" } ?? "")
  }

  /// The text of a link must be what the record says.
  private mutating func check(
    _ link: Inline.Link, against binding: Binding, _ fragment: String, of name: String, _ line: Int
  ) {
    let text = link.content.plainText
    guard let expected = binding.text(for: link) else {
      let isFigure = !BareNumberCheck.numbers(in: Prose(link.content)).isEmpty
      guard isFigure || Verdict.allCases.contains(where: { text.contains($0.description) }) else {
        return
      }
      report(
        line, "the text has \"\(text)\", but \(fragment) of the record \(name) is a whole output",
        next: "bind it to a measurement or a claim")
      return
    }
    guard text != expected else { return }
    switch binding {
    case .verdict(let finding):
      report(
        line,
        "the claim \(finding.claim.id) is marked \"\(text)\", but its verdict is "
          + "\"\(expected)\"", next: "run book update, and mend what the text says of it")
    default:
      report(
        line, "the text has \"\(text)\", but \(fragment) of the record \(name) is \"\(expected)\"",
        next: "run book update")
    }
  }

  /// - Parameter remark: What must be known of all that the record measured.
  private mutating func bound(
    _ link: Inline.Link, to binding: Binding, at page: String, remark: String
  ) -> String {
    let text = html(link.content).keepingUnit
    switch binding {
    case .measurement(let measurement):
      return HTML.link(
        "\(page)#\(measurement.id)", class: "measured", title: measurement.summary + remark, text)
    case .verdict(let finding):
      return HTML.link(
        "\(page)#claim-\(finding.claim.id)", class: "verdict \(finding.verdict.className)",
        title: finding.claim.statement + remark, text)
    case .configuration(let path, _):
      return HTML.link("\(page)#\(path)", class: "configuration", title: path, text)
    case .bound(let finding, _):
      return HTML.link(
        "\(page)#claim-\(finding.claim.id)", class: "configuration",
        title: finding.claim.statement, text)
    case .output(let output, _):
      return HTML.link("\(page)#\(RecordPage.anchor(of: output))", text)
    }
  }
}
