import Layers
import Tensors

// MARK: - The multiplexer

/// Makes one sequence of vectors out of N: the mean over the instances of embedding ⊙ key
/// (arXiv 2302.12441 and 2202.09318, Gaussian Hadamard multiplexing).
///
/// Keys are orthogonal, or almost: what was multiplied by one looks like noise to all others.
public struct Multiplexer {
  /// The key of each slot, vᵢ: N · width elements. Matrices decay in training, and keys must not: so
  /// this is none.
  public let keys: Tensor
  let width: Int
  let learnsKeys: Bool
  let context: Context?

  /// A multiplexer of the configuration's kind.
  init(
    _ configuration: MultiplexedEncoder.Configuration, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    width = configuration.backbone.width
    learnsKeys = configuration.learnsKeys
    keys = scope.normal(
      "keys", shape: [configuration.groupSize * width], deviation: 1, using: &generator)
    if configuration.keys == .signs { keys.becomeOrthogonalSigns(width: width) }
    context =
      configuration.multiplexing == .contextual
      ? Context(configuration.backbone, in: scope, using: &generator)
      : nil
  }
}

extension Tensor {
  /// Rows of a Hadamard matrix, (−1)^|i ∧ j|, under the signs that the first row has now.
  fileprivate func becomeOrthogonalSigns(width: Int) {
    withElements { keys in
      let signs = keys[..<width].map { $0 < 0 ? Float(-1) : 1 }
      for i in keys.indices {
        let (row, column) = i.quotientAndRemainder(dividingBy: width)
        keys[i] = (row & column).nonzeroBitCount % 2 == 0 ? signs[column] : -signs[column]
      }
    }
  }
}

extension Int {
  /// The smallest power of two that is no smaller.
  var roundedUpToPowerOfTwo: Int {
    self < 2 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}

// MARK: - Mixing

extension Multiplexer {
  /// N, the instances in a mix.
  public var groupSize: Int { keys.count / width }

  /// From embeddings of shape [groups · N, tokens, width] to mixes of shape [groups, tokens, width].
  ///
  /// - Parameter lengths: how many tokens of each slot are real; the others are not mixed in.
  /// - Complexity: O(elements of x) without context, and no multiply-add that `Work` counts; with it,
  ///   two blocks for each instance.
  public func callAsFunction(_ x: Tensor, lengths: [Int]) -> Tensor {
    let keys = learnsKeys ? self.keys : self.keys.detached()
    var x = x
    if let context { x = x + context.withinInstances(x, lengths: lengths) }
    x = x.keyed(by: keys)
    if let context {
      x = x + acrossInstances(x, lengths: lengths, by: context.acrossInstances)
    }
    return x.averagingGroups(of: groupSize, lengths: lengths)
  }
}

// MARK: - The contextual multiplexer

extension Multiplexer {
  /// The two blocks of a contextual multiplexer (arXiv 2302.12441). Each costs every instance what a
  /// layer of an unmultiplexed model does: with L layers, no N gains more than L / 2.
  struct Context {
    let withinInstances, acrossInstances: TransformerBlock

    init(
      _ shape: TransformerConfiguration, in scope: ParameterScope,
      using generator: inout some RandomNumberGenerator
    ) {
      // The backbone tells positions to mixes, which is too late for what is not mixed yet.
      let rotary = RotaryTable(
        positions: shape.contextLength, headWidth: shape.headWidth, base: shape.rotaryBase)
      withinInstances = TransformerBlock(
        shape, rotary: rotary, in: scope["withinInstances"], using: &generator)
      acrossInstances = TransformerBlock(shape, in: scope["acrossInstances"], using: &generator)
    }
  }

  /// A block whose sequences are the instances that reach a position.
  ///
  /// They stand first in their sequence, the padding behind them, so that nobody sees it: the order
  /// of instances means nothing to the block. Positions that no instance reaches give numbers that
  /// nobody uses.
  private func acrossInstances(
    _ x: Tensor, lengths: [Int], by block: TransformerBlock
  ) -> Tensor {
    let (slots, tokens) = (x.shape[0], x.shape[1])
    var rows: [Int32] = []
    var present: [Int] = []
    for group in stride(from: 0, to: slots, by: groupSize) {
      for token in 0..<tokens {
        let slots = group..<group + groupSize
        let real = slots.filter { lengths[$0] > token }
        let order = real + slots.filter { lengths[$0] <= token }
        rows += order.map { Int32($0 * tokens + token) }
        present.append(max(1, real.count))
      }
    }
    var back = rows
    for (place, row) in rows.enumerated() { back[Int(row)] = Int32(place) }
    let sequences = x.gatheringRows(rows, shape: [present.count, groupSize])
    return block(sequences, lengths: present).gatheringRows(back, shape: [slots, tokens])
  }
}
