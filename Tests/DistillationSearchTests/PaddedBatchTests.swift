import Layers
import Tensors
import Testing

@testable import DistillationSearch

// MARK: - Texts side by side

@Suite struct PaddedBatchTests {
  @Test func `short texts are padded to the longest`() {
    let batch = PaddedBatch([[5, 6, 7, 8, 9], [1, 2, 3]])
    #expect(batch.tokens == [5, 6, 7, 8, 9, 1, 2, 3, 0, 0])
    #expect(batch.lengths == [5, 3] && batch.realRows == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test func `what a text is read as does not depend on who stands beside it`() throws {
    let encoder = try teacherEncoder()
    let all = texts([3, 10, 6])
    let together = PaddedBatch(all)
    let states = encoder(together).elements
    for (text, rows) in zip(all, together.texts) {
      let alone = encoder(PaddedBatch([text])).elements
      for (one, other) in zip(alone, states[rows.lowerBound * 16..<rows.upperBound * 16]) {
        #expect(abs(one - other) < 1e-4)
      }
    }
  }

  @Test func `a share of the real tokens is hidden, and labels tell what stood there`() {
    var generator = SeededGenerator(seed: 3)
    let batch = PaddedBatch(texts([Int](repeating: 12, count: 200) + [7, 5]))
    let masked = MaskedTexts(batch, maskToken: 12, using: &generator)
    let rows = masked.guessedRows.map(Int.init)
    #expect(abs(Double(rows.count) / Double(batch.realRows.count) - 0.15) < 0.02)
    #expect(Set(rows).isSubset(of: Set(batch.realRows.map(Int.init))))
    for row in batch.tokens.indices {
      if rows.contains(row) {
        #expect(masked.labels[row] == batch.tokens[row])
      } else {
        #expect(masked.labels[row] == ignoredLabel && masked.batch.tokens[row] == batch.tokens[row])
      }
    }
    let hidden = rows.count { masked.batch.tokens[$0] == 12 }
    #expect(abs(Double(hidden) / Double(rows.count) - 0.8) < 0.06)
    let all = MaskedTexts(batch, maskToken: 12, hidden: 1, using: &generator)
    #expect(all.guessedRows.allSatisfy { all.batch.tokens[Int($0)] == 12 })
  }

  @Test func `guessing is learned`() throws {
    var generator = SeededGenerator(seed: 3)
    let shape = StudentShape(layers: 2, width: 16, heads: 2, feedForwardWidth: 32)
    let encoder = try Transformer(
      shape.configuration(vocabularySize: vocabulary, contextLength: 12), using: &generator)
    // Each text counts upwards: a hidden token follows from its neighbours.
    func draw() -> MaskedTexts {
      let texts = (0..<16).map { _ in
        let start = Int32.random(in: 0..<4, using: &generator)
        return (0..<8).map { start + Int32($0) }
      }
      return MaskedTexts(PaddedBatch(texts), maskToken: 12, hidden: 1, using: &generator)
    }
    var losses: [Float] = []
    try Training(steps: 300, rate: 1e-2).run(
      [encoder.parameters], report: { losses.append($1) },
      loss: { encoder.guessingLoss(draw(), on: $0) })
    #expect(losses[290...].reduce(0, +) / 10 < 0.3 * losses[..<10].reduce(0, +) / 10)
  }

  @Test func `translations are learned to be found among others`() throws {
    var generator = SeededGenerator(seed: 3)
    let shape = StudentShape(layers: 1, width: 16, heads: 1, feedForwardWidth: 32)
    let encoder = try Transformer(
      shape.configuration(vocabularySize: vocabulary, contextLength: 12), using: &generator)
    // A "language" of tokens 0 to 5, and another of tokens 6 to 11.
    func pair() -> (MaskedTexts, MaskedTexts) {
      let texts = (0..<8).map { _ in (0..<6).map { _ in Int32.random(in: 0..<6, using: &generator) }
      }
      func masked(_ texts: [[Int32]]) -> MaskedTexts {
        MaskedTexts(PaddedBatch(texts), maskToken: 12, using: &generator)
      }
      return (masked(texts), masked(texts.map { $0.map { $0 + 6 } }))
    }
    func ranking() -> Float {
      let (texts, others) = pair()
      let guessing = [texts, others].map { encoder.guessingLoss($0) }.reduce(0, +) / 2
      return 2 * (encoder.rankingLoss(texts, against: others) - guessing)
    }
    func mean() -> Float { (0..<20).reduce(0) { sum, _ in sum + ranking() } / 20 }
    let before = mean()
    // Who knows nothing gives each of the eight an equal share.
    #expect(abs(before - 2.08) < 0.3)
    try Training(steps: 300, rate: 1e-2).run([encoder.parameters], report: { _, _ in }) { tape in
      let (texts, others) = pair()
      return encoder.rankingLoss(texts, against: others, on: tape)
    }
    #expect(mean() < 0.5 * before)
  }
}
