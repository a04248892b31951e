import Foundation

// MARK: - Aligned verses

/// Verses of the New Testament in five languages, each verse in all of them: texts that differ in
/// everything but their meaning.
public struct AlignedVerses: Hashable, Sendable {
  /// A language; its raw value is the code of ISO 639-1.
  public enum Language: String, CaseIterable, Codable, Hashable, Sendable {
    case english = "en"
    case french = "fr"
    case spanish = "es"
    case italian = "it"
    case russian = "ru"

    /// The English name, "French" for example.
    public var name: String { "\(self)".capitalized }
  }

  /// A verse in every language.
  public struct Verse: Hashable, Sendable {
    /// Where it stands, "John 11:35" for example.
    public let place: String
    fileprivate let texts: [Language: String]

    /// The verse in `language`.
    public func text(in language: Language) -> String { texts[language]! }
    /// The book and chapter, "John 11" for example.
    public var chapter: String { String(place.prefix { $0 != ":" }) }
    /// The book, "John" for example.
    public var book: String { String(chapter[..<chapter.lastIndex(of: " ")!]) }
  }

  /// All verses, in their order.
  public let all: [Verse]
  /// What is learned from.
  public let training: [Verse]
  /// What choices are made by.
  public let validation: [Verse]
  /// What judges in the end, and decides nothing before.
  public let test: [Verse]
}

// MARK: - Chapters held out

extension AlignedVerses {
  // Matthew, Mark and Luke tell much in the same words, so a verse held out at random would stand
  // in another Gospel again. These chapters are held out whole, in every language, and with their
  // parallels: all that tell of the resurrection, and otherwise such as have none. Of the other
  // books they are letters without a twin and travels told once.

  /// The chapters that choices are made by.
  static let validationChapters = chapters([
    "Matthew": 28...28, "Mark": 16...16, "Luke": 24...24, "Acts": 27...28, "Philippians": 1...4,
    "James": 1...5,
  ]).union(["John 5", "John 8", "John 10", "John 20", "John 21"])

  /// The chapters that judge.
  static let testChapters = chapters([
    "Luke": 1...1, "Acts": 16...17, "Hebrews": 11...13, "1 Peter": 1...5,
  ]).union(["John 4", "John 9", "John 11", "John 15", "John 17"])

  private static func chapters(_ ranges: [String: ClosedRange<Int>]) -> Set<String> {
    Set(ranges.flatMap { book, numbers in numbers.map { "\(book) \($0)" } })
  }
}

// MARK: - Loading aligned verses

extension AlignedVerses {
  /// Loads the corpus that the manifest of `root` calls `name`: `gospels` is committed,
  /// `new-testament` is fetched. It has a document for each language, with the language's name for
  /// a title, and a line `place<TAB>text` for each verse; all have the same places in the same order.
  ///
  /// A chapter is in the same part of both corpora. Throws `CorpusError`: for files as `Corpus.load`
  /// does, for a line of another form, for a place that is no `book chapter:verse`, and where a
  /// document has another place than the first one.
  public static func load(_ name: String = "gospels", from root: URL) throws -> AlignedVerses {
    let corpus = try Corpus.load(name, from: root)
    let editions = try Language.allCases.map { language in
      (language, try corpus.document(titled: language.name).labelledLines(of: name))
    }
    let places = editions[0].1.map(\.label)
    for (index, place) in places.enumerated() where place.wholeMatch(of: /\S.* \d+:\d+/) == nil {
      throw CorpusError.wrongPlace(
        corpus: name, document: editions[0].0.name, line: index + 1, found: place)
    }
    for (language, lines) in editions {
      for index in 0..<max(places.count, lines.count) {
        let expected = places.indices.contains(index) ? places[index] : nil
        let found = lines.indices.contains(index) ? lines[index].label : nil
        guard expected == found else {
          throw CorpusError.misaligned(
            corpus: name, document: language.name, line: index + 1, expected: expected,
            found: found)
        }
      }
    }
    let verses = places.indices.map { index in
      let texts = editions.map { ($0.0, $0.1[index].text) }
      return Verse(place: places[index], texts: Dictionary(uniqueKeysWithValues: texts))
    }
    let isHeldOut = validationChapters.union(testChapters)
    return AlignedVerses(
      all: verses,
      training: verses.filter { !isHeldOut.contains($0.chapter) },
      validation: verses.filter { validationChapters.contains($0.chapter) },
      test: verses.filter { testChapters.contains($0.chapter) })
  }
}
