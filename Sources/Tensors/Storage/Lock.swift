#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - A lock

/// A state that one thread at a time may touch.
///
/// It is the system's own lock and not `Synchronization.Mutex`, whose locking the thread sanitizer
/// cannot see: it would report every use.
final class Lock<State>: @unchecked Sendable {
  // Allocated, since it may not move.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var state: State

  init(_ state: State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }
}
