import Foundation

// MARK: - Side by side

/// Values that are computed side by side, each on one thread, and taken in their order.
///
/// This is for models that are too small to share their work among threads. What a job computes does
/// not depend on how many run beside it.
public final class SideBySide<Value: Sendable>: @unchecked Sendable {
  /// How far a job is: the share done, and the loss.
  public typealias Report = (_ share: Double, _ loss: Float) throws -> Void
  /// Computes a value; ends early when `report` throws.
  public typealias Job = @Sendable (_ report: Report) throws -> Value

  private enum State {
    case waiting
    case running(share: Double, loss: Float)
    case done(Result<Value, any Error>, loss: Float)
  }

  private let jobs: [Job]
  private let threads: Int
  private let lock = NSLock()
  private let endings: [DispatchSemaphore]
  private var states: [State]
  private var isCancelled = false
  /// The job that somebody waits for: the jobs behind it may begin.
  private var awaited: Int?

  /// Jobs of which so many run at a time.
  public init(_ jobs: [Job], threads: Int) {
    (self.jobs, self.threads) = (jobs, threads)
    states = jobs.map { _ in .waiting }
    endings = jobs.map { _ in DispatchSemaphore(value: 0) }
  }

  /// Waits for a job's value, and meanwhile begins the jobs behind it.
  ///
  /// - Parameter report: receives now and then how far the job is; when it throws, all jobs end.
  /// - Throws: What the job or `report` throws.
  public func value(of index: Int, report: Report) throws -> Value {
    lock.withLock {
      awaited = index
      startNext()
    }
    defer { lock.withLock { awaited = nil } }
    func tell(_ share: Double, _ loss: Float) throws {
      do {
        try report(share, loss)
      } catch {
        lock.withLock { isCancelled = true }
        throw error
      }
    }
    while true {
      switch lock.withLock({ states[index] }) {
      case .done(let result, let loss):
        try tell(1, loss)
        return try result.get()
      case .running(let share, let loss): try tell(share, loss)
      case .waiting:
        if lock.withLock({ isCancelled }) { throw CancellationError() }
        try tell(0, 0)
      }
      _ = endings[index].wait(timeout: .now() + 0.25)
    }
  }

  /// Starts as many jobs as there are idle threads, from the one on that is awaited; to be called with
  /// the lock held.
  private func startNext() {
    guard let awaited, !isCancelled else { return }
    var idle = threads - states.count { if case .running = $0 { true } else { false } }
    for next in awaited..<jobs.count where idle > 0 {
      guard case .waiting = states[next] else { continue }
      start(next)
      idle -= 1
    }
  }

  /// Starts a job; to be called with the lock held.
  private func start(_ index: Int) {
    states[index] = .running(share: 0, loss: 0)
    let thread = Thread { [self] in
      var loss: Float = 0
      let result = Result {
        try ThreadPool.with(threads: 1) {
          try jobs[index]({
            loss = $1
            try note(.running(share: $0, loss: $1), of: index)
          })
        }
      }
      try? note(.done(result, loss: loss), of: index)
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// - Throws: `CancellationError` once all jobs are to end.
  private func note(_ state: State, of index: Int) throws {
    let isCancelled = lock.withLock {
      states[index] = state
      if case .done = state { startNext() }
      return self.isCancelled
    }
    if case .done = state { endings[index].signal() }
    if isCancelled { throw CancellationError() }
  }
}
