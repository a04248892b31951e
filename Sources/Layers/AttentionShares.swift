import Foundation
import Tensors

// MARK: - Looking inside

extension Transformer {
  /// How each token of one sequence divides its attention, by head: `[head][asking][asked]`, each
  /// row with the sum 1.
  ///
  /// This is attention as its definition has it, for looking at; the kernel never holds all shares
  /// at once.
  public func attentionShares(_ tokens: [Int32], layer: Int) -> [[[Float]]] {
    var x = embedded(tokens, sequences: 1, from: 0, on: nil)
    for block in blocks[..<layer] { x = block(x, lengths: nil) }
    let block = blocks[layer]
    return block.attention.shares(block.normPlacement == .pre ? block.attentionNorm(x) : x)
  }
}

extension Attention {
  fileprivate func shares(_ x: Tensor) -> [[[Float]]] {
    let packed = positioned(input(x), from: 0).elements
    let count = packed.count / heads.packedWidth
    func vector(_ token: Int, _ part: Int) -> ArraySlice<Float> {
      packed[(token * heads.packedWidth + part * heads.width)...].prefix(heads.width)
    }
    return (0..<heads.queries).map { head in
      let key = heads.queries + head / (heads.queries / heads.keyValues)
      return (0..<count).map { asking in
        let scores = (0..<count).map { asked -> Float in
          guard asked <= asking || !isCausal else { return -.infinity }
          let product = zip(vector(asking, head), vector(asked, key)).reduce(0) { $0 + $1.0 * $1.1 }
          return product / Float(heads.width).squareRoot()  // q·k / √d
        }
        let largest = scores.max() ?? 0
        let weights = scores.map { exp($0 - largest) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
      }
    }
  }
}
