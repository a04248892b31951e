import FastFeedforward
import Layers
import Tensors

// MARK: - The layers that are compared

/// What stands between the attentions of an encoder.
enum EncoderLayer: Codable, Hashable, Sendable {
  /// Nothing: the control that says whether there is anything to gain.
  case none
  /// So many hidden units, all of them used.
  case dense(Int)
  /// K × D, of whose units each token uses K (D + 1).
  case trees(FeedforwardTrees.Configuration)

  /// The hidden units, and how many of them a token uses.
  var neurons: (all: Int, used: Int) {
    switch self {
    case .none: (0, 0)
    case .dense(let width): (width, width)
    case .trees(let trees):
      (trees.neurons + trees.masterWidth, trees.usedNeurons + trees.masterWidth)
    }
  }

  /// A layer with weights that are drawn.
  func make(
    width: Int, in scope: ParameterScope, using generator: inout some RandomNumberGenerator
  ) -> any FeedForwardLayer {
    switch self {
    case .none:
      NoFeedForward()
    case .dense(let hidden):
      DenseFeedForward(
        inputWidth: width, hidden: hidden, outputWidth: width, in: scope, using: &generator)
    case .trees(let configuration):
      WatchedTrees(FeedforwardTrees(configuration, in: scope, using: &generator))
    }
  }
}

/// An encoder's layer, and how the chapter calls it.
struct Contender: Codable, Hashable, Sendable {
  /// In kebab-case, as in `dense-equal-cost`.
  let name: String
  let layer: EncoderLayer
  /// What the weights by which the layer writes are multiplied by at the start.
  var outputScale: Float = 0.2
}

// MARK: - Watching the trees

/// Trees that keep what they were last given outside of training, so that one can ask which way it
/// went.
final class WatchedTrees: FeedForwardLayer {
  let trees: FeedforwardTrees
  private(set) var lastInput: Tensor?

  init(_ trees: FeedforwardTrees) { self.trees = trees }

  func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    lastInput = x.isRecorded ? nil : x
    return trees(x, addingTo: residual, dropout: dropout)
  }
}

// MARK: - An encoder

extension EncoderConfiguration {
  /// An encoder with the given feedforward layers, drawn from a seed. Feedforward layers draw from
  /// generators of their own, so that all of a seed's encoders are alike but for them.
  func encoder(
    _ contender: Contender, seed: UInt64, isTrainable: Bool = true
  ) throws -> Transformer {
    var generator = SeededGenerator(seed: seed)
    let encoder = try Transformer(model, isTrainable: isTrainable, using: &generator) {
      number, scope, _ in
      var own = SeededGenerator(seed: 1000 * seed + UInt64(number))
      return contender.layer.make(width: model.width, in: scope, using: &own)
    }
    for entry in encoder.parameters.entries {
      let scale = startScale(of: entry.name, contender)
      entry.tensor.withElements { weights in
        for i in weights.indices { weights[i] *= scale }
      }
    }
    return encoder
  }

  /// Heads that start with larger weights find their neighbours sooner, and so with less text; what a
  /// feedforward layer writes starts small, so that at first it does not drown what attention says.
  private func startScale(of name: String, _ contender: Contender) -> Float {
    if name.contains(".attention.") { return attentionScale }
    let writes = name.hasSuffix("down.weight") || name.hasSuffix("outputWeights")
    return writes ? contender.outputScale : 1
  }
}
