import Layers
import Tensors

// MARK: - Our side

/// The model in Swift.
struct Ours {
  private let model: Transformer
  private let optimizer: AdamW
  private let tokens: [Int32]
  private let sequences: Int
  private let cache: KeyValueCache

  init(_ configuration: TransformerConfiguration, sequences: Int) throws {
    var generator = SeededGenerator(seed: 1)
    model = try Transformer(configuration, using: &generator)
    optimizer = AdamW(model.parameters, .unclipped)
    cache = KeyValueCache(for: configuration)
    self.sequences = sequences
    tokens = (0..<sequences * configuration.contextLength).map { _ in
      Int32.random(in: 0..<Int32(configuration.vocabularySize), using: &generator)
    }
  }

  /// A training step: forward, loss over the whole vocabulary, backward, AdamW.
  func step() {
    let tape = Tape()
    _ = model.loss(tokens, labels: tokens.reversed(), sequences: sequences, on: tape)
    tape.backward()
    optimizer.step(learningRate: 1e-4)
  }

  /// Reads the first tokens at once, with an empty cache, and chooses the next.
  func read(_ count: Int) {
    cache.truncate(to: 0)
    _ = next(after: Array(tokens[..<count]))
  }

  /// Writes tokens, each the likeliest after those before it.
  func decode(_ count: Int) {
    var token = tokens[0]
    for _ in 0..<count { token = next(after: [token]) }
  }

  private func next(after tokens: [Int32]) -> Int32 {
    Int32(indexOfMaximum(model.nextTokenLogits(after: tokens, keepingIn: cache)))
  }
}

extension AdamW.Configuration {
  /// Without clipping, as the other side has none.
  static let unclipped: AdamW.Configuration = {
    var configuration = AdamW.Configuration()
    configuration.clippingNorm = nil
    return configuration
  }()
}
