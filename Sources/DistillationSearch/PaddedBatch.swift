import Layers
import Tensors

// MARK: - Texts side by side

/// Texts side by side, padded to the longest.
public struct PaddedBatch: Sendable {
  /// The tokens, text after text, each padded with zeros.
  public internal(set) var tokens: [Int32]
  /// How many tokens of each text are real.
  public let lengths: [Int]

  /// The number of texts.
  public var size: Int { lengths.count }

  /// The tokens of each text, padding included.
  public var length: Int { tokens.count / lengths.count }

  /// Texts side by side; none of them empty.
  public init(_ texts: [[Int32]]) {
    let length = texts.map(\.count).max()!
    lengths = texts.map(\.count)
    tokens = texts.flatMap { $0 + [Int32](repeating: 0, count: length - $0.count) }
  }

  /// The rows of real tokens.
  public var realRows: [Int32] { texts.flatMap { $0.map(Int32.init) } }

  /// The rows of each text's real tokens.
  public var texts: [Range<Int>] {
    lengths.enumerated().map { $0 * length..<$0 * length + $1 }
  }
}

// MARK: - Reading them

extension Transformer {
  /// The final vectors of a batch's tokens, of shape [texts, tokens in each, width].
  public func callAsFunction(_ batch: PaddedBatch, on tape: Tape? = nil) -> Tensor {
    self(batch.tokens, sequences: batch.size, lengths: batch.lengths, on: tape)
  }

  /// The embeddings, and what each block returns.
  public func states(of batch: PaddedBatch, on tape: Tape? = nil) -> [Tensor] {
    states(batch.tokens, sequences: batch.size, lengths: batch.lengths, on: tape)
  }
}

// MARK: - Tokens to be guessed

/// Texts in which some tokens are to be guessed.
public struct MaskedTexts: Sendable {
  /// The texts, some tokens replaced.
  public private(set) var batch: PaddedBatch
  /// What stood where a token is to be guessed, and `ignoredLabel` elsewhere.
  public private(set) var labels: [Int32]

  /// Chooses a share of the tokens. Of these, `hidden` are hidden, and half of the others become
  /// any token: BERT chooses 15 % and hides 80 % of them (arXiv 1810.04805, section 3.1).
  public init(
    _ batch: PaddedBatch, maskToken: Int32, share: Float = 0.15, hidden: Float = 0.8,
    using generator: inout some RandomNumberGenerator
  ) {
    self.batch = batch
    labels = [Int32](repeating: ignoredLabel, count: batch.tokens.count)
    for row in batch.realRows.map(Int.init) where generator.uniform() < share {
      labels[row] = batch.tokens[row]
      let fate = generator.uniform()
      if fate < hidden {
        self.batch.tokens[row] = maskToken
      } else if fate < (1 + hidden) / 2 {
        self.batch.tokens[row] = Int32.random(in: 0..<maskToken, using: &generator)
      }
    }
    // A loss needs at least one token to judge by.
    if labels.allSatisfy({ $0 == ignoredLabel }) { labels[0] = batch.tokens[0] }
  }

  /// The rows of the tokens that are to be guessed.
  public var guessedRows: [Int32] {
    labels.indices.filter { labels[$0] != ignoredLabel }.map(Int32.init)
  }
}

extension Transformer {
  /// The mean of −ln of the share that hidden tokens get, in nats; on a tape, differentiated.
  public func guessingLoss(_ texts: MaskedTexts, on tape: Tape? = nil) -> Float {
    self(texts.batch, on: tape).crossEntropy(head: head, labels: texts.labels)
  }
}
