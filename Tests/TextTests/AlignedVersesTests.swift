import Evidence
import Foundation
import Testing

@testable import Text

// MARK: - The committed Gospels

@Suite struct GospelsTests {
  private let verses: AlignedVerses
  private var parts: [[AlignedVerses.Verse]] { [verses.training, verses.validation, verses.test] }

  init() throws { verses = try AlignedVerses.load(from: repositoryData()) }

  @Test func `a verse is in one part, and the parts are all`() throws {
    #expect(parts.map(\.count) == [3_130, 289, 281])
    let places = parts.joined().map(\.place)
    #expect(Set(places).count == places.count)
    let lines = try Corpus.load("gospels", from: repositoryData()).documents.map { document in
      Set(document.text.split(separator: "\n").map { $0.split(separator: "\t")[0] })
    }
    #expect(lines.count == 5 && lines.allSatisfy { $0 == Set(places.map { $0[...] }) })
  }

  @Test func `what is known by heart is there in every language`() throws {
    func texts(_ place: String) throws -> [String] {
      let verse = try #require(parts.joined().first { $0.place == place })
      return AlignedVerses.Language.allCases.map { verse.text(in: $0) }
    }
    #expect(
      try texts("John 11:35") == [
        "Jesus wept.", "Jésus pleura.", "Y lloró Jesús.", "E Gesù lagrimò.", "Иисус прослезился.",
      ])
    #expect(
      try texts("John 1:1") == [
        "In the beginning was the Word, and the Word was with God, and the Word was God.",
        "Au commencement était la Parole, et la Parole était avec Dieu, et la Parole était Dieu.",
        "EN el principio era el Verbo, y el Verbo era con Dios, y el Verbo era Dios.",
        "NEL principio la Parola era, e la Parola era appo Dio, e la Parola era Dio.",
        "В начале было Слово, и Слово было у Бога, и Слово было Бог.",
      ])
  }

  @Test func `a language has its code and its name`() {
    let languages = AlignedVerses.Language.allCases
    #expect(languages.map(\.rawValue) == ["en", "fr", "es", "it", "ru"])
    #expect(languages.map(\.name) == ["English", "French", "Spanish", "Italian", "Russian"])
  }

  @Test func `no verse has anything odd`() throws {
    let odd = try Regex(#"  |^ | $| [.,;:?!)]|[(] |\d:\d|[^\w .,;:?!¿¡()'"’“”-]|_"#)
    let latin = try Regex("[A-Za-z]"), cyrillic = try Regex("[А-Яа-я]")
    for verse in parts.joined() {
      for language in AlignedVerses.Language.allCases {
        let text = verse.text(in: language)
        #expect(text.firstMatch(of: odd) == nil, "\(verse.place): \(text)")
        let foreign = language == .russian ? latin : cyrillic
        #expect(text.firstMatch(of: foreign) == nil, "\(verse.place): \(text)")
      }
    }
  }

  // The factor is wide: Luke's ancestors are "which was the son of" each in English, and a mere
  // ending in Russian.
  @Test(arguments: AlignedVerses.Language.allCases)
  func `a verse is about as long as in English`(language: AlignedVerses.Language) {
    let ratios = parts.joined().map { verse in
      Double(verse.text(in: language).count) / Double(verse.text(in: .english).count)
    }.sorted()
    let median = ratios[ratios.count / 2]
    #expect((0.8...1.1).contains(median))
    #expect(ratios[0] > 0.3 * median && ratios[ratios.count - 1] < 2.1 * median)
    let near = ratios.count { (0.6...1.6).contains($0 / median) }
    #expect(Double(near) > 0.98 * Double(ratios.count))
  }

  @Test func `what is held out is not told again in the same words`() throws {
    let all = parts.joined().map { runs(of: 8, in: $0.text(in: .english)) }
    let held = verses.validation.count + verses.test.count
    func shareKnown(_ heldOut: [Set<[Substring]>], from training: [Set<[Substring]>]) -> Double {
      let known = training.reduce(into: Set()) { $0.formUnion($1) }
      return Double(heldOut.count { !known.isDisjoint(with: $0) }) / Double(heldOut.count)
    }
    let byChapter = shareKnown(
      Array(all.suffix(held)), from: Array(all.prefix(verses.training.count)))
    var generator = TestGenerator(seed: 1)
    let shuffled = all.shuffled(using: &generator)
    let byVerse = shareKnown(Array(shuffled.prefix(held)), from: Array(shuffled.dropFirst(held)))
    #expect(byChapter < 0.04 && byVerse > 4 * byChapter)
  }

  /// Every run of `count` words.
  private func runs(of count: Int, in text: String) -> Set<[Substring]> {
    let words = text.lowercased().split { !$0.isLetter && $0 != "'" }
    guard words.count >= count else { return [] }
    return Set((0...words.count - count).map { Array(words[$0..<$0 + count]) })
  }
}

// MARK: - The parts

@Suite struct HeldOutChapterTests {
  @Test func `no chapter judges that choices are made by`() {
    let (validation, test) = (AlignedVerses.validationChapters, AlignedVerses.testChapters)
    #expect(validation.isDisjoint(with: test))
    #expect(validation.count == 19 && test.count == 16)
  }

  @Test func `every chapter that is held out is there, in the Gospels or in the fetched rest`()
    throws
  {
    let gospels = try AlignedVerses.load(from: repositoryData())
    let books = ["Matthew", "Mark", "Luke", "John"]
    func inGospels(_ chapters: Set<String>) -> Set<String> {
      chapters.filter { chapter in books.contains { chapter.hasPrefix("\($0) ") } }
    }
    #expect(Set(gospels.validation.map(\.chapter)) == inGospels(AlignedVerses.validationChapters))
    #expect(Set(gospels.test.map(\.chapter)) == inGospels(AlignedVerses.testChapters))
  }

  @Test(.enabled(if: isFetched("new-testament")))
  func `the Gospels stand in the New Testament, each verse in the same part`() throws {
    let gospels = try AlignedVerses.load(from: repositoryData())
    let whole = try AlignedVerses.load("new-testament", from: repositoryData())
    #expect([whole.training, whole.validation, whole.test].map(\.count) == [6_633, 569, 546])
    for (part, small) in [
      (whole.training, gospels.training), (whole.validation, gospels.validation),
      (whole.test, gospels.test),
    ] {
      #expect(Set(small).isSubset(of: part))
    }
    #expect(Set(whole.validation.map(\.chapter)) == AlignedVerses.validationChapters)
    #expect(Set(whole.test.map(\.chapter)) == AlignedVerses.testChapters)
  }
}

/// Whether the texts of a corpus that is not committed are there.
private func isFetched(_ name: String) -> Bool {
  guard let root = try? repositoryData(),
    let entry = try? Manifest.load(from: root).entry(named: name)
  else { return false }
  return entry.documents.allSatisfy {
    FileManager.default.fileExists(atPath: root.appendingPathComponent($0.file).path)
  }
}

// MARK: - Reading verses

@Suite struct AlignedVersesTests {
  private static let lines = ["John 1:1\tOne.", "John 4:2\tTwo.", "1 Peter 5:3\tThree."]

  /// The corpus in which all languages have these lines, save one that has others.
  private func verses(
    _ lines: [String] = Self.lines, but language: AlignedVerses.Language? = nil,
    with others: [String] = []
  ) throws -> AlignedVerses {
    let documents = AlignedVerses.Language.allCases.map { each in
      (title: each.name, text: (each == language ? others : lines).map { $0 + "\n" }.joined())
    }
    return try withSmallCorpus(documents) { try AlignedVerses.load("small", from: $0) }
  }

  @Test func `verses are read with their places, each language its own text`() throws {
    let read = try verses(
      but: .italian, with: ["John 1:1\tUno.", "John 4:2\tDue.", "1 Peter 5:3\tTre."])
    #expect(read.training.map(\.place) == ["John 1:1"] && read.validation.isEmpty)
    #expect(read.test.map(\.place) == ["John 4:2", "1 Peter 5:3"])
    #expect(read.test.map(\.chapter) == ["John 4", "1 Peter 5"])
    #expect(read.test.map { $0.text(in: .italian) } == ["Due.", "Tre."])
    #expect(read.test.map { $0.text(in: .russian) } == ["Two.", "Three."])
  }

  @Test(
    arguments: [
      (["John 1:1\tOne.", "John 4:3\tTwo.", "1 Peter 5:3\tThree."], 2, "John 4:2", "John 4:3"),
      (["John 4:2\tTwo.", "John 1:1\tOne.", "1 Peter 5:3\tThree."], 1, "John 1:1", "John 4:2"),
      (["John 1:1\tOne.", "John 4:2\tTwo."], 3, "1 Peter 5:3", nil),
      (lines + ["1 Peter 5:4\tFour."], 4, nil, "1 Peter 5:4"),
    ] as [([String], Int, String?, String?)])
  func `a language with another verse is refused, and both are told`(
    others: [String], line: Int, expected: String?, found: String?
  ) throws {
    let error = try #require(throws: CorpusError.self) { try verses(but: .spanish, with: others) }
    #expect(
      error
        == .misaligned(
          corpus: "small", document: "Spanish", line: line, expected: expected, found: found))
    func told(_ place: String?) -> String { place.map { "\"\($0)\"" } ?? "past the end" }
    #expect(
      error.description
        == "Line \(line) of \"Spanish\" in the corpus \"small\" should be \(told(expected)) as in "
        + "the first language, but is \(told(found)). Correct the file, and its entry in the "
        + "manifest.")
  }

  @Test(arguments: ["John 1", "1:1", "John 1:", "John1:1", "John 1:1b", "John 1.1", " 1:1"])
  func `a place that is no book, chapter and verse is refused`(place: String) throws {
    let error = try #require(throws: CorpusError.self) { try verses(["\(place)\tOne."]) }
    #expect(
      error == .wrongPlace(corpus: "small", document: "English", line: 1, found: place))
    #expect(
      error.description
        == "Line 1 of \"English\" in the corpus \"small\" should begin with a book, a chapter and "
        + "a verse, as \"John 11:35\" does, but begins with \"\(place)\". Correct the file, and "
        + "its entry in the manifest.")
  }

  @Test(arguments: ["John 1:1 One.", "John 1:1\t", "John 1:1\tOne\tTwo", ""])
  func `a line without a place, a tab and a text is refused`(line: String) throws {
    let error = try #require(throws: CorpusError.self) {
      try verses(but: .french, with: [line])
    }
    #expect(error == .notLabelled(corpus: "small", document: "French", line: 1, found: line))
  }

  @Test func `a language that is missing or empty is refused`() throws {
    let empty = try #require(throws: CorpusError.self) { try verses(but: .russian) }
    #expect(empty == .noExamples(corpus: "small", document: "Russian"))
    let missing = try #require(throws: CorpusError.self) {
      try withSmallCorpus([(title: "English", text: "John 1:1\tOne.\n")]) {
        try AlignedVerses.load("small", from: $0)
      }
    }
    #expect(missing == .unknownDocument(title: "French", allowed: ["English"]))
  }

  @Test func `a file that is missing or changed is refused`() throws {
    let documents = AlignedVerses.Language.allCases.map {
      (title: $0.name, text: "John 1:1\tOne.\n")
    }
    try withSmallCorpus(documents) { folder in
      let file = "chapters/data/Italian.tsv"
      try Data("John 1:1\tUno.\n".utf8).write(to: folder.appendingPathComponent(file))
      let changed = try #require(throws: CorpusError.self) {
        try AlignedVerses.load("small", from: folder)
      }
      #expect(
        changed
          == .wrongDigest(
            file: file, isFetched: false, expected: SHA256.digest(of: "John 1:1\tOne.\n".utf8),
            found: SHA256.digest(of: "John 1:1\tUno.\n".utf8)))
      try FileManager.default.removeItem(at: folder.appendingPathComponent(file))
      let missing = try #require(throws: CorpusError.self) {
        try AlignedVerses.load("small", from: folder)
      }
      #expect(missing == .missingFile(file: file, isFetched: false))
    }
  }
}
