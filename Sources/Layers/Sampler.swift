import Tensors

// MARK: - Choosing the next token

/// How a token is chosen from a model's scores.
public enum Sampler: Codable, Hashable, Sendable {
  /// Always the likeliest; the first of equals.
  case greedy

  /// At random from the smallest set of likeliest tokens whose shares reach `topP`, with scores
  /// divided by `temperature`: below 1 bolder, above 1 wilder (Holtzman et al., arXiv 1904.09751).
  case nucleus(temperature: Float, topP: Float)

  /// The number of the chosen score.
  public func choose(
    from logits: [Float], using generator: inout some RandomNumberGenerator
  ) -> Int32 {
    precondition(!logits.isEmpty, "there is nothing to choose from")
    guard case .nucleus(let temperature, let topP) = self, temperature > 0 else {
      return Int32(indexOfMaximum(logits))
    }
    let shares = softmax(logits, temperature: temperature)
    let order = shares.indices.sorted { (shares[$0], $1) > (shares[$1], $0) }
    var kept = 0
    var reached: Float = 0
    while kept < order.count && (kept == 0 || reached < topP) {
      reached += shares[order[kept]]
      kept += 1
    }
    var left = generator.uniform() * reached
    for token in order.prefix(kept) {
      left -= shares[token]
      if left < 0 { return Int32(token) }
    }
    return Int32(order[kept - 1])
  }
}
