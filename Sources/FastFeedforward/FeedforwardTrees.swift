import Layers
import Tensors

// MARK: - The layer

/// UltraFastBERT's feedforward layer, K × D: K trees of depth D, in which every node is a hidden unit
/// (arXiv 2311.10770).
///
/// A token visits one path in each tree. A node's score says how much of its output row is added,
/// and also which child comes next: K (D + 1) units are used, of K (2^(D+1) − 1).
public struct FeedforwardTrees: FeedForwardLayer {
  /// The layer's shape, and what is asked of it in training.
  public struct Configuration: Codable, Hashable, Sendable {
    /// The number of elements of a token, before and after the layer.
    public var inputWidth, outputWidth: Int
    /// K, the number of trees, whose outputs are added up.
    public var treeCount: Int
    /// D, the number of decisions in a tree.
    public var depth: Int
    /// How much uneven decisions cost in training; 0 in the paper.
    public var balanceWeight: Float = 0
    /// Hidden units of a leaf that every token visits; none in the paper.
    public var masterWidth = 0

    /// K × D between vectors of `width` elements.
    public init(width: Int, treeCount: Int, depth: Int) {
      (inputWidth, outputWidth) = (width, width)
      (self.treeCount, self.depth) = (treeCount, depth)
    }
  }

  /// The layer's shape.
  public let configuration: Configuration
  /// What each node looks for, of shape [nodes, inputWidth], tree after tree.
  public let inputWeights: Tensor
  /// Added to the scores, of shape [nodes].
  public let biases: Tensor
  /// What each node adds to the output, of shape [nodes, outputWidth].
  public let outputWeights: Tensor
  /// The leaf that every token visits, if there is one.
  public let master: MasterLeaf?
}

extension FeedforwardTrees {
  /// Trees drawn as the authors draw them: uniformly, within 1 / √inputWidth before the hidden units
  /// and 1 / √(units used) after them.
  public init(
    _ configuration: Configuration, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    self.configuration = configuration
    let inputBound = 1 / Float(configuration.inputWidth).squareRoot()
    let outputBound = 1 / Float(configuration.usedNeurons).squareRoot()
    inputWeights = scope.uniform(
      "inputWeights", shape: [configuration.neurons, configuration.inputWidth],
      bound: inputBound, using: &generator)
    biases = scope.uniform(
      "biases", shape: [configuration.neurons], bound: inputBound, using: &generator)
    outputWeights = scope.uniform(
      "outputWeights", shape: [configuration.neurons, configuration.outputWidth],
      bound: outputBound, using: &generator)
    master =
      configuration.masterWidth == 0
      ? nil
      : MasterLeaf(
        inputWidth: configuration.inputWidth, hiddenWidth: configuration.masterWidth,
        outputWidth: configuration.outputWidth, in: scope["master"], using: &generator)
  }
}

// MARK: - What a token costs

extension FeedforwardTrees.Configuration {
  /// One of the trees.
  public var tree: BinaryTree { BinaryTree(depth: depth) }

  /// All hidden units: K (2^(D+1) − 1).
  public var neurons: Int { treeCount * tree.nodeCount }

  /// The hidden units that a token uses: K (D + 1).
  public var usedNeurons: Int { treeCount * tree.pathLength }

  /// The multiply-adds of a token, without a master leaf: each unit reads the input and writes the
  /// output.
  public var multiplyAdds: Int { usedNeurons * (inputWidth + outputWidth) }
}

// MARK: - Learning and using

extension FeedforwardTrees {
  /// From shape [..., inputWidth] to [..., outputWidth].
  ///
  /// On a tape all scores are computed and all but those on the path are masked; without one the
  /// trees are walked. Both give the same numbers.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let output = x.isRecorded ? learning(x) : walking(x)
    return master?.mixed(with: output, for: x) ?? output
  }

  /// The layer's output, dropped out, added to `residual`.
  public func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    residual + self(x).dropout(dropout)
  }

  /// The masked product: what each unit would add is computed, and mostly thrown away.
  public func learning(_ x: Tensor) -> Tensor {
    let scores = x.linear(inputWeights, bias: biases)
    if configuration.balanceWeight > 0 {
      scores.balancePenalty(
        in: configuration.tree, count: configuration.treeCount,
        weight: configuration.balanceWeight)
    }
    return scores.geluOnPaths(in: configuration.tree, count: configuration.treeCount)
      .combining(outputWeights)
  }
}
