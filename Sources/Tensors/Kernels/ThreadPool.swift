import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - Splitting a range

/// Contiguous parts of `0..<count`, all but the last of whole grains.
private struct Split {
  let count: Int
  let grain: Int
  let grains: Int
  let parts: Int

  /// As many parts as there are threads, or as there are grains if those are fewer.
  init(of count: Int, grain: Int, threads: Int) {
    self.count = count
    self.grain = grain
    grains = (count + grain - 1) / grain
    parts = min(grains, threads)
  }

  subscript(part: Int) -> Range<Int> {
    grains * part / parts * grain..<min(grains * (part + 1) / parts * grain, count)
  }
}

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
  pool.run(Split(of: count, grain: grain, threads: pool.threadCount), body)
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

  private let order = alone(Order())
  private let finished: [UnsafeMutablePointer<Atomic<Int>>]
  private let sleepers = alone(Atomic(0))
  private let isBusy = Atomic(false)
  private let gate = Gate()

  private init(threadCount: Int) {
    self.threadCount = threadCount
    finished = (0..<threadCount).map { _ in alone(Atomic(0)) }
    // A kernel within a kernel belongs to the same pool, whichever thread it runs on.
    for part in 1..<max(threadCount, 1) {
      spawn { ThreadPool.$current.withValue(self) { self.serve(part) } }
    }
  }

  /// Calls `body` with each part of a range.
  ///
  /// While the pool is busy (a kernel within a kernel, a second caller) the parts run one after the
  /// other on the calling thread, with the same results.
  fileprivate func run(_ split: Split, _ body: (Range<Int>) -> Void) {
    guard split.parts > 1, !isBusy.exchange(true, ordering: .acquiring) else {
      for part in 0..<split.parts { body(split[part]) }
      return
    }
    withoutActuallyEscaping(body) { body in
      order.pointee.job = Job(split: split, body: body)
      let (_, generation) = order.pointee.generation.add(1, ordering: .sequentiallyConsistent)
      if sleepers.pointee.load(ordering: .sequentiallyConsistent) > 0 { gate.open() }
      body(split[0])
      var patience = Patience()
      for helper in 1..<threadCount {
        while finished[helper].pointee.load(ordering: .acquiring) < generation { patience.wait() }
      }
      order.pointee.job = nil
    }
    isBusy.store(false, ordering: .releasing)
  }
}

/// What a caller wants of the helpers: they see the generation rise, and then look at the job.
private struct Order: ~Copyable {
  let generation = Atomic(0)
  var job: Job?
}

/// A kernel's parts. It cannot be copied, so that nobody counts references to its body.
private struct Job: ~Copyable {
  let split: Split
  let body: (Range<Int>) -> Void

  borrowing func run(_ part: Int) {
    if part < split.parts { body(split[part]) }
  }
}

/// Memory that holds a value and nothing else: between cores, memory moves by the cache line, and a
/// thread that looks at one value would wait for others that write beside it. It is never freed.
private func alone<Value: ~Copyable>(_ value: consuming Value) -> UnsafeMutablePointer<Value> {
  let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
  let pointer = memory.bindMemory(to: Value.self, capacity: 1)
  pointer.initialize(to: value)
  return pointer
}

// MARK: - A helper's life

extension ThreadPool {
  private func serve(_ part: Int) {
    let (order, finished) = (order, finished[part])
    var seen = 0
    while true {
      awaitWork(after: seen)
      seen += 1
      order.pointee.job?.run(part)
      finished.pointee.store(seen, ordering: .releasing)
    }
  }

  private func awaitWork(after seen: Int) {
    var patience = Patience()
    let (order, sleepers) = (order, sleepers)
    while order.pointee.generation.load(ordering: .acquiring) == seen {
      if !patience.isExhausted {
        patience.wait()
        continue
      }
      // The order matters: whoever raises the generation looks for sleepers afterwards.
      sleepers.pointee.add(1, ordering: .sequentiallyConsistent)
      gate.wait { order.pointee.generation.load(ordering: .sequentiallyConsistent) == seen }
      sleepers.pointee.subtract(1, ordering: .relaxed)
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
