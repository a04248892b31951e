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

  /// What to give back to the pool; nil for a view, which owns nothing.
  private let sizeClass: BufferPool.SizeClass?

  /// Who counts it.
  private let counter: Memory.Counter?

  /// What a view is a part of: it lives as long as its views.
  var whole: Buffer?

  init(count: Int) {
    let sizeClass = BufferPool.SizeClass(for: count)
    self.sizeClass = sizeClass
    floats = MutableFloats(start: BufferPool.shared.take(sizeClass), count: count)
    counter = Memory.counter
    counter?.hold(sizeClass.count)
  }

  /// A view of a part of another buffer.
  init(viewing floats: MutableFloats, of whole: Buffer) {
    self.floats = floats
    self.whole = whole
    (sizeClass, counter) = (nil, nil)
  }

  deinit {
    guard let sizeClass, let start = floats.baseAddress else { return }
    BufferPool.shared.give(start, sizeClass)
    counter?.hold(-sizeClass.count)
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

  /// The free blocks of each size class, by its number.
  private let free = Lock([[Block]](repeating: [], count: 8 * Int.bitWidth))

  func take(_ size: SizeClass) -> UnsafeMutablePointer<Float> {
    free.withLock { $0[size.number].popLast() }?.start ?? BufferPool.allocate(size.count)
  }

  func give(_ start: UnsafeMutablePointer<Float>, _ size: SizeClass) {
    free.withLock { $0[size.number].append(Block(start: start)) }
  }

  /// A size that blocks have. Few sizes occur: multiples of 16 floats up to 128, and from there on
  /// eight between a power of two and the next.
  struct SizeClass {
    let count: Int
    let number: Int

    /// The smallest size with room for `count` floats.
    init(for count: Int) {
      let last = max(count, 1) - 1
      let shift = max(4, Int.bitWidth - last.leadingZeroBitCount - 4)
      let steps = (last >> shift) + 1
      self.count = steps << shift
      number = 8 * (shift - 4) + steps
    }
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
