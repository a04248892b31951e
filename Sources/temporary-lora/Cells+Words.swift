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
  let tokens: Int
  let gain: Double

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
            gain: gain))
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
      // Of each seed, the words of the novel's last third.
      let novels = readings.seeds.map {
        text.words(readings["reader-\($0)"], readings["base-\($0)"])
      }
      let lasts = novels.map { Array($0[(2 * $0.count / 3)...]) }
      page.table(
        ["word", "how often", "bits saved, a time"],
        gains(of: lasts[0]).map {
          [$0.word, "\($0.count)", Figure.text($0.gain / Double($0.count))]
        })
      let names = names(of: novels[0], not: text)
      for (id, part) in [("tokens-share", { Double($0.tokens) }), ("gain-share", { $0.gain })]
        as [(String, (JudgedWord) -> Double)]
      {
        let shares = lasts.map { words in
          let some = words.filter { names.contains($0.key) && $0.isCapitalised }
          return 100 * some.reduce(0) { $0 + part($1) } / words.reduce(0) { $0 + part($1) }
        }
        try notebook.measure(.statistical("\(id)-names", seeds: shares, unit: "%"))
      }
      try distances(novels, readings.configuration.reading, on: page, in: notebook)
      passage(lasts[0], on: page)
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

  /// The gain by where a word last stood, over the novel's last third.
  private static func distances(
    _ novels: [[JudgedWord]], _ plan: ReadingPlan, on page: Page, in notebook: Notebook
  ) throws {
    let groups = novels.map { words in
      let placed = words.placed(by: plan)
      return Dictionary(grouping: placed.suffix(placed.count / 3)) { $0.place }
        .mapValues { placed in
          placed.reduce(0) { $0 + $1.word.gain } / placed.reduce(0) { $0 + Double($1.word.tokens) }
        }
    }
    let values = try WordPlace.allCases.map { place in
      try notebook.measure(
        .statistical(
          "gain-\(place.rawValue)", seeds: groups.map { $0[place] ?? 0 }, unit: "bits/token"))
    }
    page.draw(
      Plot(
        "What is gained on a token, by where its word last stood", form: .bars,
        x: Axis("", categories: ["in the window", "before it", "nowhere"]),
        y: Axis("gain", unit: "bits/token"),
        series: [
          Series(
            "gain",
            values.enumerated().map {
              .init(
                Double($0), $1.estimate, low: $1.interval?.low, high: $1.interval?.high)
            })
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

/// Where a word last stood.
enum WordPlace: String, CaseIterable {
  case withinWindow = "within-window"
  case beyondWindow = "beyond-window"
  case neverSeen = "never-seen"
}

extension [JudgedWord] {
  /// Words of letters with where each last stood: in what is seen when its first token is scored,
  /// before that, or nowhere.
  func placed(by plan: ReadingPlan) -> [(word: JudgedWord, place: WordPlace)] {
    var last: [String: Int] = [:]
    var token = 0
    return compactMap { word in
      defer {
        last[word.key] = token
        token += word.tokens
      }
      guard !word.key.isEmpty else { return nil }
      let window = token / plan.block * plan.block - plan.context
      return (
        word, last[word.key].map { $0 >= window ? .withinWindow : .beyondWindow } ?? .neverSeen
      )
    }
  }
}
