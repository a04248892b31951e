// MARK: - Counted memory

/// How much memory tensors hold.
public enum Memory {
  /// What a scope has made and not dropped yet, in floats.
  final class Counter: @unchecked Sendable {
    private(set) var (held, peak) = (0, 0)

    func hold(_ floats: Int) {
      held += floats
      peak = max(peak, held)
    }
  }

  /// The innermost scope that counts on this task: tensors are made on the calling thread, before
  /// kernels fork.
  @TaskLocal static var counter: Counter?

  /// Runs `body` and tells how many bytes its tensors held at once, at most. Those that were there
  /// before are not counted, and neither are those of other tasks or of an inner scope.
  public static func peak<Result>(
    _ body: () throws -> Result
  ) rethrows -> (result: Result, bytes: Int) {
    let counter = Counter()
    let result = try $counter.withValue(counter, operation: body)
    return (result, MemoryLayout<Float>.stride * counter.peak)
  }
}
