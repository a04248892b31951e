import Layers
import Tensors

// MARK: - One layer, timed

/// Feedforward layers of the same size with the same tokens, for whoever holds a clock.
///
/// Everything is there before the race: weights and tokens are drawn, and results go to memory that
/// is used again. Tokens take turns, and so do layers where there are several, so that weights come
/// from memory as they would in a model.
public final class LayerRace {
  /// What runs.
  public enum Contestant: Hashable, Sendable, CustomStringConvertible {
    /// All of `width` hidden units. At batch 1, where each weight is used once, both kernels are the
    /// same stream of dot products.
    case dense(width: Int, kernel: ProductKernel)
    /// The units on the path.
    case trees(WalkKernel)

    /// Its name.
    public var description: String {
      switch self {
      case .dense(let width, let kernel): "dense \(width), \(kernel)"
      case .trees(let kernel): "trees, \(kernel.rawValue)"
      }
    }
  }

  /// The sizes.
  public struct Configuration: Codable, Hashable, Sendable {
    /// The trees.
    public var trees = FeedforwardTrees.Configuration(width: 768, treeCount: 1, depth: 11)
    /// The hidden units of dense layers: the one that the paper replaces, and one as wide as the
    /// trees.
    public var denseWidths = [3072, 4095]
    /// How many layers of each kind take turns.
    public var layerCount = 1
    /// Different tokens.
    public var tokenCount = 1024

    /// The paper's layer: d = 768, 1 × 11.
    public init() {}

    /// A layer of GPT-3's width, 1 × 15: 16 of 65 535 neurons, 6.4 GB; and its dense layer, 4.8 GB.
    public static var gpt3: Configuration {
      var configuration = Configuration()
      configuration.trees = .init(width: 12_288, treeCount: 1, depth: 15)
      configuration.denseWidths = [4 * 12_288]
      configuration.tokenCount = 64
      return configuration
    }
  }

  /// The sizes.
  public let configuration: Configuration
  private let trees: [FeedforwardTrees]
  private let dense: [Int: [DenseLayer]]
  private let tokens, results, hidden: Tensor
  private var nextToken = 0
  private var nextLayer = 0

  /// Draws all weights and tokens.
  public init(
    _ configuration: Configuration, using generator: inout some RandomNumberGenerator
  ) {
    self.configuration = configuration
    let width = configuration.trees.inputWidth
    func layers<Layer>(_ make: (ParameterScope) -> Layer) -> [Layer] {
      (0..<configuration.layerCount).map { _ in make(ParameterStore(isTrainable: false).scope) }
    }
    trees = layers { FeedforwardTrees(configuration.trees, in: $0, using: &generator) }
    dense = Dictionary(
      uniqueKeysWithValues: configuration.denseWidths.map { hidden in
        (hidden, layers { DenseLayer(width: width, hidden: hidden, in: $0, using: &generator) })
      })
    tokens = Tensor(
      (0..<configuration.tokenCount * width).map { _ in generator.normal() },
      shape: [configuration.tokenCount, width])
    results = Tensor(repeating: 0, shape: tokens.shape)
    hidden = Tensor(
      repeating: 0, shape: [configuration.tokenCount, configuration.denseWidths.max() ?? 1])
  }
}

// MARK: - A turn

extension LayerRace {
  /// All that can run.
  public var contestants: [Contestant] {
    configuration.denseWidths.flatMap { width in
      ProductKernel.allCases.map { .dense(width: width, kernel: $0) }
    } + WalkKernel.allCases.map { .trees($0) }
  }

  /// Computes `passes` batches of `batch` tokens, each through the layer whose turn it is.
  public func run(_ contestant: Contestant, passes: Int, batch: Int) {
    precondition(batch <= configuration.tokenCount)
    for _ in 0..<passes {
      if nextToken + batch > configuration.tokenCount { nextToken = 0 }
      let width = tokens.width
      let x = Matrix(tokens.matrix.start + nextToken * width, rows: batch, columns: width)
      let y = Matrix(results.matrix.start + nextToken * width, rows: batch, columns: width)
      switch contestant {
      case .dense(let width, let kernel):
        let hidden = Matrix(hidden.matrix.start, rows: batch, columns: width)
        dense[width]![nextLayer].compute(x, hidden: hidden, into: y, by: kernel)
      case .trees(let kernel):
        trees[nextLayer].walk(x, into: y, by: kernel)
      }
      nextToken += batch
      nextLayer = (nextLayer + 1) % configuration.layerCount
    }
  }

  /// What one batch costs.
  public func work(_ contestant: Contestant, batch: Int) -> Work {
    Work.counting { run(contestant, passes: 1, batch: batch) }.work
  }
}

// MARK: - The dense layer

/// down(GELU(up(x))) into memory that is there, with both matrices stored so that a single token
/// reads them in one stream, and in rows that fill vectors.
private struct DenseLayer {
  let up, bias, down: Tensor

  init(
    width: Int, hidden: Int, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    let bounds = (1 / Float(width).squareRoot(), 1 / Float(hidden).squareRoot())
    up = scope.uniform("up", shape: [hidden, width], bound: bounds.0, using: &generator)
    bias = scope.uniform("bias", shape: [hidden], bound: bounds.0, using: &generator)
    let shape = hidden < 64 ? [hidden, width] : [width, hidden]
    down = scope.uniform("down", shape: shape, bound: bounds.1, using: &generator)
  }

  func compute(_ x: Matrix, hidden: Matrix, into y: Matrix, by kernel: ProductKernel) {
    for row in 0..<hidden.rows {
      (hidden.start + row * hidden.stride).update(from: bias.matrix.start, count: hidden.columns)
    }
    multiply(x, up.matrix.transposed, into: hidden, beta: 1, by: kernel)
    for row in 0..<hidden.rows {
      let row = hidden.start + row * hidden.stride
      gelu(row, into: row, hidden.columns)
    }
    let readsRows = down.rows == hidden.columns
    multiply(hidden, readsRows ? down.matrix : down.matrix.transposed, into: y, by: kernel)
    Work.add(Work(weightBytes: 4 * (up.count + down.count), neurons: hidden.rows * bias.count))
  }
}
