import ChapterCommand
import Evidence
import Foundation
import TemporaryLoRA
import Text

// MARK: - Words that became likelier

/// A word of the novel, and how much likelier it was to the reader than to the base.
struct JudgedWord {
  /// As it is written, with the stops at its ends.
  let written: String
  /// Its letters alone, in lower case.
  let key: String
  /// How many tokens it has, and the bits that the reader saves on them.
  var tokens = 0
  var gain = 0.0
  /// Its place among all words.
  let place: Int

  var isCapitalised: Bool { written.first { $0.isLetter }?.isUppercase ?? false }
}

extension NovelText {
  /// The novel's words, with what a reader gained on each.
  func words(_ reader: Reading, _ base: Reading) -> [JudgedWord] {
    // The first token has no score.
    let gains =
      [0]
      + zip(reader.tokens!.joined(), base.tokens!.joined()).map {
        Double($0 - $1) / log(2)
      }
    var words: [JudgedWord] = []
    var (bytes, tokens, gain): ([UInt8], Int, Double) = ([], 0, 0)
    func end() {
      let written = String(decoding: bytes, as: UTF8.self).trimmed
      if tokens > 0 {
        words.append(
          JudgedWord(
            written: written, key: written.lowercased().filter(\.isLetter), tokens: tokens,
            gain: gain, place: words.count))
      }
      (bytes, tokens, gain) = ([], 0, 0)
    }
    for (token, saved) in zip(heldOut, gains) {
      let piece = tokenizer.decode([token])
      if let first = piece.first, first == 0x20 || first == 0x0a { end() }
      bytes += piece
      tokens += 1
      gain += saved
    }
    end()
    return words
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension TemporaryLoRAChapter {
  /// Where the gain is.
  static func words(
    _ readings: Readings, of text: NovelText, in notebook: Notebook
  ) throws {
    try notebook.cell("Words that became likelier") { page in
      let seed = notebook.seed
      let all = text.words(readings["reader-\(seed)"], readings["base-\(seed)"])
      let last = Array(all[(2 * all.count / 3)...])
      page.table(
        ["word", "how often", "bits saved, a time"],
        gains(of: last).map { [$0.word, "\($0.count)", Figure.text($0.gain / Double($0.count))] })
      let names = names(of: all, not: text)
      try measureShare(
        "names", last.filter { names.contains($0.key) && $0.isCapitalised }, of: last, in: notebook)
      try distances(all, from: 2 * all.count / 3, text, readings, on: page, in: notebook)
      passage(last, on: page)
    }
  }

  /// The words on which most was gained in all, and those on which most was lost.
  private static func gains(of words: [JudgedWord]) -> [(word: String, count: Int, gain: Double)] {
    let sums = Dictionary(words.map { ($0.key, (1, $0.gain)) }) { ($0.0 + $1.0, $0.1 + $1.1) }
    let sorted = sums.sorted { ($1.value.1, $0.key) < ($0.value.1, $1.key) }
      .filter { !$0.key.isEmpty }
    return (sorted.prefix(12) + sorted.suffix(6)).map { ($0.key, $0.value.0, $0.value.1) }
  }

  /// Words that always have a capital, and that the base has never seen.
  private static func names(of words: [JudgedWord], not text: NovelText) -> Set<String> {
    let known = Set(
      text.training.flatMap { novel in
        text.tokenizer.text(of: novel.tokens).lowercased().split { !$0.isLetter }.map(String.init)
      })
    let small = Set(words.filter { !$0.isCapitalised }.map(\.key))
    return Set(words.filter { $0.isCapitalised }.map(\.key)).subtracting(small)
      .subtracting(known)
  }

  /// The share of tokens, and of the whole gain, that some words have.
  private static func measureShare(
    _ name: String, _ some: [JudgedWord], of all: [JudgedWord], in notebook: Notebook
  ) throws {
    func sum(_ part: (JudgedWord) -> Double) -> Double {
      100 * some.reduce(0) { $0 + part($1) } / all.reduce(0) { $0 + part($1) }
    }
    try notebook.measure(
      .statistical("tokens-share-\(name)", seeds: [sum { Double($0.tokens) }], unit: "%"))
    try notebook.measure(
      .statistical("gain-share-\(name)", seeds: [sum(\.gain)], unit: "%"))
  }

  /// The gain by how long ago a word last stood.
  private static func distances(
    _ words: [JudgedWord], from first: Int, _ text: NovelText, _ readings: Readings,
    on page: Page, in notebook: Notebook
  ) throws {
    var last: [String: Int] = [:]
    var token = 0
    var groups: [[JudgedWord]] = [[], [], []]
    let window = readings.configuration.reading.context
    for word in words {
      if word.place >= first && !word.key.isEmpty {
        let group = last[word.key].map { token - $0 <= window ? 0 : 1 } ?? 2
        groups[group].append(word)
      }
      last[word.key] = token
      token += word.tokens
    }
    let names = ["within-window", "beyond-window", "never-seen"]
    let values = try zip(names, groups).map { name, words in
      let tokens = max(1, words.reduce(0) { $0 + $1.tokens })
      return try notebook.measure(
        .statistical(
          "gain-\(name)", seeds: [words.reduce(0) { $0 + $1.gain } / Double(tokens)],
          unit: "bits/token"))
    }
    page.draw(
      Plot(
        "What is gained on a token, by how long ago its word last stood", form: .bars,
        x: Axis("", categories: ["in the window", "before it", "never"]),
        y: Axis("gain", unit: "bits/token"),
        series: [
          Series("gain", values.enumerated().map { .init(Double($0), $1.estimate) })
        ]))
  }

  /// A passage of the last third, word by word.
  private static func passage(_ words: [JudgedWord], on page: Page) {
    let middle = words.count / 2
    let passage = words[middle..<min(middle + 60, words.count)]
    page.draw(
      Passage(
        "Bits that the reader saves on each word of a passage", unit: "bits",
        words: passage.map { .init($0.written, $0.gain) }))
  }
}
