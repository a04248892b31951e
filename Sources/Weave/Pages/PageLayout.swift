import Evidence
import Foundation
import Mustache

// MARK: - The layout of pages

/// The template around each page's content, `site/page.mustache`.
struct PageLayout {
  static let path = "site/page.mustache"

  private let template: MustacheTemplate
  private let book: Manuscript

  /// - Throws: `LayoutError` where there is no template, or none that can be read.
  init(for book: Manuscript) throws(LayoutError) {
    guard let text = book.repository.text(Self.path) else { throw LayoutError(reason: nil) }
    do {
      template = try MustacheTemplate(string: text)
    } catch {
      throw LayoutError(reason: "\(error)")
    }
    self.book = book
  }

  /// The whole page.
  func html(of page: LaidOutPage) -> String { template.render(context(of: page)) }
}

/// A page with all that its layout asks for.
struct LaidOutPage {
  enum Kind: String { case contents, chapter, appendix, source, record }

  /// Its address, relative to the front page.
  let address: String
  let kind: Kind
  let title: String
  let description: String
  let content: String
  let headings: [PageContent.Heading]
}

/// The template cannot be used.
public struct LayoutError: Error, CustomStringConvertible {
  /// What is wrong with it; nil where there is none.
  public let reason: String?

  /// What the error tells its reader.
  public var description: String {
    "\(PageLayout.path):1: "
      + (reason.map { "the layout cannot be read: \($0); correct it" }
        ?? "there is no layout for the pages; restore it with git")
  }
}

// MARK: - What the template may name

extension PageLayout {
  private func context(of page: LaidOutPage) -> [String: Any] {
    let root = page.address.contains("/") ? "../" : ""
    let headings = page.headings.filter { (2...3).contains($0.level) }
    var context: [String: Any] = [
      "language": "en", "kind": page.kind.rawValue,
      "isContents": page.kind == .contents, "isSource": page.kind == .source,
      "isRecord": page.kind == .record,
      "isProse": page.kind == .chapter || page.kind == .appendix,
      "book": book.title, "title": page.title,
      "windowTitle": page.kind == .contents ? book.title : "\(page.title) · \(book.title)",
      "description": page.description, "root": root, "home": "\(root)index.html",
      "body": page.content,
      "contents": book.contents.entries.map { entry in
        [
          "title": entry.title, "href": root + address(of: entry),
          "isCurrent": address(of: entry) == page.address,
          "isAppendix": entry.name.hasPrefix("appendix"),
        ] as [String: Any]
      },
      "hasOnThisPage": headings.count > 1,
      "onThisPage": headings.map { heading in
        [
          "title": heading.title, "href": "#\(heading.anchor)", "isMinor": heading.level == 3,
        ] as [String: Any]
      },
      "records": book.shelf.records.keys.sorted().map { name in
        ["title": name, "href": root + RecordPage.address(of: name)]
      },
    ]
    let neighbours = neighbours(of: page)
    context["previous"] = neighbours.previous
    context["next"] = neighbours.next
    return context
  }

  private func address(of entry: Contents.Entry) -> String {
    "\(entry.name.dropLast(".md".count)).html"
  }

  /// The pages before and after a page of the book.
  private func neighbours(
    of page: LaidOutPage
  ) -> (previous: [String: String]?, next: [String: String]?) {
    let order =
      [(title: book.title, href: "index.html")]
      + book.contents.entries.map { (title: $0.title, href: address(of: $0)) }
    guard let index = order.firstIndex(where: { $0.href == page.address }) else {
      return (nil, nil)
    }
    func link(_ index: Int) -> [String: String]? {
      order.indices.contains(index)
        ? ["title": order[index].title, "href": order[index].href] : nil
    }
    return (link(index - 1), link(index + 1))
  }
}
