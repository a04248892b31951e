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
  // Allocated, since a mutex may not move, and the state needs no check that nobody else is at it.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let state = UnsafeMutablePointer<State>.allocate(capacity: 1)

  init(_ state: State) {
    self.state.initialize(to: state)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state.pointee)
  }
}
