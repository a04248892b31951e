import Layers
import Tensors

// MARK: - Pairs

/// A text and its translation.
public struct TextPair: Hashable, Sendable {
  /// The tokens of both.
  public let source, target: [Int32]

  /// A pair.
  public init(source: [Int32], target: [Int32]) { (self.source, self.target) = (source, target) }
}

/// The tokens that part a text from its translation, and end it.
public struct PairMarkers: Hashable, Sendable {
  let to, end: Int32

  /// Two tokens that stand in no text.
  public init(to: Int32, end: Int32) { (self.to, self.end) = (to, end) }
}

extension Lesson {
  /// Pairs whose translations are to be predicted, each given its source.
  public init(_ pairs: [TextPair], _ markers: PairMarkers) {
    self.init(
      pairs.map { pair in
        let source = pair.source + [markers.to]
        let ignored = [Int32](repeating: ignoredLabel, count: source.count - 1)
        return (source + pair.target, ignored + pair.target + [markers.end])
      })
  }
}

// MARK: - Translating

extension Transformer {
  /// A translation, each token the likeliest, until it ends or has `limit` tokens.
  public func translation(
    of source: [Int32], _ markers: PairMarkers, limit: Int
  ) -> [Int32] {
    let cache = KeyValueCache(for: configuration, capacity: source.count + 1 + limit)
    var (unread, translation) = (source + [markers.to], [Int32]())
    while translation.count < limit {
      let token = Int32(indexOfMaximum(nextTokenLogits(after: unread, keepingIn: cache)))
      guard token != markers.end else { break }
      translation.append(token)
      unread = [token]
    }
    return translation
  }
}

// MARK: - A reader of pairs

/// Translates a book block by block, and learns from the translations that others made of what it
/// has translated.
public final class PairReader {
  private let learner: Learner
  private let markers: PairMarkers

  /// Somebody who has read nothing.
  ///
  /// - Parameter parameters: what learns; nil where nothing does.
  public init(
    _ model: Transformer, learning parameters: ParameterStore?, by plan: LearningPlan,
    _ markers: PairMarkers
  ) {
    learner = Learner(model, learning: parameters, by: plan)
    self.markers = markers
  }

  /// Translates the sources of a block; nothing is learned.
  public func translate(_ block: [TextPair], limit: Int) -> [[Int32]] {
    block.map { learner.model.translation(of: $0.source, markers, limit: limit) }
  }

  /// Scores the translations of a block, and then learns from them, or from others.
  ///
  /// - Returns: ln of the probability of each token of the translations, their ends among them.
  public func read(_ block: [TextPair], learning others: [TextPair]? = nil) -> [Float] {
    let lesson = Lesson(block, markers)
    let scores = learner.model.logShares(of: lesson)
    learner.learn(others.map { Lesson($0, markers) } ?? lesson)
    return scores
  }
}
