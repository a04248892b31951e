#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// MARK: - A buffer of floats

/// The elements that a kernel reads.
public typealias Floats = UnsafeBufferPointer<Float>

/// The elements that a kernel writes.
public typealias MutableFloats = UnsafeMutableBufferPointer<Float>

/// A block of floats with an owner: it returns to the pool when the last reference to it goes.
///
/// A new buffer's contents are whatever its last user left: every kernel writes before it reads.
final class Buffer {
  /// The elements. A view's elements move when its parameter store grows, hence `var`.
  var floats: MutableFloats

  /// The number of floats to give back to the pool; nil for a view, which owns nothing.
  private let pooledCount: Int?

  /// What a view is a part of: it lives as long as its views.
  var whole: Buffer?

  init(count: Int) {
    let pooledCount = BufferPool.sizeClass(for: count)
    self.pooledCount = pooledCount
    floats = MutableFloats(start: BufferPool.shared.take(pooledCount), count: count)
  }

  /// A view of a part of another buffer.
  init(viewing floats: MutableFloats, of whole: Buffer) {
    self.floats = floats
    self.whole = whole
    pooledCount = nil
  }

  deinit {
    guard let pooledCount, let start = floats.baseAddress else { return }
    BufferPool.shared.give(start, pooledCount)
  }
}

// MARK: - The pool

/// Free blocks by size, shared by all threads.
///
/// A training step asks for the same sizes again and again. Kept blocks save the system calls, and
/// the clearing of fresh pages, which costs more than most kernels.
final class BufferPool: Sendable {
  static let shared = BufferPool()

  /// An address, so that it may cross threads.
  private struct Block: @unchecked Sendable { let start: UnsafeMutablePointer<Float> }

  private let free = Lock<[Int: [Block]]>([:])

  func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    free.withLock { $0[count]?.popLast() }?.start ?? BufferPool.allocate(count)
  }

  func give(_ start: UnsafeMutablePointer<Float>, _ count: Int) {
    let block = Block(start: start)
    free.withLock { $0[count, default: []].append(block) }
  }

  /// `count` rounded up so that few sizes occur: to 16 floats, and to an eighth of a power of two.
  static func sizeClass(for count: Int) -> Int {
    let powerOfTwo = 1 << (Int.bitWidth - max(count, 1).leadingZeroBitCount - 1)
    let step = max(16, powerOfTwo / 8)
    return (max(count, 1) + step - 1) / step * step
  }
}

// MARK: - Fresh memory

extension BufferPool {
  /// Fresh memory, aligned to a cache line; large blocks to a huge page, which the kernel then uses.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let hugePage = 2 << 20
    let bytes = count * MemoryLayout<Float>.stride
    let isLarge = bytes >= hugePage
    var address: UnsafeMutableRawPointer?
    let status = posix_memalign(&address, isLarge ? hugePage : 64, bytes)
    guard status == 0, let address else {
      fatalError("out of memory: \(bytes >> 20) MiB more were asked for")
    }
    #if os(Linux)
      if isLarge { madvise(address, bytes, MADV_HUGEPAGE) }
    #endif
    return address.bindMemory(to: Float.self, capacity: count)
  }
}
