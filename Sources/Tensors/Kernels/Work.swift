// MARK: - Counted work

/// What a computation cost, counted exactly: the figures that claims about cost stand on.
public struct Work: Hashable, Sendable {
  /// Multiplications that are followed by an addition, in matrix products and attention.
  ///
  /// Work per element (normalisation, activations, optimiser) is not counted: a product takes each
  /// element up as often as the other matrix is wide. The papers leave it out as well.
  public var multiplyAdds = 0

  /// Bytes of weight matrices and embedding rows that forward passes read, each reading counted:
  /// what a decoder at batch 1 waits for. Biases, gains and the way back are left out.
  public var weightBytes = 0

  /// Hidden units that were computed, by layers that compute only some of theirs.
  public var neurons = 0

  /// Different rows of weight matrices that such layers read, each counted once a call: what must
  /// come from memory, however many tokens share it.
  public var weightRows = 0

  /// Work that has not begun.
  public init(multiplyAdds: Int = 0, weightBytes: Int = 0, neurons: Int = 0, weightRows: Int = 0) {
    self.multiplyAdds = multiplyAdds
    self.weightBytes = weightBytes
    self.neurons = neurons
    self.weightRows = weightRows
  }

  /// The two, one after the other.
  public static func + (left: Work, right: Work) -> Work {
    Work(
      multiplyAdds: left.multiplyAdds + right.multiplyAdds,
      weightBytes: left.weightBytes + right.weightBytes, neurons: left.neurons + right.neurons,
      weightRows: left.weightRows + right.weightRows)
  }
}

// MARK: - The counting scope

extension Work {
  private final class Counter: @unchecked Sendable { var work = Work() }

  /// The innermost scope that counts on this task. Kernels count on the calling thread, before they
  /// fork, so there is nothing to race on.
  @TaskLocal private static var counter: Counter?

  /// Runs `body` and tells what it cost. Scopes nest: an outer one counts what inner ones do.
  public static func counting<Result>(
    _ body: () throws -> Result
  ) rethrows -> (result: Result, work: Work) {
    let inner = Counter()
    defer { add(inner.work) }
    let result = try $counter.withValue(inner, operation: body)
    return (result, inner.work)
  }

  /// Whether a scope counts here: what takes time to count is then worth counting.
  public static var isCounting: Bool { counter != nil }

  /// Adds to the scope that counts, if there is one.
  public static func add(_ work: Work) {
    guard let counter else { return }
    counter.work = counter.work + work
  }
}
