import Layers
import Tensors
import Testing

@testable import TemporaryLoRA

// MARK: - Reading a document

@Suite struct ReaderTests {
  private func plan(epochs: Int = 2, reusesCache: Bool = false) -> ReadingPlan {
    var plan = ReadingPlan()
    (plan.block, plan.context, plan.prefix) = (8, 12, 10)
    (plan.epochs, plan.rate, plan.reusesCache) = (epochs, 1e-2, reusesCache)
    return plan
  }

  private func reader(_ model: Transformer, _ plan: ReadingPlan) -> DocumentReader {
    var generator = SeededGenerator(seed: 4)
    return DocumentReader(model, AdapterConfiguration(), plan, using: &generator)
  }

  private func scores(
    _ document: [Int32], _ plan: ReadingPlan, by model: Transformer
  ) -> [Float] {
    var reader = reader(model, plan)
    return Array(reader.read(document: document) { _, _ in }.joined())
  }

  @Test(arguments: [false, true])
  func `no token's score depends on any later one`(reusesCache: Bool) throws {
    let (model, document) = (try decoder(), tokens(60))
    let plan = plan(reusesCache: reusesCache)
    let before = scores(document, plan, by: model)
    for place in [1, 7, 8, 23, 40, 59] {
      var changed = document
      changed[place] = (changed[place] + 1) % 40
      let after = scores(changed, plan, by: model)
      // What was read before is scored as before; the token itself is another one.
      #expect(after[..<place] == before[..<place])
      #expect(after[place] != before[place])
    }
  }

  @Test func `a block is learned from after it was scored, and helps the next`() throws {
    let (model, line) = (try decoder(), tokens(16))
    let document = (0..<12).flatMap { _ in line }
    let (with, without) = (
      scores(document, plan(), by: model), scores(document, plan(epochs: 0), by: model)
    )
    #expect(with[..<8] == without[..<8])
    #expect(with.suffix(48).reduce(0, +) > without.suffix(48).reduce(0, +) + 5)
  }

  @Test func `the transformer is what it was, bit by bit, and so is the next reader`() throws {
    let (model, document) = (try decoder(), tokens(60))
    let digest = model.parameters.withValues { Array($0) }
    let first = scores(document, plan(), by: model)
    #expect(model.parameters.withValues { Array($0) } == digest)
    #expect(scores(document, plan(), by: model) == first)
  }

  @Test func `without learning the cache changes nothing`() throws {
    let (model, document) = (try decoder(), tokens(60))
    // As long as the window is not full, both see all that was read.
    var whole = plan(epochs: 0)
    whole.context = 52
    var kept = whole
    kept.reusesCache = true
    let (one, other) = (scores(document, whole, by: model), scores(document, kept, by: model))
    #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `all tokens but the first are scored, whatever the last block's length is`() throws {
    let model = try decoder()
    for count in [1, 2, 8, 9, 20, 24] {
      let scores = scores(tokens(count), plan(), by: model)
      #expect(scores.count == count && scores[0] == 0)
      #expect(scores.dropFirst().allSatisfy { $0 < 0 })
    }
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
  }
}
