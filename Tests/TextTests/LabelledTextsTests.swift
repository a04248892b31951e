import Evidence
import Foundation
import Testing

@testable import Text

// MARK: - The committed glosses

@Suite struct WordNetTests {
  @Test func `the glosses are there, in three parts, with the same sixteen classes in each`() throws
  {
    let glosses = try LabelledTexts.load("wordnet", from: repositoryData())
    #expect(glosses.labels.count == 16)
    #expect(glosses.labels == glosses.labels.sorted())
    #expect(glosses.training.count == 9_049)
    #expect(glosses.validation.count == 1_204)
    #expect(glosses.test.count == 2_547)
    for part in [glosses.training, glosses.validation, glosses.test] {
      #expect(Set(part.map(\.label)) == Set(0..<16))
    }
  }

  @Test func `no class is so frequent that naming it would be an answer`() throws {
    let glosses = try LabelledTexts.load("wordnet", from: repositoryData())
    for part in [glosses.training, glosses.test] {
      let counts = Dictionary(grouping: part, by: \.label).values.map(\.count)
      #expect(Double(counts.max() ?? 0) < 0.08 * Double(part.count))
    }
  }

  @Test func `no gloss stands in two parts`() throws {
    let glosses = try LabelledTexts.load("wordnet", from: repositoryData())
    let texts = (glosses.training + glosses.validation + glosses.test).map(\.text)
    #expect(Set(texts).count == texts.count)
  }

  @Test func `the notice under which they may be passed on stands beside them`() throws {
    let folder = try repositoryData().appendingPathComponent("chapters/data/wordnet")
    let notice = try String(
      contentsOf: folder.appendingPathComponent("NOTICE"), encoding: .utf8)
    #expect(notice.contains("Copyright 2006 by Princeton University"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let bytes = try files.map {
      try Data(contentsOf: folder.appendingPathComponent($0)).count
    }
    #expect(bytes.reduce(0, +) <= 1_000_000)
  }
}

// MARK: - A small labelled corpus

/// Loads a labelled corpus of the given files.
private func load(
  training: String = "b\tone\na\ttwo\n", validation: String = "a\tthree\n",
  test: String = "b\tfour five\n", titles: [String] = ["training", "validation", "test"]
) throws -> LabelledTexts {
  let documents = zip(titles, [training, validation, test]).map { (title: $0, text: $1) }
  return try withSmallCorpus(documents) { try LabelledTexts.load("small", from: $0) }
}

/// What loading says when it fails.
private func complaint(_ load: @autoclosure () throws -> LabelledTexts) throws -> String {
  try #require(throws: CorpusError.self) { try load() }.description
}

// MARK: - Reading labels

@Suite struct LabelledTextsTests {
  @Test func `a label is its place in alphabetical order, and a text is all after the tab`() throws
  {
    let texts = try load()
    #expect(texts.labels == ["a", "b"])
    #expect(
      texts.training == [.init(label: 1, text: "one"), .init(label: 0, text: "two")])
    #expect(texts.validation == [.init(label: 0, text: "three")])
    #expect(texts.test == [.init(label: 1, text: "four five")])
  }

  @Test func `a last line without its end counts too`() throws {
    #expect(try load(test: "a\tone\nb\ttwo").test.count == 2)
  }

  @Test(arguments: ["a two", "a\t", "\ttwo", "a\ttwo\tthree", ""])
  func `a line of another form is refused with its number`(line: String) throws {
    let found = try complaint(load(training: "b\tone\n\(line)\na\ttwo\n"))
    #expect(
      found
        == "Line 2 of \"training\" in the corpus \"small\" should be a label, a tab and a text, "
        + "but is \"\(line)\". Correct the file, and its entry in the manifest.")
  }

  @Test func `a label that was never learned is refused with those that were`() throws {
    let found = try complaint(load(test: "c\tfour\n"))
    #expect(
      found.hasPrefix(
        #"No training example of the corpus "small" has the label "c". They have: "a", "b"."#))
  }

  @Test func `an empty part is refused`() throws {
    let found = try complaint(load(validation: ""))
    #expect(
      found.hasPrefix(
        #"The document "validation" of the corpus "small" has no examples."#))
  }

  @Test func `a missing part is refused with those that there are`() throws {
    let found = try complaint(load(titles: ["training", "validation", "exam"]))
    #expect(
      found
        == #"There is no document "test". The corpus has: "training", "validation", "exam"."#)
  }
}
