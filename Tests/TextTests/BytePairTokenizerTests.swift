import Foundation
import Testing

@testable import Text

// MARK: - Round trips

@Suite struct RoundTripTests {
  let tokenizer: BytePairTokenizer

  init() throws {
    tokenizer = try .trained(
      on: [novel("Persuasion", prefix: 100_000)], vocabularySize: 600,
      specialTokens: ["<|endoftext|>"])
  }

  @Test(arguments: 0..<20)
  func `a round trip gives back any bytes`(seed: Int) {
    var generator = TestGenerator(seed: UInt64(seed))
    let bytes = (0..<2000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    #expect(tokenizer.decode(tokenizer.encode(bytes)) == bytes)
  }

  @Test(arguments: [
    "", " ", "\r\n\t\u{0}", "Anne Elliot", "naïve café", "👩‍👩‍👧‍👦 and 🏳️‍🌈", "漢字 кириллица",
    String(repeating: "ha", count: 5000), String(repeating: " ", count: 5000), "<|endoftext|>",
  ])
  func `a round trip gives back any text`(text: String) {
    #expect(tokenizer.text(of: tokenizer.encode(text)) == text)
  }

  @Test(
    arguments: [[0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xff, 0xfe], [0xc3], [0x80]] as [[UInt8]])
  func `bytes that are no UTF-8 survive`(bytes: [UInt8]) {
    #expect(tokenizer.decode(tokenizer.encode(bytes)) == bytes)
    #expect(tokenizer.text(of: tokenizer.encode(bytes)).contains("\u{fffd}"))
  }

  @Test func `text never gives a special token`() throws {
    let end = try #require(tokenizer.specialToken("<|endoftext|>"))
    #expect(end == 599)
    #expect(!tokenizer.encode("<|endoftext|>").contains(end))
    #expect(tokenizer.decode([end]) == Array("<|endoftext|>".utf8))
    #expect(tokenizer.specialToken("[MASK]") == nil)
  }

  @Test func `a held-out novel takes less than half as many tokens as bytes`() throws {
    let bytes = try novel("Northanger Abbey", prefix: 50_000)
    #expect(tokenizer.encode(bytes).count * 2 < bytes.count)
  }
}

// MARK: - Training

@Suite struct TrainingTests {
  // Words: "ab", " cd", " ab", " cd". Three pairs occur twice: (space, c), (a, b) and (c, d); the
  // first has the lowest left id. Then (a, b) and (" c", d) occur twice, and last (space, ab) once.
  @Test func `of equally frequent pairs the smaller is merged first`() throws {
    let tokenizer = try BytePairTokenizer.trained(
      on: [Array("ab cd ab cd".utf8)], vocabularySize: 300)
    #expect(tokenizer.merges == [TokenPair(32, 99), TokenPair(97, 98), TokenPair(256, 100)])
    #expect(tokenizer.encode("ab cd") == [257, 258])
    #expect(tokenizer.vocabularySize == 259)
  }

  // "aaaa" has the pair (a, a) three times; merged, it is two tokens, whose pair comes once a word.
  @Test func `a pair that overlaps itself is merged from the left`() throws {
    let tokenizer = try BytePairTokenizer.trained(
      on: [Array("aaaa".utf8), Array("aaaa".utf8)], vocabularySize: 300)
    #expect(tokenizer.merges == [TokenPair(97, 97), TokenPair(256, 256)])
    #expect(tokenizer.encode("aaaaa") == [257, 97])
  }

  @Test func `the most frequent pair is always merged, by a count taken anew`() throws {
    let text = try novel("Emma", prefix: 3000)
    let merges = try BytePairTokenizer.trained(on: [text], vocabularySize: 320).merges
    for step in merges.indices {
      let before = try BytePairTokenizer(merges: Array(merges[..<step]))
      var counts: [TokenPair: Int] = [:]
      for word in WordScanner(text) {
        for pair in before.encode(Array(word)).adjacentPairs { counts[pair, default: 0] += 1 }
      }
      let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
      #expect(best?.key == merges[step])
    }
  }

  @Test func `training twice gives the same tokenizer, whose vocabulary is full`() throws {
    let texts = [try novel("Emma", prefix: 60_000), try novel("Persuasion", prefix: 60_000)]
    let once = try BytePairTokenizer.trained(
      on: texts, vocabularySize: 700, specialTokens: ["[MASK]"])
    let again = try BytePairTokenizer.trained(
      on: texts.reversed(), vocabularySize: 700, specialTokens: ["[MASK]"])
    #expect(once == again)
    #expect(once.merges.count == 700 - 256 - 1)
    #expect(once.vocabularySize == 700)
    #expect(once.specialToken("[MASK]") == 699)
  }

  // Dictionaries change their order from one run to the next; the tokenizer must not.
  @Test func `every run learns the same tokenizer from a novel`() throws {
    let tokenizer = try BytePairTokenizer.trained(on: [novel("Persuasion")], vocabularySize: 1024)
    #expect(
      tokenizer.digest.description
        == "869bd88dc93b39ed562d6f5ee8e1edcf022d83a6b5f8dc31ebed8d4853b6c646")
  }
}

// MARK: - Refusals

@Suite struct TokenizerRefusalTests {
  @Test func `a vocabulary without room for the bytes is refused`() throws {
    let error = try #require(throws: TokenizerError.self) {
      try BytePairTokenizer.trained(on: [], vocabularySize: 256, specialTokens: ["[MASK]"])
    }
    #expect(
      error.description
        == "A vocabulary of 256 is too small: the 256 bytes and the special tokens take 257. "
        + "Ask for 257 or more.")
    #expect(try BytePairTokenizer.trained(on: [], vocabularySize: 256).vocabularySize == 256)
  }

  @Test func `merges that contradict themselves are refused`() {
    #expect(throws: TokenizerError.mergeOfUnknownToken(index: 0, pair: TokenPair(97, 256))) {
      try BytePairTokenizer(merges: [TokenPair(97, 256)])
    }
    #expect(throws: TokenizerError.mergeOfUnknownToken(index: 0, pair: TokenPair(-1, 97))) {
      try BytePairTokenizer(merges: [TokenPair(-1, 97)])
    }
    #expect(throws: TokenizerError.repeatedMerge(index: 1, pair: TokenPair(97, 98))) {
      try BytePairTokenizer(merges: [TokenPair(97, 98), TokenPair(97, 98)])
    }
  }

  @Test(arguments: [["[MASK]", "[MASK]"], [""]])
  func `special tokens that are alike or empty are refused`(names: [String]) {
    #expect(throws: TokenizerError.badSpecialTokens(names)) {
      try BytePairTokenizer(merges: [], specialTokens: names)
    }
  }
}

// MARK: - The merge engine

@Suite struct MergeTableTests {
  // As in a vocabulary made elsewhere, where the bytes' ids are shuffled and merges have any id.
  @Test func `merges work with the ids of any vocabulary`() {
    let table = MergeTable(
      byteTokens: (0..<256).map { 1000 - $0 },
      merges: [
        (TokenPair(1000 - 98, 1000 - 99), 7), (TokenPair(1000 - 97, 1000 - 98), 5),
        (TokenPair(1000 - 97, 7), 3),
      ])
    #expect(table.tokens(of: "abc".utf8) == [3])
    #expect(table.tokens(of: "ab".utf8) == [5])
    #expect(table.tokens(of: "bcabab".utf8) == [7, 5, 5])
    #expect(table.tokens(of: "".utf8) == [])
  }
}
