import Layers
import Tensors

// MARK: - Guessing what is hidden

/// Instances in which some tokens are to be guessed.
public struct HiddenTokens {
  /// The instances, some of their tokens replaced.
  public let instances: [[Int32]]
  /// What stood where a token is to be guessed, and `ignoredLabel` elsewhere.
  public let labels: [[Int32]]

  /// Instances with labels for all of their tokens; one at least is to be guessed.
  public init(instances: [[Int32]], labels: [[Int32]]) {
    precondition(instances.map(\.count) == labels.map(\.count))
    (self.instances, self.labels) = (instances, labels)
  }

  /// The places to be guessed at, and what stood there.
  func guesses(in batch: MultiplexedBatch) -> [(place: Place, token: Int32)] {
    batch.grouping.instances.enumerated().flatMap { slot, instance in
      labels[instance].enumerated().filter { $0.element != ignoredLabel }
        .map { (Place(slot: slot, token: $0.offset), $0.element) }
    }
  }
}

extension MultiplexedEncoder {
  /// The second stage: guessing hidden tokens of N instances in one pass (arXiv 2302.12441,
  /// multiplexed MLM).
  ///
  /// - Parameters:
  ///   - draw: the instances of a step, some whole groups of them.
  ///   - report: receives the number of steps made and the loss; may throw to end it.
  public func guess<Generator: RandomNumberGenerator>(
    _ training: Training, using generator: inout Generator,
    drawing draw: (inout Generator) -> HiddenTokens,
    report: (_ step: Int, _ loss: Float) throws -> Void
  ) throws {
    try training.run([parameters], report: report) { tape in
      guessingLoss(draw(&generator), on: tape)
    }
  }

  /// The mean of −ln of the share that hidden tokens get, in nats.
  public func guessingLoss(_ hidden: HiddenTokens, on tape: Tape? = nil) -> Float {
    let batch = MultiplexedBatch(
      hidden.instances, Grouping(hidden.instances.count, groupSize: configuration.groupSize))
    let guesses = hidden.guesses(in: batch)
    return vectors(of: self(batch, on: tape), at: guesses.map(\.place), on: tape)
      .crossEntropy(head: backbone.head, labels: guesses.map(\.token))
  }
}
