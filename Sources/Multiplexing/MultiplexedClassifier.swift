import Layers
import Tensors

// MARK: - Texts with labels

/// A text as tokens, with one label or with one for each token.
public struct LabelledInstance: Sendable {
  /// The text.
  public let tokens: [Int32]
  /// The text's class alone, or each token's; `ignoredLabel` where none is to be named.
  public let labels: [Int32]

  /// A text and its labels.
  public init(tokens: [Int32], labels: [Int32]) { (self.tokens, self.labels) = (tokens, labels) }
}

// MARK: - An encoder that names classes

/// A linear layer on what is demultiplexed: it names the class of each instance, or of each token.
public struct MultiplexedClassifier {
  /// What has a class.
  public enum Unit: String, Codable, Sendable {
    /// A whole instance, by the mean of its tokens' vectors.
    case instance
    /// Each token, by its own vector.
    case token
  }

  /// What reads.
  public let encoder: MultiplexedEncoder
  /// What has a class.
  public let unit: Unit
  let head: Linear
  let headParameters = ParameterStore()

  /// A freshly drawn layer above an encoder.
  public init(
    _ encoder: MultiplexedEncoder, naming unit: Unit, classes: Int,
    using generator: inout some RandomNumberGenerator
  ) {
    (self.encoder, self.unit) = (encoder, unit)
    head = Linear(
      inputWidth: encoder.configuration.backbone.width, outputWidth: classes,
      in: headParameters.scope["classes"], using: &generator)
  }

  /// A row of scores for each slot of a batch, or for each real token, slot after slot.
  public func scores(
    of mixes: Mixes, _ batch: MultiplexedBatch, on tape: Tape? = nil
  ) -> Tensor {
    let vectors = encoder.vectors(of: mixes, at: batch.places, on: tape)
    return head(unit == .token ? vectors : vectors.averagingRows(of: batch.placesBySlot))
  }
}

// MARK: - Fine-tuning

/// The third stage: how a multiplexed classifier learns its task.
public struct FineTuning: Codable, Hashable, Sendable {
  /// Instances in a step, rounded up to whole groups.
  public var instances = 32
  /// The number of steps.
  public var steps: Int
  /// The highest learning rate.
  public var rate: Float
  /// The weight of the retrieval loss, which is kept so that instances stay apart
  /// (arXiv 2202.09318).
  public var retrievalWeight: Float = 0.1

  /// The share of steps in which each instance stands in all slots of its group, as it does in an
  /// ensemble: nobody learns that from mixes of strangers.
  public var ensembleShare: Float = 0

  /// Fine-tuning in so many steps.
  public init(steps: Int, rate: Float = 1e-3) { (self.steps, self.rate) = (steps, rate) }
}

extension MultiplexedClassifier {
  /// Trains encoder and linear layer together. Once the examples are used up, but for a rest smaller
  /// than a step, who shares a pass with whom is drawn anew, among texts of about the same length.
  ///
  /// - Parameter report: receives the number of steps made and the task's loss; may throw to end it.
  public func train(
    on examples: [LabelledInstance], _ settings: FineTuning,
    using generator: inout some RandomNumberGenerator,
    report: (_ step: Int, _ loss: Float) throws -> Void
  ) throws {
    let size = encoder.wholeGroups(settings.instances)
    precondition(examples.count >= size, "\(examples.count) examples for steps of \(size)")
    let training = Training(steps: settings.steps, rate: settings.rate)
    let lengths = examples.map(\.tokens.count)
    var batches: [ArraySlice<Int>] = []
    try training.run([encoder.parameters, headParameters], report: report) { tape in
      if batches.isEmpty {
        let order = packed(
          examples.indices.shuffled(using: &generator), by: lengths, within: 8 * size)
        batches = stride(from: 0, through: order.count - size, by: size)
          .map { order[$0..<$0 + size] }.shuffled(using: &generator)
      }
      let isEnsemble = generator.uniform() < settings.ensembleShare
      let copies = isEnsemble ? encoder.configuration.groupSize : 1
      let chosen = batches.removeLast().prefix(size / copies).map { examples[$0] }
      return loss(
        of: chosen, copies: copies, settings.retrievalWeight, on: tape, using: &generator)
    }
  }

  /// The task's loss; the retrieval loss is added on the tape.
  func loss(
    of examples: [LabelledInstance], copies: Int = 1, _ retrievalWeight: Float, on tape: Tape,
    using generator: inout some RandomNumberGenerator
  ) -> Float {
    let batch = MultiplexedBatch(
      examples.map(\.tokens),
      Grouping(examples.count, groupSize: encoder.configuration.groupSize, copies: copies))
    let mixes = encoder(batch, on: tape)
    let labels = batch.grouping.instances.flatMap { examples[$0].labels }
    let loss = scores(of: mixes, batch, on: tape).crossEntropy(labels: labels)
    if retrievalWeight > 0 {
      _ = encoder.retrievalLoss(
        mixes, of: batch, weight: retrievalWeight, on: tape, using: &generator)
    }
    return loss
  }
}

// MARK: - Answers

/// What a classifier says of one instance.
public struct Answer: Sendable {
  /// The slot of its group in which the instance stood, or the first of them.
  public let slot: Int
  /// The scores of the classes: one row, or one for each token.
  public let scores: [[Float]]

  /// An answer from a slot.
  public init(slot: Int, scores: [[Float]]) { (self.slot, self.scores) = (slot, scores) }
}

extension MultiplexedClassifier {
  /// Answers for instances, each the mean over the slots in which it stood.
  ///
  /// - Parameters:
  ///   - order: the instances' places in the order in which they come; neighbours share a pass.
  ///   - copies: the slots that each takes: 1 for throughput, N for an ensemble (arXiv 2302.12441,
  ///     ensembling).
  ///   - groups: how many mixes are read side by side.
  /// - Returns: an answer for each instance, in the order of `instances`.
  public func answers(
    for instances: [[Int32]], order: [Int], copies: Int = 1, groups: Int = 16
  ) -> [Answer] {
    precondition(order.sorted().elementsEqual(instances.indices), "each instance comes once")
    var result = [Answer?](repeating: nil, count: instances.count)
    let size = max(1, groups * encoder.configuration.groupSize / copies)
    for first in stride(from: 0, to: order.count, by: size) {
      let chosen = order[first..<min(first + size, order.count)]
      let grouping = Grouping(
        chosen.count, groupSize: encoder.configuration.groupSize, copies: copies)
      let batch = MultiplexedBatch(chosen.map { instances[$0] }, grouping)
      for (instance, answer) in zip(chosen, answers(in: batch)) { result[instance] = answer }
    }
    return result.map { $0! }
  }

  /// An answer for each instance of a batch.
  func answers(in batch: MultiplexedBatch) -> [Answer] {
    let grouping = batch.grouping
    let scores = scores(of: encoder(batch), batch)
    let (elements, width) = (scores.elements, scores.width)
    let rows =
      unit == .token ? batch.placesBySlot : grouping.instances.indices.map { $0..<$0 + 1 }
    var slots = [[Int]](repeating: [], count: grouping.instanceCount)
    for (slot, instance) in grouping.instances.enumerated() { slots[instance].append(slot) }
    return slots.map { slots in
      let share = 1 / Float(slots.count)
      let means = (0..<rows[slots[0]].count).map { row in
        (0..<width).map { column in
          slots.reduce(0) { $0 + share * elements[(rows[$1].lowerBound + row) * width + column] }
        }
      }
      return Answer(slot: slots[0] % grouping.groupSize, scores: means)
    }
  }
}
