import Foundation
import Layers
import Tensors

// MARK: - Telling what was replaced

/// A small encoder fills in hidden tokens, and a larger one says of every token whether it was
/// filled in: ELECTRA's way of learning (arXiv 2003.10555), with N instances in each pass of both.
///
/// Where a hidden token is guessed, only the few that were hidden teach anything. Here all do.
public struct ReplacedTokenDetection {
  /// Guesses what is hidden.
  public let generator: MultiplexedEncoder
  /// Tells what was guessed; this is the encoder that is kept.
  public let discriminator: MultiplexedEncoder
  /// How much telling weighs beside guessing.
  public var weight: Float = 50
  let head: Linear
  let headParameters = ParameterStore()

  /// Two encoders of one group size and one vocabulary.
  public init(
    generator: MultiplexedEncoder, discriminator: MultiplexedEncoder,
    using random: inout some RandomNumberGenerator
  ) {
    precondition(generator.configuration.groupSize == discriminator.configuration.groupSize)
    (self.generator, self.discriminator) = (generator, discriminator)
    head = Linear(
      inputWidth: discriminator.configuration.backbone.width, outputWidth: 2,
      in: headParameters.scope["replaced"], using: &random)
  }
}

// MARK: - Both losses

extension ReplacedTokenDetection {
  /// What a batch taught: losses in nats.
  public struct Losses: Sendable {
    /// Of guessing, and of telling.
    public let generator, discriminator: Float
  }

  /// Both losses on one tape. What was guessed is drawn, and a draw has no slope: each encoder learns
  /// from its own loss alone.
  public func losses(
    _ hidden: HiddenTokens, on tape: Tape?, using random: inout some RandomNumberGenerator
  ) -> Losses {
    let grouping = Grouping(
      hidden.instances.count, groupSize: generator.configuration.groupSize)
    let batch = MultiplexedBatch(hidden.instances, grouping)
    let guesses = hidden.guesses(in: batch)
    let places = guesses.map(\.place)
    let guessed = generator.vectors(of: generator(batch, on: tape), at: places, on: tape)
    let drawn = generator.backbone.logits(guessed.detached()).drawingFromRows(using: &random)
    let guessing = guessed.crossEntropy(
      head: generator.backbone.head, labels: guesses.map(\.token))

    let filled = batch.replacing(Array(zip(places, drawn)))
    let replaced = Self.replaced(guesses, by: drawn)
    let all = filled.places
    let told = head(
      discriminator.vectors(of: discriminator(filled, on: tape), at: all, on: tape))
    return Losses(
      generator: guessing,
      discriminator: told.crossEntropy(
        labels: all.map { replaced.contains($0) ? 1 : 0 }, weight: weight))
  }

  /// Where another token was drawn than stood there: a guess that was right replaced nothing.
  static func replaced(
    _ guesses: [(place: Place, token: Int32)], by drawn: [Int32]
  ) -> Set<Place> {
    Set(zip(guesses, drawn).filter { $0.token != $1 }.map(\.0.place))
  }

  /// The second stage in ELECTRA's way.
  ///
  /// - Parameters:
  ///   - draw: the instances of a step, some whole groups of them.
  ///   - report: receives the number of steps made and the discriminator's loss; may throw to end it.
  public func learn<Generator: RandomNumberGenerator>(
    _ training: Training, using random: inout Generator,
    drawing draw: (inout Generator) -> HiddenTokens,
    report: (_ step: Int, _ loss: Float) throws -> Void
  ) throws {
    let stores = [generator.parameters, discriminator.parameters, headParameters]
    try training.run(stores, report: report) { tape in
      losses(draw(&random), on: tape, using: &random).discriminator
    }
  }
}

extension Tensor {
  /// A place in each row, drawn with the shares that softmax gives: the largest after noise of
  /// Gumbel's distribution is added.
  fileprivate func drawingFromRows(
    using random: inout some RandomNumberGenerator
  ) -> [Int32] {
    let noisy = Tensor(elements, shape: shape)
    noisy.withElements { logits in
      for i in logits.indices {
        logits[i] -= log(-log(max(random.uniform(), .leastNormalMagnitude)))
      }
    }
    return noisy.rowMaxima
  }
}
