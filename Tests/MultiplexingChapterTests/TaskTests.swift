import EncoderTasks
import Evidence
import Foundation
import Tensors
import Testing
import Text

@testable import multiplexing_chapter

// MARK: - Words as tokens

@Suite struct TokenTaskTests {
  private let verses: MarkedVerses
  private let tokenizer: BytePairTokenizer
  private let task: TokenTask

  init() throws {
    verses = try MarkedVerses.load(from: ProjectRoot.find(from: URL(fileURLWithPath: #filePath)))
    let text = verses.training.prefix(500).map(\.text).joined(separator: "\n")
    tokenizer = try .trained(on: [Array(text.utf8)], vocabularySize: 600)
    task = TokenTask(verses, tokenizer, longest: .max)
  }

  @Test func `the tokens are those of the running text, without a mark`() {
    for (verse, example) in zip(verses.test, task.test) {
      #expect(example.tokens == tokenizer.encode(verse.text), "\(verse.place)")
    }
  }

  @Test func `a label stands at each word's first token, and nowhere else`() {
    for (verse, example) in zip(verses.test, task.test) {
      let starts = example.labels.indices.filter { example.labels[$0] != ignoredLabel }
      let words = zip(starts, starts.dropFirst() + [example.tokens.count]).map { start, end in
        tokenizer.text(of: example.tokens[start..<end]).trimmingPrefix(" ")
      }
      #expect(words.map(String.init) == verse.words.map(\.text), "\(verse.place)")
      #expect(example.labels.count == example.tokens.count)
      #expect(starts.map { example.labels[$0] == 1 } == verse.words.map(\.isSupplied))
    }
  }

  @Test func `every word of every part has its label`() {
    let labels = [task.training, task.validation, task.test].map { $0.flatMap(\.labels) }
    #expect(labels.map { $0.count { $0 == 1 } } == [5_867, 1_073, 2_159])
    #expect(labels.map { $0.count { $0 != ignoredLabel } } == [140_474, 23_250, 45_331])
  }

  @Test func `a long verse is cut, a short one is whole`() {
    let short = TokenTask(verses, tokenizer, longest: 20)
    for (cut, whole) in zip(short.test, task.test) {
      #expect(cut.tokens == Array(whole.tokens.prefix(20)))
      #expect(cut.labels == Array(whole.labels.prefix(20)))
    }
  }

  @Test func `words alone tell more than nothing, and far from all`() {
    let always = F1Score.ofAlways(task.test)
    #expect(always.recall == 100)
    #expect(always.precision == 100 * 2_159.0 / 45_331)
    let shares = WordShares(task)
    #expect(shares.score(task.validation).f1 > 45)
    #expect((45...55).contains(shares.score(task.test).f1))
  }
}

// MARK: - What words alone tell

@Suite struct WordSharesTests {
  /// A text of words of one or two tokens; 5 alone and 5 before 9 are two words.
  private static func examples(_ words: [(tokens: [Int32], label: Int32)]) -> [TokenExample] {
    words.map { word in
      TokenExample(
        tokens: word.tokens,
        labels: [word.label] + word.tokens.dropFirst().map { _ in ignoredLabel })
    }
  }

  @Test func `a word is taken for what it was as often as pays where choices are made`() {
    let training = Self.examples([
      ([5], 1), ([5], 1), ([5], 0), ([5, 9], 1), ([5, 9], 0), ([5, 9], 0), ([7], 0), ([7], 0),
    ])
    let test = Self.examples([([5], 1), ([5], 0), ([5, 9], 1), ([5, 9], 0), ([7], 1), ([8], 0)])
    // Where the rarer word was never supplied, it pays to be strict, and where it was, not.
    let strict = WordShares(
      TokenTask(
        name: "strict", training: training, validation: Self.examples([([5], 1), ([5, 9], 0)]),
        test: test))
    #expect(strict.threshold == 2.0 / 3)
    #expect(strict.score(test) == F1Score(truePositives: 1, falsePositives: 1, falseNegatives: 2))
    let lax = WordShares(
      TokenTask(
        name: "lax", training: training, validation: Self.examples([([5], 1), ([5, 9], 1)]),
        test: test))
    #expect(lax.threshold == 1.0 / 3)
    #expect(lax.score(test) == F1Score(truePositives: 2, falsePositives: 2, falseNegatives: 1))
  }
}

// MARK: - F1

@Suite struct F1ScoreTests {
  @Test func `two of four are found, with one that is wrong`() {
    // Found: places 0, 1, 2. Right: 0, 1, 3, 5. Place 4 has no label.
    let score = F1Score(
      predictions: [1, 1, 1, 0, 1, 0, 0], labels: [1, 1, 0, 1, ignoredLabel, 1, 0])
    #expect(score == F1Score(truePositives: 2, falsePositives: 1, falseNegatives: 2))
    #expect(score.precision == 200.0 / 3)
    #expect(score.recall == 50)
    #expect(score.f1 == 400.0 / 7)
  }

  @Test func `parts add up to the whole`() {
    let (one, other) = (
      F1Score(predictions: [1, 0], labels: [1, 1]),
      F1Score(predictions: [1, 1, 0], labels: [0, 1, 1])
    )
    #expect(one + other == F1Score(predictions: [1, 0, 1, 1, 0], labels: [1, 1, 0, 1, 1]))
    #expect((one + other).f1 == 400.0 / 7)
  }

  @Test func `nothing found and nothing to be found is no division by zero`() {
    let score = F1Score(predictions: [0, 0], labels: [0, 0])
    #expect([score.precision, score.recall, score.f1] == [0, 0, 0])
  }
}

// MARK: - Recurring symbols

@Suite struct RecurrenceTests {
  private let task = SortingTask.recurrence(count: 8_000)
  private var rows: [Example] { task.training + task.validation + task.test }

  @Test func `a row of label 1 has one symbol twice, one of label 0 none`() {
    for row in rows {
      #expect(row.tokens.count == 8)
      #expect(row.tokens.allSatisfy { (0..<16).contains($0) })
      #expect(Set(row.tokens).count == 8 - Int(row.label))
    }
  }

  @Test func `half of each part have label 1`() {
    for part in [task.training, task.validation, task.test] {
      #expect(part.count { $0.label == 1 } * 2 == part.count)
    }
    #expect([task.training, task.validation, task.test].map(\.count) == [8_000, 1_000, 2_000])
    #expect(task.majority == 50)
    #expect(task.classes == 2)
  }

  @Test func `no row stands in two parts, nor twice in one, however few rows there are`() {
    // Of 6 symbols in 3 places there are 90 rows with one twice, of which 88 are wanted.
    let few = SortingTask.recurrence(length: 3, symbols: 6, count: 128)
    for task in [task, few] {
      let all = (task.training + task.validation + task.test).map(\.tokens)
      #expect(Set(all).count == all.count)
    }
  }

  @Test func `the two that are alike stand at any two places`() {
    var counts: [[Int]: Int] = [:]
    for row in rows where row.label == 1 {
      counts[
        row.tokens.indices.filter { place in
          row.tokens.count { $0 == row.tokens[place] } == 2
        }, default: 0] += 1
    }
    #expect(counts.count == 28)
    // 5,500 pairs at 28 pairs of places.
    #expect(counts.values.allSatisfy { abs(Double($0) - 196.4) < 5 * 196.4.squareRoot() })
  }

  @Test func `no symbol at any place speaks for a label`() {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 8 * 16), count: 2)
    for row in rows {
      for (place, symbol) in row.tokens.enumerated() {
        counts[Int(row.label)][place * 16 + Int(symbol)] += 1
      }
    }
    // Each is expected 5,500 / 16 times for each label.
    for (one, other) in zip(counts[0], counts[1]) {
      #expect(abs(Double(one - other)) < 5 * Double(one + other).squareRoot())
    }
  }

  @Test func `rows follow from the seed`() {
    let (same, other) = (
      SortingTask.recurrence(count: 8_000), SortingTask.recurrence(count: 8_000, seed: 1)
    )
    #expect(same.training.map(\.tokens) == task.training.map(\.tokens))
    #expect(other.training.map(\.tokens) != task.training.map(\.tokens))
  }
}
