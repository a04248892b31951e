import Layers
import Tensors

// MARK: - What learns it

/// A linear map with a feedforward layer beside it, as a transformer has its residual: the layer is
/// to add what is different from region to region.
public struct RegionModel {
  /// The layers that are compared.
  public enum Layer: Codable, Hashable, Sendable {
    /// The linear map alone.
    case none
    /// A dense layer of so many hidden units.
    case dense(Int)
    /// K × D.
    case trees(FeedforwardTrees.Configuration)
    /// A tree that learns soft.
    case softTree(SoftTree.Configuration)
  }

  /// All parameters.
  public let parameters: ParameterStore
  /// The map that all models have.
  public let linear: Linear
  /// What is compared.
  public let layer: any FeedForwardLayer

  /// A model of the task's widths, whatever widths the layer's configuration names.
  public init(
    _ layer: Layer, for task: RegionTask.Configuration,
    using generator: inout some RandomNumberGenerator
  ) {
    parameters = ParameterStore()
    let (inputs, outputs) = (task.inputWidth, task.outputWidth)
    linear = Linear(
      inputWidth: inputs, outputWidth: outputs, deviation: 1 / Float(3 * inputs).squareRoot(),
      in: parameters.scope["linear"], using: &generator)
    let scope = parameters.scope["layer"]
    self.layer =
      switch layer {
      case .none: NoFeedForward()
      case .dense(let hidden):
        DenseFeedForward(
          inputWidth: inputs, hidden: hidden, outputWidth: outputs, in: scope, using: &generator)
      case .trees(let configuration):
        FeedforwardTrees(
          configuration.between(inputs, and: outputs), in: scope, using: &generator)
      case .softTree(let configuration):
        SoftTree(configuration.between(inputs, and: outputs), in: scope, using: &generator)
      }
  }

  /// From shape [rows, inputWidth] to [rows, outputWidth].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layer(x, addingTo: linear(x), dropout: 0)
  }
}

extension FeedforwardTrees.Configuration {
  /// The same trees between vectors of other widths.
  fileprivate func between(_ inputs: Int, and outputs: Int) -> Self {
    var other = self
    (other.inputWidth, other.outputWidth) = (inputs, outputs)
    return other
  }
}

extension SoftTree.Configuration {
  /// The same tree between vectors of other widths.
  fileprivate func between(_ inputs: Int, and outputs: Int) -> Self {
    var other = self
    (other.inputWidth, other.outputWidth) = (inputs, outputs)
    return other
  }
}

// MARK: - The dense control

/// down(GELU(up(x))) with the weights drawn as the trees', so that only the choice of units differs.
public struct DenseFeedForward: FeedForwardLayer {
  /// To the hidden units, and back.
  public let up, down: Linear

  /// A layer of `hidden` units.
  public init(
    inputWidth: Int, hidden: Int, outputWidth: Int, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    up = Linear(
      inputWidth: inputWidth, outputWidth: hidden,
      deviation: 1 / Float(3 * inputWidth).squareRoot(),
      in: scope["up"], using: &generator)
    down = Linear(
      inputWidth: hidden, outputWidth: outputWidth,
      deviation: 1 / Float(3 * hidden).squareRoot(), in: scope["down"], using: &generator)
  }

  /// The layer's output, dropped out, added to `residual`.
  public func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    down(up(x).gelu(), addingTo: residual, dropout: dropout)
  }
}

// MARK: - Training

extension RegionModel {
  /// How long, and how fast.
  public struct Training: Codable, Hashable, Sendable {
    /// Steps, each with fresh points.
    public var steps = 2000
    /// Points in a step.
    public var batch = 256
    /// The highest learning rate; it falls to 0 along half a cosine.
    public var learningRate: Float = 5e-3
    /// How much of the mean gradient, and of the mean squared gradient, is kept.
    public var betas: [Float] = [0.9, 0.98]

    /// About a second for a small layer.
    public init() {}
  }

  /// Learns a task from points drawn as needed.
  ///
  /// - Parameter report: receives the share of steps that are done.
  public func learn(
    _ task: RegionTask, _ training: Training, using generator: inout some RandomNumberGenerator,
    report: (Double) throws -> Void
  ) rethrows {
    var configuration = AdamW.Configuration()
    (configuration.meanDecay, configuration.squareDecay) = (training.betas[0], training.betas[1])
    configuration.weightDecay = 0
    let optimizer = AdamW(parameters, configuration)
    let schedule = Schedule.cosine(
      peak: training.learningRate, floor: 0, warmUp: training.steps / 20, steps: training.steps)
    for step in 0..<training.steps {
      let (inputs, targets) = task.draw(training.batch, using: &generator)
      let tape = Tape(dropoutSeed: generator.next())
      let x = Tensor(inputs.elements, shape: inputs.shape, on: tape)
      _ = self(x).meanSquaredError(to: targets)
      tape.backward()
      optimizer.step(learningRate: schedule.rate(at: step))
      try report(Double(step + 1) / Double(training.steps))
    }
  }

  /// The share of the targets' variance that the model leaves unexplained, on `count` fresh points.
  public func unexplainedVariance(
    of task: RegionTask, count: Int = 8192, using generator: inout some RandomNumberGenerator
  ) -> Double {
    let (inputs, targets) = task.draw(count, using: &generator)
    let mean = targets.elements.reduce(0) { $0 + Double($1) } / Double(targets.count)
    let variance = targets.elements.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return Double(self(inputs).meanSquaredError(to: targets)) * Double(targets.count) / variance
  }
}
