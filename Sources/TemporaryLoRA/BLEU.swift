import Foundation

// MARK: - Agreement with a translation

/// How many short runs of words translations have in common with their references (Papineni et al.,
/// 2002): counts of a whole corpus, from runs of one to four words.
public struct BLEU: Hashable, Sendable {
  /// How many runs of each length were found in the reference, and how many there are.
  private var found = [0, 0, 0, 0]
  private var all = [0, 0, 0, 0]
  private var words = 0
  private var referenceWords = 0

  /// Nothing counted yet.
  public init() {}

  /// The counts of one translation and its reference, both as words.
  public init<Word: Hashable>(_ translation: [Word], reference: [Word]) {
    (words, referenceWords) = (translation.count, reference.count)
    for length in 1...4 {
      var left: [ArraySlice<Word>: Int] = [:]
      for run in reference.runs(of: length) { left[run, default: 0] += 1 }
      for run in translation.runs(of: length) {
        all[length - 1] += 1
        // A run counts no more often than it stands in the reference.
        guard let count = left[run], count > 0 else { continue }
        left[run] = count - 1
        found[length - 1] += 1
      }
    }
  }

  /// The counts of two parts of a corpus together.
  public static func + (left: BLEU, right: BLEU) -> BLEU {
    var sum = left
    for place in 0..<4 {
      sum.found[place] += right.found[place]
      sum.all[place] += right.all[place]
    }
    sum.words += right.words
    sum.referenceWords += right.referenceWords
    return sum
  }

  /// From 0 to 100: the geometric mean of the shares that were found, less for what is too short.
  public var score: Double {
    guard found.allSatisfy({ $0 > 0 }) else { return 0 }
    let mean = zip(found, all).reduce(0) { $0 + log(Double($1.0) / Double($1.1)) / 4 }
    let brevity = min(0, 1 - Double(referenceWords) / Double(words))
    return 100 * exp(mean + brevity)
  }
}

extension Array {
  fileprivate func runs(of length: Int) -> [ArraySlice<Element>] {
    guard count >= length else { return [] }
    return (0...count - length).map { self[$0..<$0 + length] }
  }
}
