// MARK: - The book's contents

/// The chapters in the order in which the front page lists them.
struct Contents {
  struct Entry: Hashable {
    /// The chapter's file.
    let name: String
    /// What the front page calls it.
    let title: String
    /// The line there.
    let line: Int
  }

  let entries: [Entry]
  let problems: [Problem]

  /// - Parameters:
  ///   - frontPage: The page with the lists.
  ///   - names: The files of all chapters.
  init(of frontPage: Chapter, chapters names: [String]) {
    var entries: [Entry] = []
    var problems: [Problem] = []
    for entry in frontPage.blocks.flatMap(\.listedChapters) {
      if let first = entries.first(where: { $0.name == entry.name }) {
        problems.append(
          Problem(
            Place(frontPage.path, entry.line), "\(entry.name) is listed a second time",
            next: "keep it here or in line \(first.line)"))
      } else {
        entries.append(entry)
      }
    }
    for name in names where !entries.contains(where: { $0.name == name }) {
      problems.append(
        Problem(
          Place("\(Chapter.folder)/\(name)", 1), "the chapter is not among the contents",
          next: "list it in \(frontPage.path)"))
    }
    self.entries = entries.filter { names.contains($0.name) }
    self.problems = problems
  }
}

// MARK: - Lists of chapters

extension Block {
  /// The links to chapters in the lists of this block.
  fileprivate var listedChapters: [Contents.Entry] {
    switch kind {
    case .list(let list): list.items.joined().flatMap(\.linkedChapters)
    case .quote(let blocks): blocks.flatMap(\.listedChapters)
    default: []
    }
  }

  private var linkedChapters: [Contents.Entry] {
    if case .paragraph(let inlines) = kind {
      inlines.flatMap(\.linkedChapters)
    } else {
      listedChapters
    }
  }
}

extension Inline {
  fileprivate var linkedChapters: [Contents.Entry] {
    guard case .link(let link) = kind else { return content.flatMap(\.linkedChapters) }
    guard link.address.hasSuffix(".md"), !link.address.contains("/"),
      link.address != Chapter.frontPage
    else { return [] }
    return [Contents.Entry(name: link.address, title: link.content.plainText, line: line)]
  }
}
