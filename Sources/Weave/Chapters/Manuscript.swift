import Foundation

// MARK: - All that is woven

/// The chapters, sources and records of the book, before they become pages.
struct Manuscript {
  let repository: Repository
  let shelf: Shelf
  /// The front page, then the chapters in the order of its lists.
  let chapters: [Chapter]
  let contents: Contents
  let showings: Showings
  /// The sources of which every region must be shown.
  let mustShow: [SourceFile]
  /// What is wrong so far.
  let problems: [Problem]

  /// - Throws: `ManuscriptError` where there is no front page.
  init(_ root: URL) throws(ManuscriptError) {
    let repository = Repository(root: root)
    let path = "\(Chapter.folder)/\(Chapter.frontPage)"
    guard let text = repository.text(path) else { throw ManuscriptError(path: path) }
    let frontPage = Chapter(Chapter.frontPage, text: text)
    let names = repository.names(in: Chapter.folder, ending: ".md")
      .filter { $0 != Chapter.frontPage }
    let contents = Contents(of: frontPage, chapters: names)
    // A chapter that is not listed is an error, and is still looked through for others.
    let listed = contents.entries.map(\.name)
    let order = listed + names.filter { !listed.contains($0) }
    let chapters = order.compactMap { name in
      repository.text("\(Chapter.folder)/\(name)").map { Chapter(name, text: $0) }
    }
    self.repository = repository
    self.contents = contents
    self.chapters = [frontPage] + chapters
    shelf = Shelf(of: repository)
    showings = Showings(self.chapters.flatMap { $0.showings(in: repository) })
    mustShow = ShownSources.files(of: Array(shelf.records.values), in: repository)
    problems =
      contents.problems + shelf.problems
      + self.chapters.flatMap(\.problems)
      + self.chapters.flatMap(BareNumberCheck.problems)
      + self.chapters.flatMap(BareVerdictCheck.problems)
      + self.chapters.flatMap(RawHTMLCheck.problems)
      + self.chapters.flatMap(ArithmeticCheck.problems)
      + self.chapters.flatMap { [shelf] in BoundUnitCheck.problems(in: $0, shelf) }
      + RegionCheck.problems(showings, mustShow: mustShow)
  }
}

// MARK: - What pages ask of it

extension Manuscript {
  /// The book's title, which is that of its front page.
  var title: String { chapters[0].title?.plainText ?? "Untitled" }

  /// A chapter's title, as the contents have it.
  func title(of name: String) -> String {
    contents.entries.first { $0.name == name }?.title
      ?? chapters.first { $0.name == name }?.title?.plainText ?? name
  }
}

/// There is no front page, and so no book.
public struct ManuscriptError: Error, CustomStringConvertible {
  /// The page, relative to the project.
  public let path: String

  /// What the error tells its reader.
  public var description: String {
    "\(path):1: there is no front page; write it, with a list of the chapters"
  }
}
