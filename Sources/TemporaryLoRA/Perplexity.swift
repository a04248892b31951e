import Foundation

// MARK: - Two ways to take a mean

/// The perplexity of a text that was scored block by block.
public enum Perplexity {
  /// e to the mean surprise of all tokens: what perplexity means.
  public static func ofTokens(_ blocks: [[Float]]) -> Double {
    let count = blocks.reduce(0) { $0 + $1.count }
    let sum = blocks.joined().reduce(0.0) { $0 + Double($1) }
    return exp(-sum / Double(count))
  }

  /// The mean of the blocks' perplexities, as the authors' programme takes it: never less than that of
  /// the tokens, where all blocks are of one length.
  public static func meanOfBlocks(_ blocks: [[Float]]) -> Double {
    blocks.reduce(0) { $0 + ofTokens([$1]) } / Double(blocks.count)
  }
}
