import Tensors
import Text

// MARK: - What is hidden

/// Windows of text in which some tokens are to be guessed, as BERT learns (arXiv 1810.04805).
public struct MaskedBatch {
  /// The windows one after the other, some tokens replaced.
  public private(set) var tokens: [Int32]
  /// What stood where a token is to be guessed, and `ignoredLabel` elsewhere.
  public private(set) var labels: [Int32]
  /// The number of windows.
  public let size: Int

  /// Chooses 15 % of the tokens to be guessed. Of these, 80 % are hidden, 10 % become any token and
  /// 10 % stay: what is not hidden might be wrong, so that every token has to be understood.
  public init(_ batch: Batch, maskToken: Int32, using generator: inout some RandomNumberGenerator) {
    tokens = batch.inputs
    labels = [Int32](repeating: ignoredLabel, count: tokens.count)
    size = batch.size
    for place in tokens.indices where generator.uniform() < 0.15 {
      labels[place] = tokens[place]
      let fate = generator.uniform()
      if fate < 0.8 {
        tokens[place] = maskToken
      } else if fate < 0.9 {
        tokens[place] = Int32.random(in: 0..<maskToken, using: &generator)
      }
    }
    if labels.allSatisfy({ $0 == ignoredLabel }) { labels[0] = tokens[0] }
  }
}
