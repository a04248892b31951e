import Layers
import Tensors

// MARK: - The layer

/// A fast feedforward network: a tree of decisions, and at each leaf a small dense layer of its own
/// (arXiv 2308.14711).
///
/// It learns soft, as a mixture of all leaves, and works hard, with one: depth + ℓ neurons.
public struct SoftTree: FeedForwardLayer {
  /// The layer's shape, and what is asked of it in training.
  public struct Configuration: Codable, Hashable, Sendable {
    /// The number of elements before and after the layer.
    public var inputWidth, outputWidth: Int
    /// The number of decisions between the root and a leaf.
    public var depth: Int
    /// ℓ, the hidden units of a leaf.
    public var leafWidth: Int
    /// The probability that a decision is reversed in training, for each row and node.
    public var regionLeak: Float = 0
    /// How much undecided nodes cost in training: the weight of their mean entropy, in nats.
    public var hardeningWeight: Float = 0
    /// How much unevenly used leaves cost in training; 0 in the first paper.
    public var balanceWeight: Float = 0
    /// Hidden units of a leaf that every row visits; none in the first paper.
    public var masterWidth = 0

    /// A tree between vectors of `width` elements.
    public init(width: Int, depth: Int, leafWidth: Int) {
      (inputWidth, outputWidth) = (width, width)
      (self.depth, self.leafWidth) = (depth, leafWidth)
    }
  }

  /// The layer's shape.
  public let configuration: Configuration
  /// The decisions: weights of shape [2^depth − 1, inputWidth]; nil for a tree of one leaf.
  public let nodes: (weights: Tensor, biases: Tensor)?
  /// What the leaves' hidden units look for: weights of shape [2^depth · ℓ, inputWidth].
  public let hidden: (weights: Tensor, biases: Tensor)
  /// What they add to the output: weights of shape [2^depth · ℓ, outputWidth], and for each leaf a
  /// bias, of shape [2^depth, outputWidth].
  public let output: (weights: Tensor, biases: Tensor)
  /// The leaf that every row visits, if there is one.
  public let master: MasterLeaf?
}

extension SoftTree {
  /// A tree drawn as the authors draw it: uniformly, within 1 / √inputWidth for decisions and hidden
  /// units, and within 1 / √ℓ after these.
  public init(
    _ configuration: Configuration, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    self.configuration = configuration
    let (tree, leafWidth) = (configuration.tree, configuration.leafWidth)
    let (inputs, outputs) = (configuration.inputWidth, configuration.outputWidth)
    let inputBound = 1 / Float(inputs).squareRoot()
    let outputBound = 1 / Float(leafWidth).squareRoot()
    func draw(_ name: String, _ shape: [Int], _ bound: Float) -> Tensor {
      scope.uniform(name, shape: shape, bound: bound, using: &generator)
    }
    nodes =
      tree.depth == 0
      ? nil
      : (
        draw("nodeWeights", [tree.innerCount, inputs], inputBound),
        draw("nodeBiases", [tree.innerCount], inputBound)
      )
    hidden = (
      draw("hiddenWeights", [tree.leafCount * leafWidth, inputs], inputBound),
      draw("hiddenBiases", [tree.leafCount * leafWidth], inputBound)
    )
    output = (
      draw("outputWeights", [tree.leafCount * leafWidth, outputs], outputBound),
      draw("outputBiases", [tree.leafCount, outputs], outputBound)
    )
    master =
      configuration.masterWidth == 0
      ? nil
      : MasterLeaf(
        inputWidth: inputs, hiddenWidth: configuration.masterWidth, outputWidth: outputs,
        in: scope["master"], using: &generator)
  }
}

// MARK: - What a row costs

extension SoftTree.Configuration {
  /// The decisions and leaves.
  public var tree: BinaryTree { BinaryTree(depth: depth) }

  /// The training width: the hidden units of all leaves.
  public var trainingWidth: Int { tree.leafCount * leafWidth }

  /// The neurons that a row uses in hard inference: depth + ℓ.
  public var usedNeurons: Int { depth + leafWidth }

  /// Their multiply-adds, without a master leaf.
  public var multiplyAdds: Int { depth * inputWidth + leafWidth * (inputWidth + outputWidth) }
}

// MARK: - Learning and using

extension SoftTree {
  /// From shape [..., inputWidth] to [..., outputWidth]: soft on a tape, hard without one.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let output = x.isRecorded ? mixture(x) : walking(x)
    return master?.mixed(with: output, for: x) ?? output
  }

  /// The layer's output, dropped out, added to `residual`.
  public func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    residual + self(x).dropout(dropout)
  }

  /// The soft tree: Σ over leaves of its share · leaf(x). On a tape with penalties and region leak.
  public func mixture(_ x: Tensor) -> Tensor {
    let shares = leafShares(x)
    return x.linear(hidden.weights, bias: hidden.biases).gelu()
      .scaledByGroup(shares)
      .combining(output.weights, addingTo: shares.combining(output.biases))
  }

  /// Each leaf's share of each row, of shape [..., leaves].
  public func leafShares(_ x: Tensor) -> Tensor {
    guard let nodes else {
      return Tensor.result(of: [x], shape: x.shape.dropLast() + [1]) {
        $0.update(repeating: 1)
      } backward: { _ in
      }
    }
    let scores = x.linear(nodes.weights, bias: nodes.biases)
    let leak = configuration.regionLeak > 0 ? x.drawSeed() : nil
    let shares = scores.leafShares(
      in: configuration.tree, leak: leak.map { RegionLeak(configuration.regionLeak, seed: $0) })
    if x.isRecorded {
      if configuration.hardeningWeight > 0 {
        scores.hardeningPenalty(weight: configuration.hardeningWeight)
      }
      if configuration.balanceWeight > 0 {
        shares.balancePenalty(
          reached: scores.leaves(in: configuration.tree), weight: configuration.balanceWeight)
      }
    }
    return shares
  }

  /// The leaf of each row, by hard decisions.
  public func leaves(_ x: Tensor) -> [Int] {
    guard let nodes else { return [Int](repeating: 0, count: x.rows) }
    return x.linear(nodes.weights, bias: nodes.biases).leaves(in: configuration.tree)
  }
}
