import Tensors

// MARK: - Steps of training

/// A stage of training: so many steps at rates that rise and fall once.
public struct Training: Codable, Hashable, Sendable {
  /// The number of steps.
  public var steps: Int
  /// The highest learning rate.
  public var rate: Float
  /// The share of all steps after which it is reached.
  public var summit: Float
  /// How a step is made.
  public var optimizer = AdamW.Configuration()

  /// A stage of training.
  public init(steps: Int, rate: Float, summit: Float = 0.2) {
    (self.steps, self.rate, self.summit) = (steps, rate, summit)
    optimizer.weightDecay = 0.01
  }

  /// Makes the steps.
  ///
  /// - Parameters:
  ///   - stores: what is trained.
  ///   - report: receives the number of steps made and the loss; may throw to end it.
  ///   - loss: computes on a tape what is to fall, and says what it was.
  public func run(
    _ stores: [ParameterStore], report: (_ step: Int, _ loss: Float) throws -> Void,
    loss: (Tape) -> Float
  ) throws {
    let optimizers = stores.map { AdamW($0, optimizer) }
    let schedule = Schedule.triangle(peak: rate, summit: summit, steps: steps)
    for step in 0..<steps {
      let tape = Tape()
      let loss = loss(tape)
      tape.backward()
      for optimizer in optimizers { optimizer.step(learningRate: schedule.rate(at: step)) }
      try report(step + 1, loss)
    }
  }
}
