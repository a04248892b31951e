import Layers
import Tensors

// MARK: - A lesson

/// Texts, and the tokens in them that are to be predicted.
public struct Lesson: Sendable {
  /// What is read: the texts one after the other, all of one length.
  public let inputs: [Int32]
  /// What follows each input, or `ignoredLabel`.
  public let labels: [Int32]
  /// How many texts there are.
  public let texts: Int

  /// A block to be predicted token by token, given what stands before it: nothing of that is a
  /// target, and neither is the first of all tokens.
  public init(_ block: [Int32], after context: some Collection<Int32>) {
    let tokens = Array(context) + block
    inputs = Array(tokens.dropLast())
    let ignored = max(0, context.count - 1)
    labels =
      [Int32](repeating: ignoredLabel, count: ignored) + tokens.dropFirst(ignored + 1)
    texts = 1
  }

  /// Several texts with their labels, each filled up at its end to the longest one's length.
  public init(_ rows: [(inputs: [Int32], labels: [Int32])]) {
    let length = rows.map(\.inputs.count).max() ?? 0
    func filled(_ row: [Int32], _ value: Int32) -> [Int32] {
      row + [Int32](repeating: value, count: length - row.count)
    }
    inputs = rows.flatMap { filled($0.inputs, 0) }
    labels = rows.flatMap { filled($0.labels, ignoredLabel) }
    texts = rows.count
  }

  /// Whether there is nothing to predict.
  var isEmpty: Bool { labels.allSatisfy { $0 == ignoredLabel } }
}

extension Transformer {
  /// ln of the share that each target of a lesson gets, in order.
  public func logShares(of lesson: Lesson) -> [Float] {
    guard !lesson.isEmpty else { return [] }
    let shares = self(lesson.inputs, sequences: lesson.texts)
      .logShares(head: head, labels: lesson.labels)
    return zip(shares, lesson.labels).filter { $1 != ignoredLabel }.map(\.0)
  }
}

// MARK: - How lessons are learned

/// How a model learns while it reads.
public struct LearningPlan: Codable, Hashable, Sendable {
  /// How often each lesson is learned; 0 for not at all.
  public var epochs = 2
  /// The learning rate.
  public var rate: Float = 3e-4
  /// After how many steps it is reached.
  public var warmUp = 4
  /// How a step is made.
  public var optimizer = Optimizer.adamW
  /// What stays from one lesson to the next.
  public var kept = Kept.everything

  /// How steps are made.
  public enum Optimizer: String, Codable, Sendable {
    /// By AdamW, without weight decay: that would pull what was learned back to nothing.
    case adamW
    /// By the gradient itself.
    case descent
  }

  /// What a learner may keep.
  public enum Kept: String, Codable, Sendable {
    /// What was learned, and the optimiser's averages.
    case everything
    /// What was learned.
    case parameters
    /// Neither: each lesson starts from nothing.
    case nothing
  }

  /// Two epochs by AdamW, and nothing is forgotten.
  public init() {}
}

// MARK: - Somebody who learns

/// A transformer, some of whose parameters learn from one lesson after the other.
///
/// Whose they are decides what this is: an adapter's, and it is temporary LoRA; all of them, and it
/// is dynamic evaluation (Krause et al., arXiv 1904.08378); nobody's, and it is the transformer.
public final class Learner {
  /// What reads.
  public let model: Transformer
  private let parameters: ParameterStore?
  private let plan: LearningPlan
  private let beginning: [Float]
  private var optimizer: AdamW?
  private var stepCount = 0

  /// Somebody who has learned nothing yet.
  ///
  /// - Parameter parameters: what learns; nil where nothing does.
  public init(_ model: Transformer, learning parameters: ParameterStore?, by plan: LearningPlan) {
    (self.model, self.parameters, self.plan) = (model, parameters, plan)
    beginning = plan.kept == .nothing ? parameters?.withValues { Array($0) } ?? [] : []
    optimizer = parameters.flatMap(freshOptimizer)
  }

  private func freshOptimizer(_ parameters: ParameterStore) -> AdamW? {
    guard plan.optimizer == .adamW else { return nil }
    var configuration = AdamW.Configuration()
    configuration.weightDecay = 0
    return AdamW(parameters, configuration)
  }

  /// Makes a step or more on a lesson.
  public func learn(_ lesson: Lesson) {
    guard let parameters, !lesson.isEmpty else { return }
    if plan.kept != .everything { optimizer = freshOptimizer(parameters) }
    if plan.kept == .nothing {
      parameters.withValues { values in
        for (place, value) in beginning.enumerated() { values[place] = value }
      }
    }
    for _ in 0..<plan.epochs {
      let tape = Tape()
      _ = model.loss(lesson.inputs, labels: lesson.labels, sequences: lesson.texts, on: tape)
      tape.backward()
      stepCount += 1
      let rate = plan.rate * min(1, Float(stepCount) / Float(max(1, plan.warmUp)))
      if let optimizer { optimizer.step(learningRate: rate) } else { parameters.descend(by: rate) }
    }
  }
}

extension ParameterStore {
  /// Moves every parameter down its gradient, and forgets the gradients.
  fileprivate func descend(by rate: Float) {
    withValues { values in
      withGradients { slopes in
        for place in values.indices { values[place] -= rate * slopes[place] }
      }
    }
    forgetGradients()
  }
}
