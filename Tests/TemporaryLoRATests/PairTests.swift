import Layers
import Tensors
import Testing

@testable import TemporaryLoRA

// MARK: - Pairs

private let markers = PairMarkers(to: 38, end: 39)

private func pairs(_ count: Int) -> [TextPair] {
  (0..<count).map { number in
    let source = tokens(3 + number % 3, seed: UInt64(number)).map { $0 % 19 }
    return TextPair(source: source, target: source.map { $0 + 19 })
  }
}

@Suite struct PairTests {
  @Test func `only translations and their ends are predicted`() {
    let lesson = Lesson(
      [TextPair(source: [1, 2], target: [3]), TextPair(source: [4], target: [5, 6, 7])], markers)
    #expect(lesson.texts == 2)
    #expect(lesson.inputs == [1, 2, 38, 3, 0, 4, 38, 5, 6, 7])
    let ignored = ignoredLabel
    #expect(lesson.labels == [ignored, ignored, 3, 39, ignored, ignored, 5, 6, 7, 39])
  }

  @Test func `filling up changes no score`() throws {
    let model = try decoder()
    let all = pairs(5)
    let together = model.logShares(of: Lesson(all, markers))
    let alone = all.flatMap { model.logShares(of: Lesson([$0], markers)) }
    #expect(together.count == alone.count)
    #expect(zip(together, alone).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `a block's scores come before its lesson, which helps the next`() throws {
    let model = try decoder()
    let adapter = adapter(to: model)
    var plan = LearningPlan()
    plan.rate = 1e-2
    let reader = PairReader(adapter.adapted, learning: adapter.parameters, by: plan, markers)
    let block = pairs(4)
    let first = reader.read(block)
    #expect(first == model.logShares(of: Lesson(block, markers)))
    for _ in 0..<40 { _ = reader.read(block) }
    let last = reader.read(block)
    #expect(last.reduce(0, +) > first.reduce(0, +) + 5)
  }

  @Test func `no verse depends on a later one, or on another one of its block`() throws {
    let model = try decoder()
    /// Scores and translations of three blocks of three verses.
    func read(_ verses: [TextPair]) -> [(scores: [Float], translations: [[Int32]])] {
      let adapter = adapter(to: model)
      var plan = LearningPlan()
      plan.rate = 1e-2
      let reader = PairReader(adapter.adapted, learning: adapter.parameters, by: plan, markers)
      return (0..<3).map { number in
        let block = Array(verses[3 * number..<3 * number + 3])
        let translations = reader.translate(block, limit: 6)
        return (reader.read(block), translations)
      }
    }
    let verses = pairs(9)
    var changed = verses
    let verse = verses[4]
    changed[4] = TextPair(
      source: verse.source, target: verse.target.map { 19 + ($0 - 18) % 19 })
    let (before, after) = (read(verses), read(changed))
    #expect(before[0].scores == after[0].scores)
    // Its source is as it was, and so are all translations of its block.
    #expect(before[0].translations == after[0].translations)
    #expect(before[1].translations == after[1].translations)
    let (first, own) = (verses[3].target.count + 1, verse.target.count + 1)
    #expect(before[1].scores.prefix(first) == after[1].scores.prefix(first))
    #expect(before[1].scores.dropFirst(first + own) == after[1].scores.dropFirst(first + own))
    #expect(before[1].scores != after[1].scores)
    #expect(before[2].scores != after[2].scores)
  }

  @Test func `what was learned is translated so`() throws {
    let model = try decoder()
    let copy = try trainableDecoder(like: model)
    var plan = LearningPlan()
    (plan.rate, plan.epochs) = (1e-2, 1)
    let reader = PairReader(copy, learning: copy.parameters, by: plan, markers)
    let block = pairs(3)
    for _ in 0..<150 { _ = reader.read(block) }
    #expect(reader.translate(block, limit: 8) == block.map(\.target))
    #expect(reader.translate(block, limit: 2) == block.map { Array($0.target.prefix(2)) })
  }
}

// MARK: - Agreement

@Suite struct BLEUTests {
  private func words(_ text: String) -> [Substring] { text.split(separator: " ") }

  @Test func `a translation like its reference has 100, one without any run of four none`() {
    let reference = words("and it came to pass in those days")
    #expect(abs(BLEU(reference, reference: reference).score - 100) < 1e-9)
    #expect(BLEU(words("and it came in to pass"), reference: reference).score == 0)
    #expect(BLEU([Substring](), reference: reference).score == 0)
  }

  @Test func `it is the formula's value`() {
    // 6 of 7 words, 4 of 6 pairs, 2 of 5 triples, 1 of 4 runs of four; 7 words for 8.
    let bleu = BLEU(
      words("and it came to be in those"), reference: words("and it came to pass in those days"))
    // exp(1 − 8/7) · (6/7 · 4/6 · 2/5 · 1/4)^(1/4)
    #expect(abs(bleu.score - 42.383_7) < 1e-3, "\(bleu.score)")
  }

  @Test func `no run counts more often than it stands in the reference`() {
    let bleu = BLEU(words("the the the the the"), reference: words("the the cat"))
    #expect(bleu.score == 0)
    let sum =
      BLEU(words("a b c d"), reference: words("a b c d"))
      + BLEU(words("a a a a"), reference: words("a x y z"))
    // 5 of 8, 3 of 6, 2 of 4, 1 of 2.
    #expect(abs(sum.score - 52.868_6) < 1e-3, "\(sum.score)")
  }
}

// MARK: - Two ways to take a mean

@Suite struct PerplexityTests {
  @Test func `the mean of blocks is never below that of tokens`() {
    let even: [[Float]] = [[-1, -1], [-1, -1]]
    #expect(abs(Perplexity.ofTokens(even) - Perplexity.meanOfBlocks(even)) < 1e-12)
    let uneven: [[Float]] = [[-1, -3], [-0.5, -0.1]]
    #expect(Perplexity.ofTokens(uneven) < Perplexity.meanOfBlocks(uneven))
    #expect(abs(Perplexity.ofTokens(uneven) - 3.158_193) < 1e-4)
    #expect(Perplexity.meanOfBlocks(uneven + [[]]) == Perplexity.meanOfBlocks(uneven))
  }
}
