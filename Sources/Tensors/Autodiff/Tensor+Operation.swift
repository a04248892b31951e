// MARK: - Operations of other modules

extension Tensor {
  /// The result of an operation that the engine lacks: how a chapter adds one of its own.
  ///
  /// - Parameters:
  ///   - operands: what the result depends on, and what may get a gradient.
  ///   - shape: the result's.
  ///   - forward: writes every element of the result.
  ///   - backward: receives the gradient of the result, and adds to that of each operand with
  ///     `accumulateGradient`. It runs once, and only if a gradient arrived.
  public static func result(
    of operands: [Tensor], shape: [Int], forward: (MutableFloats) -> Void,
    backward: @escaping (_ gradient: Floats) -> Void
  ) -> Tensor {
    let y = Tensor(
      shape: shape, storage: Buffer(count: shape.reduce(1, *)),
      tape: operands.lazy.compactMap(\.tape).first,
      requiresGradient: operands.contains(where: \.requiresGradient))
    forward(y.storage.floats)
    y.recordBackward { backward(Floats($0.floats)) }
    return y
  }

  /// Lets `add` add to the gradient, which starts as zeros, if this tensor wants one.
  ///
  /// Losses call it while they are computed: they are where a tape ends.
  public func accumulateGradient(_ add: (MutableFloats) -> Void) {
    addGradient { gradient, beta in
      if beta == 0 { clear(gradient, count) }
      add(MutableFloats(start: gradient, count: count))
    }
  }

  /// Whether what is computed from this tensor is recorded: training, and not inference.
  public var isRecorded: Bool { tape != nil }

  /// A seed for what is random in training only; nil on a tape where nothing is dropped, and where
  /// there is no tape.
  public func drawSeed() -> UInt64? { tape?.dropoutGenerator?.next() }
}
