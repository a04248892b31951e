import Layers
import Tensors

// MARK: - What is timed

/// A transformer with made-up tokens and an optimiser: something to time.
///
/// How long a step takes does not depend on what the tokens say.
public struct TimedTransformer {
  /// The model.
  public let model: Transformer
  /// The tokens of a step: `sequences` sequences, each as long as the context.
  public let tokens: [Int32]
  private let optimizer: AdamW
  private let sequences: Int
  private let cache: KeyValueCache

  /// A model of the given shape, drawn from a fixed seed.
  ///
  /// - Throws: `TransformerConfiguration.Impossible`.
  public init(
    _ configuration: TransformerConfiguration, sequences: Int,
    optimizer: AdamW.Configuration = AdamW.Configuration()
  ) throws {
    var generator = SeededGenerator(seed: 1)
    model = try Transformer(configuration, using: &generator)
    self.optimizer = AdamW(model.parameters, optimizer)
    cache = KeyValueCache(for: configuration)
    self.sequences = sequences
    tokens = (0..<sequences * configuration.contextLength).map { _ in
      Int32.random(in: 0..<Int32(configuration.vocabularySize), using: &generator)
    }
  }
}

// MARK: - The tasks

extension TimedTransformer {
  /// A training step: forward, loss over the whole vocabulary, backward, AdamW.
  public func step() {
    let tape = Tape()
    _ = model.loss(tokens, labels: tokens.reversed(), sequences: sequences, on: tape)
    tape.backward()
    optimizer.step(learningRate: 1e-4)
  }

  /// Reads the first tokens at once, with an empty cache, and chooses the next.
  public func prefill(_ count: Int) {
    cache.truncate(to: 0)
    _ = next(after: Array(tokens[..<count]))
  }

  /// Writes tokens after those that were read, each the likeliest.
  public func decode(_ count: Int) {
    var token = tokens[0]
    for _ in 0..<count { token = next(after: [token]) }
  }

  private func next(after tokens: [Int32]) -> Int32 {
    Int32(indexOfMaximum(model.nextTokenLogits(after: tokens, keepingIn: cache)))
  }
}
