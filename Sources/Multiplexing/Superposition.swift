import Layers
import Tensors

// MARK: - What a mix looks like

/// What one can read off the mix of a position, for one of its instances.
public struct Reading: Sendable {
  /// The token that was mixed in.
  public let token: Int32
  /// The tokens whose embeddings are nearest, by the cosine: to the mix as it is, and to the mix
  /// times the instance's key, which undoes that key if it is one of signs.
  public let nearestToMix, nearestToUnlocked: Int32
  /// The token that the whole encoder names after demultiplexing.
  public let named: Int32
}

extension MultiplexedEncoder {
  /// What each real token of a batch looks like before and after.
  public func readings(of batch: MultiplexedBatch) -> [Reading] {
    guard let multiplexer else { preconditionFailure("nothing is mixed") }
    precondition(configuration.prefixLength == 0, "a prefix shifts what is mixed")
    let places = batch.places
    let size = configuration.groupSize
    let mixes = multiplexer(embeddings(of: batch, on: nil), lengths: batch.lengths)
    let length = batch.length
    let rows = mixes.gatheringRows(
      places.map { Int32($0.slot / size * length + $0.token) }, shape: [places.count])
    let keys = Tensor(multiplexer.keys.elements, shape: [size, rows.width])
      .gatheringRows(places.map { Int32($0.slot % size) })
    let (mixed, unlocked) = (nearestTokens(to: rows), nearestTokens(to: rows * keys))
    let named = tokensNamed(at: places, in: batch)
    return places.indices.map { i in
      Reading(
        token: batch.token(at: places[i]), nearestToMix: mixed[i], nearestToUnlocked: unlocked[i],
        named: named[i])
    }
  }

  /// For each row the token whose embedding has the largest cosine with it.
  private func nearestTokens(to rows: Tensor) -> [Int32] {
    let tokens = Tensor(backbone.tokens.elements, shape: backbone.tokens.shape)
    let width = tokens.width
    tokens.withElements { tokens in
      for row in 0..<tokens.count / width {
        let vector = row * width..<(row + 1) * width
        let length = tokens[vector].reduce(0) { $0 + $1 * $1 }.squareRoot()
        for i in vector { tokens[i] /= max(length, .leastNormalMagnitude) }
      }
    }
    return rows.linear(tokens).rowMaxima
  }
}
