// MARK: - Where a region is shown

/// A listing: a region of a source on a page.
struct Showing: Hashable {
  /// The chapter that shows it.
  let chapter: String
  /// The page that the chapter becomes.
  let page: String
  /// The line of the link.
  let place: Place
  /// The source.
  let path: String
  /// The region.
  let region: SourceFile.Region
  /// The listing's address on the page.
  let anchor: String
}

/// All listings of the book.
struct Showings {
  /// In order of the book.
  let all: [Showing]
  private let first: [String: Showing]

  init(_ all: [Showing]) {
    self.all = all
    first = Dictionary(all.map { (Self.key($0.path, $0.region), $0) }) { first, _ in first }
  }

  /// Where a region is shown first.
  func showing(of region: SourceFile.Region, in path: String) -> Showing? {
    first[Self.key(path, region)]
  }

  /// Whether a reader meets one listing before another.
  func comes(_ one: Showing, before other: Showing) -> Bool {
    all.first { $0 == one || $0 == other } == one
  }

  private static func key(_ path: String, _ region: SourceFile.Region) -> String {
    "\(path)#\(region.slug)"
  }
}

// MARK: - Finding listings

extension Chapter {
  /// The listings among the chapter's paragraphs.
  func showings(in repository: Repository) -> [Showing] {
    var anchors = Anchors()
    return blocks.compactMap { block in
      guard let link = block.linkAlone,
        case .source(let path, let fragment)? = try? Destination(link.address, in: repository),
        let source = repository.source(path), let region = source.region(fragment)
      else { return nil }
      return Showing(
        chapter: name, page: page, place: Place(self.path, block.line), path: path,
        region: region, anchor: anchors.add(source.listingAnchor(region)))
    }
  }
}

extension Block {
  /// The link that a paragraph is, if it is nothing else.
  var linkAlone: Inline.Link? {
    if case .paragraph(let inlines) = kind { inlines.onlyLink } else { nil }
  }
}
