import Layers
import Tensors

// MARK: - Taking a mix apart

/// Finds what a mix says about one of its instances.
public protocol Demultiplexer {
  /// The vectors of instances at the given places.
  ///
  /// - Parameters:
  ///   - mixes: what the backbone made of the mixes.
  ///   - places: which tokens of which slots; only these cost anything but what slots share.
  ///   - tape: records the computation, for training.
  /// - Returns: a tensor of shape [places, width].
  func callAsFunction(_ mixes: Mixes, at places: [Place], on tape: Tape?) -> Tensor
}

/// The backbone's vectors of mixes.
public struct Mixes {
  /// Of shape [groups, prefix + tokens, width].
  public let vectors: Tensor
  /// N, the instances in a mix.
  public let groupSize: Int
  /// Positions before the instances' first token.
  public let prefixLength: Int

  /// The row in which an instance's token was mixed.
  func row(of place: Place) -> Int {
    place.slot / groupSize * vectors.shape[1] + prefixLength + place.token
  }

  /// The row of a slot's own position in the prefix.
  func prefixRow(of slot: Int) -> Int {
    let (group, index) = slot.quotientAndRemainder(dividingBy: groupSize)
    return group * vectors.shape[1] + index
  }
}

/// What is left where each mix is one instance: its vectors, looked up.
struct NoDemultiplexer: Demultiplexer {
  func callAsFunction(_ mixes: Mixes, at places: [Place], on tape: Tape?) -> Tensor {
    mixes.vectors.gatheringRows(places.map { Int32(mixes.row(of: $0)) })
  }
}

// MARK: - With a key

/// MLP([h ; k]), where h is the mix's vector and k a key of the slot: two layers, GELU and LayerNorm
/// after each, the same for all slots (arXiv 2302.12441, RSA demultiplexing).
///
/// The first layer is taken apart, [h ; k] W = h Wₕ + k Wₖ. The first product is made once a mix and
/// not once an instance: 1 / N + 1 products of width² a token, where the joined layer costs 3.
public struct KeyedDemultiplexer: Demultiplexer {
  /// Private keys, of shape [N, width]; nil where a mix's vectors at its prefix are the keys.
  public let keys: Tensor?
  /// Wₕ and the first layer's bias.
  public let fromMix: Linear
  /// Wₖ.
  public let fromKey: Linear
  let second: Linear
  let norms: (first: Norm, second: Norm)

  /// A demultiplexer with private keys, or one that takes its keys from the prefix.
  init(
    _ configuration: MultiplexedEncoder.Configuration, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    let shape = configuration.backbone
    keys =
      configuration.demultiplexing == .privateKeys
      ? scope.normal(
        "keys", shape: [configuration.groupSize, shape.width], deviation: 1, using: &generator)
      : nil
    let joinedDeviation = 1 / Float(2 * shape.width).squareRoot()
    fromMix = shape.linear(joinedDeviation, in: scope["fromMix"], using: &generator)
    fromKey = shape.linear(
      joinedDeviation, hasBias: false, in: scope["fromKey"], using: &generator)
    second = shape.linear(in: scope["second"], using: &generator)
    norms = (shape.layerNorm(in: scope["firstNorm"]), shape.layerNorm(in: scope["secondNorm"]))
  }

  /// The vectors of instances at the given places.
  public func callAsFunction(_ mixes: Mixes, at places: [Place], on tape: Tape?) -> Tensor {
    let groupSize = mixes.groupSize
    let slots = mixes.vectors.shape[0] * groupSize
    let keys =
      self.keys?.gatheringRows((0..<groupSize).map(Int32.init), on: tape)
      ?? mixes.vectors.gatheringRows((0..<slots).map { Int32(mixes.prefixRow(of: $0)) })
    let first = Tensor.sums(
      of: fromMix(mixes.vectors), fromKey(keys),
      at: places.map { (mixes.row(of: $0), self.keys == nil ? $0.slot : $0.slot % groupSize) })
    return norms.second(second(norms.first(first.gelu())).gelu())
  }
}

// MARK: - With a network for each slot

/// MLPᵢ(h): every slot has two layers of its own (arXiv 2202.09318, MLP demultiplexing).
public struct SeparateDemultiplexer: Demultiplexer {
  /// One slot's layers.
  struct Network {
    let first, second: Linear
    let norms: (first: Norm, second: Norm)

    func callAsFunction(_ x: Tensor) -> Tensor {
      norms.second(second(norms.first(first(x).gelu())).gelu())
    }
  }

  let networks: [Network]

  /// A network for each of N slots.
  init(
    _ configuration: MultiplexedEncoder.Configuration, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    let shape = configuration.backbone
    networks = (0..<configuration.groupSize).map { slot in
      let scope = scope[slot]
      return Network(
        first: shape.linear(in: scope["first"], using: &generator),
        second: shape.linear(in: scope["second"], using: &generator),
        norms: (shape.layerNorm(in: scope["firstNorm"]), shape.layerNorm(in: scope["secondNorm"])))
    }
  }

  /// The vectors of instances at the given places.
  public func callAsFunction(_ mixes: Mixes, at places: [Place], on tape: Tape?) -> Tensor {
    let bySlot = Dictionary(grouping: places.indices) { places[$0].slot % mixes.groupSize }
    let parts = bySlot.sorted { $0.key < $1.key }.map { slot, own in
      let rows = own.map { Int32(mixes.row(of: places[$0])) }
      return (rows: networks[slot](mixes.vectors.gatheringRows(rows)), places: own)
    }
    return .assembling(parts, shape: [places.count])
  }
}

// MARK: - Their layers

extension TransformerConfiguration {
  /// A layer between vectors of the model's width.
  fileprivate func linear(
    _ deviation: Float? = nil, hasBias: Bool = true, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) -> Linear {
    Linear(
      inputWidth: width, outputWidth: width, hasBias: hasBias,
      deviation: deviation ?? 1 / Float(width).squareRoot(), in: scope, using: &generator)
  }

  fileprivate func layerNorm(in scope: ParameterScope) -> Norm {
    Norm(.layerNorm, width: width, epsilon: normEpsilon, in: scope)
  }
}
