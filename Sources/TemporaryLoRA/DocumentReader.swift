import Layers
import Tensors

// MARK: - How a document is read

/// How a document is read block by block (arXiv 2401.11504).
public struct ReadingPlan: Codable, Hashable, Sendable {
  /// Δ: the tokens of a block. A block is scored before anything is learned from it.
  public var block: Int
  /// L_X: the tokens before a block that are seen when it is scored.
  public var context: Int
  /// W: the most tokens that are seen at once, the block's among them. Where they would be more,
  /// all but the last L_X are left behind.
  public var window: Int
  /// L_T: the tokens before a block that are seen when it is learned from.
  public var prefix: Int
  /// Whether keys and values are kept, though weights have changed since.
  public var reusesCache = false
  /// How it is learned from.
  public var learning = LearningPlan()

  /// A window that holds a block and its context, and as long a prefix.
  public init(block: Int, context: Int) {
    (self.block, self.context, window, prefix) = (block, context, context + block, context)
  }
}

// MARK: - A reader

/// Reads a document block by block, says how likely it found each token, and learns what it has
/// read.
public final class DocumentReader {
  private let learner: Learner
  private let plan: ReadingPlan
  private var text: [Int32] = []
  /// The first token that is still seen.
  private var start = 0
  private var cache: KeyValueCache?

  /// Somebody who has read nothing.
  ///
  /// - Parameters:
  ///   - model: a decoder whose context holds the window.
  ///   - parameters: what learns; nil where nothing does.
  public init(_ model: Transformer, learning parameters: ParameterStore?, by plan: ReadingPlan) {
    let context = model.configuration.contextLength
    precondition(
      plan.block > 0 && plan.context > 0 && plan.window >= plan.context + plan.block
        && context >= max(plan.window, plan.prefix + plan.block),
      "a block and what is seen before it fit into the window, and that into \(context) tokens"
    )
    learner = Learner(model, learning: parameters, by: plan.learning)
    self.plan = plan
  }

  /// Scores a block, and then learns from it.
  ///
  /// - Parameter block: the next tokens, at most Δ.
  /// - Returns: ln of the probability of each token, but not of a document's first: it has none.
  public func read(_ block: [Int32]) -> [Float] {
    let scores = score(block)
    learn(block)
    return scores
  }

  /// Takes tokens for read that are neither scored nor learned from.
  public func skip(_ tokens: [Int32]) {
    text += tokens
    leaveBehind(for: 0)
  }
}

// MARK: - Scoring

extension DocumentReader {
  /// Scores a block by what has been learned before it.
  private func score(_ block: [Int32]) -> [Float] {
    precondition(block.count <= plan.block, "\(block.count) tokens for a block of \(plan.block)")
    leaveBehind(for: block.count)
    guard plan.reusesCache else {
      return learner.model.logShares(of: Lesson(block, after: text[start...]))
    }
    let cache =
      self.cache ?? KeyValueCache(for: learner.model.configuration, capacity: plan.window)
    self.cache = cache
    // The last token that was scored has not been read: it had nobody to predict.
    let lesson = Lesson(block, after: text[(start + cache.count)...])
    guard !lesson.inputs.isEmpty else { return [] }
    let shares = learner.model(lesson.inputs, keepingIn: cache)
      .logShares(head: learner.model.head, labels: lesson.labels)
    return Array(shares.suffix(text.isEmpty ? block.count - 1 : block.count))
  }

  /// Makes room for tokens: what is left behind is never seen again.
  private func leaveBehind(for count: Int) {
    guard text.count - start + count > plan.window else { return }
    start = text.count - plan.context
    cache = nil
  }
}

// MARK: - Learning

extension DocumentReader {
  /// Learns a block that was scored, given what stands before it.
  private func learn(_ block: [Int32]) {
    learner.learn(Lesson(block, after: text.suffix(plan.prefix)))
    text += block
  }
}

// MARK: - A whole document

extension DocumentReader {
  /// Reads a document, or what follows of it, from its beginning to its end.
  ///
  /// - Parameter report: receives how many tokens of it have been read; may throw to end it.
  /// - Returns: ln of the probability of each token that has one, block by block.
  public func read(
    document: [Int32], report: (_ tokens: Int) throws -> Void
  ) rethrows -> [[Float]] {
    var scores: [[Float]] = []
    for start in stride(from: 0, to: document.count, by: plan.block) {
      let block = Array(document[start..<min(start + plan.block, document.count)])
      scores.append(read(block))
      try report(start + block.count)
    }
    return scores
  }

  /// Reads a document without a word.
  @discardableResult
  public func read(document: [Int32]) -> [[Float]] { read(document: document) { _ in } }
}

// MARK: - Writing on

extension DocumentReader {
  /// Writes on, block by block, and learns from what it wrote as from what it read.
  ///
  /// - Returns: the tokens that it wrote.
  public func write(
    _ count: Int, sampler: Sampler, using generator: inout some RandomNumberGenerator
  ) -> [Int32] {
    precondition(!text.isEmpty, "a reader continues something")
    var written: [Int32] = []
    while written.count < count {
      var block: [Int32] = []
      let length = min(plan.block, count - written.count)
      leaveBehind(for: length)
      learner.model.generate(
        after: Array(text[start...]), count: length, sampler: sampler, using: &generator
      ) { block.append($0) }
      learn(block)
      written += block
    }
    return written
  }
}
