import Tensors

// MARK: - What a decoder remembers

/// The keys and values of all tokens that a decoder has read, so that each is computed once.
public final class KeyValueCache {
  /// What one layer remembers, each of shape [sequences, key heads, capacity, head width].
  struct Layer {
    let keys: Tensor
    let values: Tensor
  }

  let layers: [Layer]

  /// The number of sequences that are read side by side.
  public let sequences: Int

  /// The number of tokens of a sequence that there is room for.
  public let capacity: Int

  /// The number of tokens of each sequence that are remembered.
  public internal(set) var count = 0

  /// An empty cache for `sequences` sequences of up to `capacity` tokens.
  public init(
    for configuration: TransformerConfiguration, sequences: Int = 1, capacity: Int? = nil
  ) {
    let capacity = capacity ?? configuration.contextLength
    let heads = configuration.heads
    self.sequences = sequences
    self.capacity = capacity
    layers = (0..<configuration.layerCount).map { _ in
      let shape = [sequences, heads.keyValues, capacity, heads.width]
      return Layer(
        keys: Tensor(repeating: 0, shape: shape), values: Tensor(repeating: 0, shape: shape))
    }
  }

  /// Forgets all but the first `count` tokens.
  public func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count, "\(count) of \(self.count) tokens")
    self.count = count
  }
}
