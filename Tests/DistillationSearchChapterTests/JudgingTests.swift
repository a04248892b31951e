import DistillationSearch
import Evidence
import Foundation
import Layers
import Tensors
import Testing
import Text

@testable import distillation_search

// MARK: - Judging

@Suite struct JudgingTests {
  private func encoder() throws -> Transformer {
    var generator = SeededGenerator(seed: 1)
    let shape = StudentShape(layers: 1, width: 16, heads: 1, feedForwardWidth: 32)
    let encoder = try Transformer(
      shape.configuration(vocabularySize: 40, contextLength: 16), isTrainable: false,
      using: &generator)
    encoder.parameters.withValues { for i in $0.indices { $0[i] += 0.2 * generator.normal() } }
    return encoder
  }

  private func texts(_ count: Int, seed: UInt64) -> [[Int32]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      (0..<Int.random(in: 3..<14, using: &generator)).map { _ in
        Int32.random(in: 0..<39, using: &generator)
      }
    }
  }

  @Test func `the same verses in both languages are all found, others by chance`() throws {
    let same = texts(70, seed: 1)
    #expect(try encoder().retrievalAccuracy(on: [same, same]) == 100)
    let different = try encoder().retrievalAccuracy(on: [same, texts(70, seed: 2)])
    #expect(different < 10)
  }

  @Test func `verses in another order are found at the other's place, and so not`() throws {
    let same = texts(70, seed: 1)
    #expect(try encoder().retrievalAccuracy(on: [same, same.reversed()]) == 0)
  }

  @Test func `the largest element of each row`() {
    #expect(Tensor([1, 3, 2, 9, 0, -1, -3, -2, -1.5], shape: [3, 3]).largestOfRows == [1, 0, 2])
  }
}

// MARK: - Verses as tokens

@Suite struct VerseTextTests {
  @Test func `always the most frequent token is right as often as that is hidden`() throws {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    let text = try VerseText(
      AlignedVerses.load(from: root), vocabularySize: 300, longest: 40)
    // Hidden tokens are a sample of all: their shares are near those of all tokens.
    let shares = zip(text.training, text.test).map { training, test in
      let counts = Dictionary(training.joined().map { ($0, 1) }, uniquingKeysWith: +)
      let most = counts.values.max()!
      let tokens = test.joined()
      return counts.filter { $0.value == most }.map { frequent in
        100 * Double(tokens.count { $0 == frequent.key }) / Double(tokens.count)
      }.max()!
    }
    #expect(abs(text.frequentTokenAccuracy - shares.mean) < 0.1 * shares.mean)
  }

  @Test func `other tokens have another digest, and none is longer than allowed`() throws {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    let verses = try AlignedVerses.load(from: root)
    let text = try VerseText(verses, vocabularySize: 300, longest: 40)
    #expect(text.training.joined().allSatisfy { (1...40).contains($0.count) })
    let digests = try [40, 39].map { longest in
      try VerseText(verses, vocabularySize: 300, longest: longest).digest
    }
    #expect(digests[0] == text.digest && digests[1] != text.digest)
  }
}

// MARK: - Batches of verses

@Suite struct VerseReaderTests {
  private let verses: VerseText.Verses = (0..<3).map { language in
    (0..<50).map { verse in
      [Int32](repeating: Int32(100 * language + verse), count: 1 + verse % 9)
    }
  }

  @Test func `translations are the same verses in another language`() {
    var generator = SeededGenerator(seed: 1)
    let reader = VerseReader(verses, batchSize: 16)
    for _ in 0..<10 {
      let (texts, others) = reader.translations(using: &generator)
      #expect(texts.size == 8 && others.size == 8)
      let pairs = zip(texts.texts, others.texts).map {
        (texts.tokens[$0.lowerBound], others.tokens[$1.lowerBound])
      }
      #expect(pairs.allSatisfy { $0 % 100 == $1 % 100 && $0 / 100 != $1 / 100 })
      #expect(Set(pairs.map(\.0)).count == 8)
    }
  }

  @Test func `every verse in every language is read sooner or later, with little padding`() {
    var generator = SeededGenerator(seed: 1)
    var reader = VerseReader(verses, batchSize: 8)
    var (seen, real, all) = (Set<Int32>(), 0, 0)
    for _ in 0..<240 {
      let batch = reader.next(using: &generator)
      seen.formUnion(batch.realRows.map { batch.tokens[Int($0)] })
      real += batch.realRows.count
      all += batch.tokens.count
    }
    #expect(seen.count == 150)
    #expect(Double(real) / Double(all) > 0.85)
  }
}

// MARK: - Settings

@Suite struct ConfigurationTests {
  @Test func `the book's space has at least 200 students, all smaller than the teacher`() {
    let book = Configuration.book
    let students = book.space.students
    #expect(students.count >= 200)
    let teacher = book.teacherShape.multiplyAdds(tokens: book.tokens)
    #expect(students.allSatisfy { $0.multiplyAdds(tokens: book.tokens) <= teacher })
    #expect(students.allSatisfy { $0.layers <= book.teacher.layers })
    #expect(book.replays >= 50)
  }

  @Test func `ranks correlate, whatever the values are`() {
    #expect(abs(spearman([1, 2, 3], [10, 20, 1e9]) - 1) < 1e-12)
    #expect(abs(spearman([1, 2, 3], [3, 2, 1]) + 1) < 1e-12)
    // Equal values share a rank: with any order among them, this would not be symmetric.
    #expect(
      abs(spearman([1, 1, 2, 3], [1, 2, 3, 4]) - spearman([1, 1, 2, 3], [2, 1, 3, 4])) < 1e-12)
    #expect(abs(spearman([1, 1, 2, 3], [1, 2, 3, 4]) - 0.948_683_298) < 1e-8)
    #expect(spearman([1, 1, 1], [1, 2, 3]) == 0)
    #expect(abs(spearman([1, 2, 3, 4], [1, 3, 2, 4]) - 0.8) < 1e-12)
  }
}
