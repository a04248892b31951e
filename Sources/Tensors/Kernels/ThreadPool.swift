import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - Splitting a range

/// Calls `body` with contiguous ranges that make up `0..<count`, one for each thread, at the same
/// time.
///
/// - Parameter grain: ranges start at multiples of it, and work of at most one grain is not split.
public func forEachPart(of count: Int, grain: Int = 1, _ body: (Range<Int>) -> Void) {
  guard count > grain else {
    if count > 0 { body(0..<count) }
    return
  }
  let pool = ThreadPool.current
  let grains = (count + grain - 1) / grain
  pool.run(min(grains, pool.threadCount)) { part in
    let parts = min(grains, pool.threadCount)
    let start = grains * part / parts * grain
    let end = min(grains * (part + 1) / parts * grain, count)
    body(start..<end)
  }
}

// MARK: - Fork and join

/// Threads that run the parts of one kernel side by side and join before it returns.
///
/// The split is fixed, and so is who takes which part: results depend on the number of threads but
/// never on which of them is faster. Between kernels the threads stay awake for a while, because the
/// next kernel is about to come; then they sleep.
public final class ThreadPool: @unchecked Sendable {
  /// How many parts a kernel is split into: the calling thread and its helpers.
  public let threadCount: Int

  // Written by the caller before `generation` rises, read by the helpers after they saw it rise.
  private var body: ((Int) -> Void)?
  private var partCount = 0
  private let generation = Counter()
  private let unfinished = Counter()
  private let sleepers = Counter()
  private let isBusy = Atomic<Bool>(false)
  private let gate = Gate()

  private init(threadCount: Int) {
    self.threadCount = threadCount
    // A kernel within a kernel belongs to the same pool, whichever thread it runs on.
    for part in 1..<max(threadCount, 1) {
      spawn { ThreadPool.$current.withValue(self) { self.serve(part) } }
    }
  }

  /// Calls `body` with each of `0..<partCount`, of which there are at most as many as threads.
  ///
  /// While the pool is busy (a kernel within a kernel, a second caller) the parts run one after the
  /// other on the calling thread, with the same results.
  func run(_ partCount: Int, _ body: (Int) -> Void) {
    precondition(partCount <= threadCount, "a part for each thread, at the most")
    guard threadCount > 1, partCount > 1, !isBusy.exchange(true, ordering: .acquiring) else {
      for part in 0..<partCount { body(part) }
      return
    }
    withoutActuallyEscaping(body) { body in
      self.body = body
      self.partCount = partCount
      unfinished.value.store(threadCount - 1, ordering: .relaxed)
      generation.value.add(1, ordering: .sequentiallyConsistent)
      if sleepers.value.load(ordering: .sequentiallyConsistent) > 0 { gate.open() }
      body(0)
      var patience = Patience()
      while unfinished.value.load(ordering: .acquiring) > 0 { patience.wait() }
      self.body = nil
    }
    isBusy.store(false, ordering: .releasing)
  }
}

/// A number that threads wait for. It has a cache line of its own: a thread that looks at one is not
/// held up by another that writes beside it.
private final class Counter: Sendable {
  let value = Atomic<Int>(0)
  private let padding = InlineArray<14, Int>(repeating: 0)
}

// MARK: - A helper's life

extension ThreadPool {
  private func serve(_ part: Int) {
    var seen = 0
    while true {
      awaitWork(after: seen)
      seen += 1
      if part < partCount { body?(part) }
      unfinished.value.subtract(1, ordering: .releasing)
    }
  }

  private func awaitWork(after seen: Int) {
    var patience = Patience()
    while generation.value.load(ordering: .acquiring) == seen {
      if !patience.isExhausted {
        patience.wait()
        continue
      }
      // The order matters: whoever raises the generation looks for sleepers afterwards.
      sleepers.value.add(1, ordering: .sequentiallyConsistent)
      gate.wait { generation.value.load(ordering: .sequentiallyConsistent) == seen }
      sleepers.value.subtract(1, ordering: .relaxed)
    }
  }
}

// MARK: - Awake, then asleep

/// Busy waiting that first only looks, and then lets others have the core.
private struct Patience {
  private var rounds = 0

  var isExhausted: Bool { rounds > 20_200 }

  mutating func wait() {
    rounds += 1
    if rounds > 20_000 { sched_yield() }
  }
}

/// Where helpers sleep until there is work.
private final class Gate: @unchecked Sendable {
  // Allocated, since they may not move; never freed, as pools live as long as the process.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  func open() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  func wait(while isClosed: () -> Bool) {
    pthread_mutex_lock(mutex)
    while isClosed() { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
  }
}

// MARK: - Starting a thread

/// Starts a thread that is never joined: pools live as long as the process.
private func spawn(_ body: @escaping @Sendable () -> Void) {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let start = Unmanaged.passRetained(Start(body))
  #if canImport(Glibc)
    var thread = pthread_t()
  #else
    var thread: pthread_t?
  #endif
  let status = pthread_create(
    &thread, nil,
    { argument in
      #if canImport(Glibc)
        let argument = argument!
      #endif
      Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, start.toOpaque())
  precondition(status == 0, "the system would not start a thread (error \(status))")
}

// MARK: - The pool in force

extension ThreadPool {
  private static let pools = Lock<[Int: ThreadPool]>([:])

  /// The pool with `threadCount` threads; there is one for each count in a process.
  private static func pool(threadCount: Int) -> ThreadPool {
    precondition(threadCount > 0, "a pool has at least one thread")
    return pools.withLock { pools in
      if let pool = pools[threadCount] { return pool }
      let pool = ThreadPool(threadCount: threadCount)
      pools[threadCount] = pool
      return pool
    }
  }

  /// The number of processors that are online.
  public static let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// The pool that kernels run on: all processors, unless `with(threads:)` says otherwise.
  @TaskLocal static var current = pool(threadCount: processorCount)

  /// The number of threads that kernels run on here.
  public static var threadCount: Int { current.threadCount }

  /// Runs `body` with `threads` threads a kernel.
  public static func with<Result>(threads: Int, _ body: () throws -> Result) rethrows -> Result {
    try $current.withValue(pool(threadCount: threads), operation: body)
  }
}
