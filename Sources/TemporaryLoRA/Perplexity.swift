import Foundation

// MARK: - Two ways to take a mean

/// The perplexity of a text that was scored block by block, by ln of its tokens' probabilities.
public enum Perplexity {
  /// e to the mean surprise of all tokens: what perplexity means.
  public static func ofTokens(_ blocks: [[Float]]) -> Double {
    let count = blocks.reduce(0) { $0 + $1.count }
    return exp(-blocks.joined().reduce(0.0) { $0 + Double($1) } / Double(count))
  }

  /// The mean of the blocks' perplexities, as the authors' program takes it: never less than that
  /// of the tokens, where all blocks are of one length.
  public static func meanOfBlocks(_ blocks: [[Float]]) -> Double {
    let blocks = blocks.filter { !$0.isEmpty }
    return blocks.reduce(0) { $0 + ofTokens([$1]) } / Double(blocks.count)
  }
}
