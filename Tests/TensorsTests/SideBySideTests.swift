import Foundation
import Synchronization
import Tensors
import Testing

// MARK: - Side by side

@Suite struct SideBySideTests {
  /// Counts how many run at a time.
  private final class Counter: Sendable {
    private let running = Atomic(0)
    private let most = Atomic(0)
    private let begun = Atomic(0)

    var largest: Int { most.load(ordering: .sequentiallyConsistent) }
    var started: Int { begun.load(ordering: .sequentiallyConsistent) }

    func counting<Value>(_ body: () throws -> Value) rethrows -> Value {
      begun.add(1, ordering: .sequentiallyConsistent)
      let now = running.add(1, ordering: .sequentiallyConsistent).newValue
      most.max(now, ordering: .sequentiallyConsistent)
      defer { running.subtract(1, ordering: .sequentiallyConsistent) }
      return try body()
    }
  }

  @Test(arguments: [1, 2, 3])
  func `values come in order, and no more jobs run at a time than there are threads`(
    threads: Int
  ) throws {
    let counter = Counter()
    let jobs = SideBySide(
      (0..<7).map { number in
        { _ in
          counter.counting {
            // Later jobs are done sooner.
            Thread.sleep(forTimeInterval: 0.02 * Double(7 - number))
            return (number, ThreadPool.threadCount)
          }
        }
      }, threads: threads)
    for number in 0..<7 {
      let (value, threadCount) = try jobs.value(of: number) { _, _ in }
      #expect(value == number)
      #expect(threadCount == 1)
    }
    #expect(counter.largest == threads)
    #expect(counter.started == 7)
  }

  @Test func `a slow job leaves the other threads no time to rest`() throws {
    let done = Atomic(0)
    let jobs = SideBySide<Bool>(
      (0..<4).map { number in
        { _ in
          guard number == 0 else {
            done.add(1, ordering: .sequentiallyConsistent)
            return true
          }
          // The first one is not done before all others are.
          for _ in 0..<500 where done.load(ordering: .sequentiallyConsistent) < 3 {
            Thread.sleep(forTimeInterval: 0.01)
          }
          return done.load(ordering: .sequentiallyConsistent) == 3
        }
      }, threads: 2)
    #expect(try jobs.value(of: 0) { _, _ in })
  }

  @Test func `values may be asked for in any order`() throws {
    let jobs = SideBySide<Int>(
      (0..<5).map { number in
        { _ in
          Thread.sleep(forTimeInterval: 0.02)
          return number
        }
      }, threads: 2)
    for number in [3, 0, 4, 1, 2] {
      #expect(try jobs.value(of: number) { _, _ in } == number)
    }
  }

  @Test func `who asks hears how far a job is, and of its error`() throws {
    struct Wrong: Error {}
    let jobs = SideBySide<Int>(
      [
        { report in
          for step in 1...8 {
            try report(Double(step) / 8, Float(step))
            Thread.sleep(forTimeInterval: 0.1)
          }
          throw Wrong()
        }
      ], threads: 2)
    var shares: [Double] = []
    #expect(throws: Wrong.self) { try jobs.value(of: 0) { share, _ in shares.append(share) } }
    #expect(shares.count > 2 && shares == shares.sorted())
  }

  @Test func `when one is stopped, all end at their next report`() throws {
    let ended = Atomic(0)
    let jobs = SideBySide<Int>(
      (0..<2).map { _ in
        { report in
          defer { ended.add(1, ordering: .sequentiallyConsistent) }
          while true {
            try report(0.5, 1)
            Thread.sleep(forTimeInterval: 0.01)
          }
        }
      }, threads: 2)
    #expect(throws: CancellationError.self) {
      try jobs.value(of: 0) { _, _ in throw CancellationError() }
    }
    for _ in 0..<200 where ended.load(ordering: .sequentiallyConsistent) < 2 {
      Thread.sleep(forTimeInterval: 0.01)
    }
    #expect(ended.load(ordering: .sequentiallyConsistent) == 2)
  }
}
