import Layers
import Tensors

// MARK: - How a document is read

/// How a document is read block by block (arXiv 2401.11504v1, section 3).
public struct ReadingPlan: Codable, Hashable, Sendable {
  /// Δ: the tokens of a block. A block is scored before anything is learned from it.
  public var block = 128
  /// L_X: the tokens before a block that are seen when it is scored.
  public var context = 128
  /// L_T: the tokens before a block that are seen when it is learned from; they are no targets.
  public var prefix = 128
  /// How often each block is learned from; 0 for not at all.
  public var epochs = 2
  /// The learning rate, and after how many steps it is reached.
  public var rate: Float = 3e-4
  public var warmUp = 4
  /// Whether keys and values of earlier blocks are kept, though weights have changed since.
  public var reusesCache = false
  /// How a step is made. Its state is kept over the document.
  public var optimizer = AdamW.Configuration()

  /// Small blocks, for small models.
  public init() { optimizer.weightDecay = 0 }
}

// MARK: - A reader

/// Reads a document block by block, says how likely it found each token, and learns what it has read.
///
/// What it learns lives as long as the reader: the transformer is never changed.
public struct DocumentReader {
  private let plan: ReadingPlan
  private let adapter: TemporaryAdapter
  private let optimizer: AdamW
  private var text: [Int32] = []
  private var cache: KeyValueCache?

  /// Somebody who has read nothing.
  ///
  /// - Parameter model: a decoder whose context holds Δ tokens and those that are seen before them.
  public init(
    _ model: Transformer, _ configuration: AdapterConfiguration, _ plan: ReadingPlan,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition(
      model.configuration.contextLength >= plan.block + max(plan.context, plan.prefix),
      "a block and what is seen before it are longer than the model's context")
    adapter = TemporaryAdapter(to: model, configuration, using: &generator)
    optimizer = AdamW(adapter.parameters, plan.optimizer)
    self.plan = plan
  }

  /// How far what was learned has moved the transformer.
  public var norm: Float { adapter.norm }

  /// Scores a block, and then learns from it.
  ///
  /// - Parameter block: the next tokens, at most Δ.
  /// - Returns: ln of the probability of each token; the document's first has none, and 0.
  public mutating func read(_ block: [Int32]) -> [Float] {
    let scores = score(block)
    text += block
    for _ in 0..<plan.epochs { learn(block.count) }
    return scores
  }
}

// MARK: - Scoring

extension DocumentReader {
  /// Scores a block by what has been learned before it.
  private mutating func score(_ block: [Int32]) -> [Float] {
    if text.isEmpty {
      guard block.count > 1 else { return [0] }
      return [0] + logShares(of: Array(block.dropFirst()), after: [block[0]])
    }
    return logShares(of: block, after: Array(text.suffix(max(1, plan.context))))
  }

  private mutating func logShares(of block: [Int32], after context: [Int32]) -> [Float] {
    guard plan.reusesCache else {
      // The last token has nobody to predict.
      let hidden = adapter.adapted(context + block.dropLast())
      let labels = [Int32](repeating: ignoredLabel, count: context.count - 1) + block
      return Array(
        hidden.logShares(head: adapter.base.head, labels: labels).suffix(block.count))
    }
    let capacity = plan.context + plan.block
    var kept = cache ?? KeyValueCache(for: adapter.base.configuration, capacity: capacity)
    // All but the last of the context is in the cache, as long as there is room for the block.
    var unread = [context.last!]
    if kept.count == 0 || kept.count + block.count > capacity {
      kept = KeyValueCache(for: adapter.base.configuration, capacity: capacity)
      unread = context
    }
    cache = kept
    let hidden = adapter.adapted(unread + block.dropLast(), keepingIn: kept)
    let labels = [Int32](repeating: ignoredLabel, count: unread.count - 1) + block
    return Array(hidden.logShares(head: adapter.base.head, labels: labels).suffix(block.count))
  }
}

// MARK: - Learning

extension DocumentReader {
  /// Makes one step on the last `count` tokens, given what stands before them.
  private func learn(_ count: Int) {
    let seen = Array(text.suffix(count + plan.prefix))
    let masked = max(1, seen.count - count)
    guard seen.count > masked else { return }
    let labels =
      [Int32](repeating: ignoredLabel, count: masked - 1) + seen.dropFirst(masked)
    let tape = Tape()
    _ = adapter.adapted(Array(seen.dropLast()), on: tape)
      .crossEntropy(head: adapter.base.head, labels: labels)
    tape.backward()
    let warmth = min(1, Float(optimizer.stepCount + 1) / Float(max(1, plan.warmUp)))
    optimizer.step(learningRate: plan.rate * warmth)
  }
}

// MARK: - A whole document

extension DocumentReader {
  /// Reads a document from its beginning.
  ///
  /// - Parameter report: receives how many tokens were read, and ln of the probabilities of the last
  ///   block; may throw to end it.
  /// - Returns: ln of the probability of each token, block by block.
  public mutating func read(
    document: [Int32], report: (_ tokens: Int, _ scores: [Float]) throws -> Void
  ) rethrows -> [[Float]] {
    var scores: [[Float]] = []
    for start in stride(from: 0, to: document.count, by: plan.block) {
      let block = Array(document[start..<min(start + plan.block, document.count)])
      scores.append(read(block))
      try report(start + block.count, scores.last!)
    }
    return scores
  }
}
