import Evidence
import Foundation
import Testing

@testable import Text

// MARK: - The committed verses

@Suite struct KingJamesMarksTests {
  private let verses: MarkedVerses
  private var parts: [[MarkedVerses.Verse]] { [verses.training, verses.validation, verses.test] }

  init() throws { verses = try MarkedVerses.load(from: repositoryData()) }

  @Test func `verses, words and supplied words are as many as in print`() {
    let words = parts.map { $0.flatMap(\.words) }
    #expect(parts.map(\.count) == [6_187, 850, 1_965])
    #expect(words.map(\.count) == [140_474, 23_250, 45_331])
    #expect(words.map { $0.count(where: \.isSupplied) } == [5_867, 1_073, 2_159])
  }

  @Test func `written with its marks again, a verse is the line that was read`() throws {
    let corpus = try Corpus.load("king-james-marks", from: repositoryData())
    for (part, document) in zip(parts, corpus.documents) {
      let lines = part.map { "\($0.place)\t\($0.marked)\n" }
      #expect(lines.joined() == document.text, "\(document.title)")
    }
  }

  @Test func `without its marks the text reads like any other`() throws {
    let odd = try Regex("  |^ | $| [.,;:?!)]|[(] |[^A-Za-z .,;:?!()'-]")
    for verse in parts.joined() {
      #expect(verse.text.firstMatch(of: odd) == nil, "\(verse.place): \(verse.text)")
    }
  }

  @Test func `what is known by heart is there, and marked`() throws {
    let psalm = try #require(verses.training.first { $0.place == "Psalms 23:1" })
    #expect(psalm.text == "The LORD is my shepherd; I shall not want.")
    #expect(psalm.words.filter(\.isSupplied).map(\.text) == ["is"])
  }

  @Test func `no title, letter or note from the margin is taken for a verse`() {
    let texts = parts.joined().map(\.text)
    #expect(!texts.contains { $0.contains("Heb.") || $0.contains("A Psalm of") })
    #expect(!texts.contains { $0.hasPrefix("ALEPH") || $0.hasPrefix("HE.") })
    #expect(texts.allSatisfy { !$0.isEmpty })
  }

  @Test func `no book stands in two parts`() {
    let books = parts.map { Set($0.map { $0.place.prefix { !$0.isNumber } }) }
    #expect(books.map(\.count) == [4, 4, 13])
    #expect(Set(books.joined()).count == 21)
  }
}

// MARK: - Reading marks

@Suite struct MarkedVersesTests {
  /// The last verse of a corpus in which each part ends with `line`.
  private func verse(ofLine line: String) throws -> MarkedVerses.Verse {
    let lines = "A 1:1\tOne {is} one.\n\(line)\n"
    let documents = ["training", "validation", "test"].map { (title: $0, text: lines) }
    return try withSmallCorpus(documents) { folder in
      try MarkedVerses.load("small", from: folder).test[1]
    }
  }

  @Test(
    arguments: [
      ("Where {art} thou?", "Where art thou?", [1]),
      ("{It is} good.", "It is good.", [0, 1]),
      ("not {any: he is} mighty {and} wise", "not any: he is mighty and wise", [1, 2, 3, 5]),
      ("({they are} vain;)", "(they are vain;)", [0, 1]),
      ("my {mother's} house, {even}", "my mother's house, even", [1, 3]),
    ] as [(String, String, [Int])])
  func `a mark covers whole words, and no stop at its ends`(
    marked: String, text: String, supplied: [Int]
  ) throws {
    let verse = try verse(ofLine: "A 1:2\t\(marked)")
    #expect(verse.place == "A 1:2")
    #expect(verse.text == text)
    #expect(verse.words.indices.filter { verse.words[$0].isSupplied } == supplied)
    #expect(verse.marked == marked)
  }

  @Test(
    arguments: [
      ("One {is one.", "{is"), ("One {is one {two} one.", "{two}"), ("One is} one.", "is}"),
      ("One {{is} one.", "{{is}"), ("One {is}} one.", "{is}}"), ("One {i}s one.", "{i}s"),
      ("One i{s} one.", "i{s}"), ("One {is,} one.", "{is,}"), ("One {} one.", "{}"),
      ("One { is } one.", "{"), ("One {is}  one.", ""), ("One {is} - one.", "-"),
    ])
  func `a wrong mark is refused with its line and what stands there`(
    marked: String, found: String
  ) throws {
    let error = try #require(throws: CorpusError.self) { try verse(ofLine: "A 1:2\t\(marked)") }
    #expect(
      error.description
        == "Line 2 of \"training\" in the corpus \"small\" should have words with one space "
        + "between, and one { before and one } after those that are supplied, but has "
        + "\"\(found)\". Correct the file, and its entry in the manifest.")
  }

  @Test(arguments: ["A 1:2 One {is} one.", "\tOne {is} one.", "A 1:2\t", "A\t1:2\tOne", ""])
  func `a line without a place, a tab and a text is refused`(line: String) throws {
    let error = try #require(throws: CorpusError.self) { try verse(ofLine: line) }
    #expect(
      error == .notLabelled(corpus: "small", document: "training", line: 2, found: line))
  }

  @Test func `an empty part is refused`() throws {
    let documents = [(title: "training", text: "A 1:1\tOne.\n"), (title: "validation", text: "")]
    let error = try #require(throws: CorpusError.self) {
      try withSmallCorpus(documents) { try MarkedVerses.load("small", from: $0) }
    }
    #expect(error == .noExamples(corpus: "small", document: "validation"))
  }
}
