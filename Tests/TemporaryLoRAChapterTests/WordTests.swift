import Evidence
import Foundation
import TemporaryLoRA
import Tensors
import Testing
import Text

@testable import temporary_lora

// MARK: - Words of a novel

@Suite struct WordTests {
  @Test func `tokens are put together to words, each with what its tokens gained`() throws {
    let known = String(repeating: "one two three four. Two said one. ", count: 40)
    let corpus = Corpus(
      name: "test",
      documents: [
        .init(title: "known", text: known), .init(title: "read", text: "four two Anne said.\nOne"),
      ])
    var configuration = Configuration.smoke
    (configuration.model.vocabularySize, configuration.readTokens) = (270, nil)
    let text = try NovelText(corpus.split(holdingOut: "read"), bible: nil, configuration)
    let count = text.heldOut.count
    func reading(_ logShare: Float) -> Reading {
      let scores = [Float](repeating: logShare, count: count - 1)
      return Reading(surprise: [1], ends: [count], norms: [], tokens: [scores])
    }
    let words = text.words(reading(-1), reading(-2))
    #expect(words.map(\.written) == ["four", "two", "Anne", "said.", "One"])
    #expect(words.map(\.key) == ["four", "two", "anne", "said", "one"])
    #expect(words.map(\.isCapitalised) == [false, false, true, false, true])
    #expect(words.reduce(0) { $0 + $1.tokens } == count)
    // A nat each, but for the first token, which has no score.
    for (place, word) in words.enumerated() {
      let scored = word.tokens - (place == 0 ? 1 : 0)
      #expect(abs(word.gain - Double(scored) / log(2)) < 1e-5)
    }
  }

  @Test func `what a block sees is in the window, and what came before it is not`() {
    var plan = ReadingPlan(block: 4, context: 2)
    plan.window = 6
    // Words of one token each; the third block begins at 8, and sees from 6 on.
    let words = ["a", "b", "c", "d", "e", "f", "g", "h", "a", "f", "g", "h", "z"].map {
      JudgedWord(written: $0, key: $0, tokens: 1, gain: 0)
    }
    let places = words.placed(by: plan).map(\.place)
    #expect(places.prefix(8).allSatisfy { $0 == .neverSeen })
    #expect(
      Array(places.suffix(5))
        == [.beyondWindow, .beyondWindow, .withinWindow, .withinWindow, .neverSeen])
    #expect([JudgedWord(written: "—", key: "", tokens: 1, gain: 0)].placed(by: plan).isEmpty)
  }
}

// MARK: - Books in translation

@Suite struct TranslationTests {
  private let text: TranslationText
  private let plan = Configuration.smoke.translation

  init() throws {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    text = try TranslationText(AlignedVerses.load(from: root), plan)
  }

  @Test func `books are held out whole`() throws {
    #expect(text.heldOut.map(\.book) == ["John"])
    #expect(text.heldOut[0].pairs.count == plan.verses)
    let known = Set(text.training)
    #expect(!text.heldOut[0].pairs.contains(where: known.contains))
    #expect(text.training.count > 2_500)
    let first = text.tokenizer.text(of: text.heldOut[0].pairs[0].target)
    #expect(first.hasPrefix("In the beginning was the Word"))
  }

  @Test func `batches are of pairs of about the same length`() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20 {
      let lengths = text.batch(8, using: &generator).map { $0.source.count + $0.target.count }
      #expect(lengths.max()! - lengths.min()! <= max(40, lengths.min()! / 2))
    }
  }

  @Test func `stops are words of their own, and letters small`() {
    let tokens = text.tokenizer.encode("Jesus wept; and the Jews said, Behold!")
    #expect(
      text.words(tokens)
        == ["jesus", "wept", ";", "and", "the", "jews", "said", ",", "behold", "!"])
  }

  @Test func `references as translations have all of BLEU, and perplexity is of all tokens`() {
    let blocks = text.heldOut[0].pairs.blocks(of: plan.block)
    let result = TranslationTrial.Result(
      nats: [10, 30], counts: [10, 10], translations: blocks.map { $0.map(\.target) })
    let scores = TranslationScores([result], text, plan)
    #expect(abs(scores.bleu() - 100) < 1e-9)
    #expect(abs(scores.perplexity() - exp(2)) < 1e-9)
    #expect(abs(scores.perplexity([1]) - exp(3)) < 1e-9)
  }
}
