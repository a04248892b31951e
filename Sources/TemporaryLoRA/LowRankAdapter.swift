import Layers
import Tensors

// MARK: - Two thin matrices

/// s·B A x beside a linear layer's W x: a change of W whose rank is small (Hu et al., arXiv
/// 2106.09685). B begins at 0, and so nothing is changed at first.
struct LowRankAdapter: LinearAdapter {
  /// A, of shape [rank, inputWidth].
  let down: Tensor
  /// B, of shape [outputWidth, rank].
  let up: Tensor
  /// s, which is α ÷ rank.
  let scale: Float

  func callAsFunction(_ x: Tensor, addingTo residual: Tensor?) -> Tensor {
    (scale * x.linear(down)).linear(up, addingTo: residual)
  }

  /// s·B A, of shape [outputWidth, inputWidth]: what W would change by.
  ///
  /// - Complexity: O(outputWidth · inputWidth · rank).
  var change: Tensor { (scale * up).combining(down) }
}

// MARK: - Where adapters stand

/// Which linear layers of each block get an adapter.
public enum AdapterTargets: String, Codable, CaseIterable, Sendable {
  /// All of them.
  case all
  /// Those of attention.
  case attention
  /// Those of feedforward layers.
  case feedForward
  /// The last matrix of feedforward layers alone.
  case down

  /// Whether a layer of this dotted name gets one.
  func includes(_ name: String) -> Bool {
    switch self {
    case .all: true
    case .attention: name.contains(".attention.")
    case .feedForward: name.contains(".feedForward.")
    case .down: name.hasSuffix(".feedForward.down")
    }
  }
}

/// What adapters look like.
public struct AdapterConfiguration: Codable, Hashable, Sendable {
  /// The rank of the change.
  public var rank: Int
  /// α: the change is multiplied by α ÷ rank.
  public var alpha: Float
  /// Where they stand.
  public var targets = AdapterTargets.all

  /// Adapters beside every linear layer, with α = rank.
  public init(rank: Int = 8) { (self.rank, alpha) = (rank, Float(rank)) }
}

// MARK: - A transformer with adapters

/// Adapters beside a transformer's linear layers. The transformer itself is never changed.
public struct TemporaryAdapter {
  /// The transformer as it was.
  public let base: Transformer
  /// The same, with the adapters.
  public let adapted: Transformer
  /// The adapters' parameters alone.
  public let parameters: ParameterStore
  private let adapters: [(name: String, adapter: LowRankAdapter, weight: Tensor)]

  /// Adapters that change nothing yet.
  ///
  /// - Parameter base: not trainable: what it would learn is nobody's.
  public init(
    to base: Transformer, _ configuration: AdapterConfiguration,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition(!base.parameters.isTrainable, "only adapters learn: load the base to be read only")
    let store = ParameterStore()
    var adapters: [(String, LowRankAdapter, Tensor)] = []
    adapted = base.mapLinears { name, layer in
      guard configuration.targets.includes(name) else { return layer }
      let (outputs, inputs) = (layer.weight.shape[0], layer.weight.shape[1])
      let scope = store.scope[name]
      let adapter = LowRankAdapter(
        down: scope.normal(
          "down", shape: [configuration.rank, inputs], deviation: 1 / Float(inputs).squareRoot(),
          using: &generator),
        up: scope.constant("up", shape: [outputs, configuration.rank], 0),
        scale: configuration.alpha / Float(configuration.rank))
      adapters.append((name, adapter, layer.weight))
      return Linear(weight: layer.weight, bias: layer.bias, adapter: adapter)
    }
    (self.base, parameters, self.adapters) = (base, store, adapters)
  }

  /// The transformer with W + s·B A in place of W, as it is now: it reads as fast as the base. Its
  /// `parameters` are still the base's.
  ///
  /// - Complexity: one product of two thin matrices for each adapter, and a copy of its layer.
  public func merged() -> Transformer {
    let adapters = Dictionary(uniqueKeysWithValues: adapters.map { ($0.name, $0.adapter) })
    return base.mapLinears { name, layer in
      guard let adapter = adapters[name] else { return layer }
      return Linear(weight: layer.weight + adapter.change, bias: layer.bias)
    }
  }

  /// The root of the sum of all squared changes, by that of the weights beside which they stand:
  /// how far the adapters have moved the transformer.
  public var relativeNorm: Float {
    func squares(_ tensor: Tensor) -> Float {
      tensor.withElements { $0.reduce(0) { $0 + $1 * $1 } }
    }
    let changes = adapters.reduce(0) { $0 + squares($1.adapter.change) }
    return (changes / adapters.reduce(0) { $0 + squares($1.weight) }).squareRoot()
  }
}
