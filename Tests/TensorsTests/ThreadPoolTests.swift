import Synchronization
import Testing

@testable import Tensors

// MARK: - Every index once

/// How often each index of `0..<count` is visited.
private func visits(count: Int, grain: Int, _ body: (Range<Int>) -> Void = { _ in }) -> [Int] {
  let visits = Lock([Int](repeating: 0, count: count))
  forEachPart(of: count, grain: grain) { part in
    body(part)
    visits.withLock { visits in for i in part { visits[i] += 1 } }
  }
  return visits.withLock { $0 }
}

@Suite("A kernel's parts make up the whole")
struct ThreadPoolTests {
  @Test(arguments: [1, 2, 3, 7, 16])
  func `each index once, whatever the count and the grain`(threads: Int) {
    ThreadPool.with(threads: threads) {
      for count in Array(0...40) + [63, 64, 65, 127, 1000, 4097] {
        for grain in [1, 2, 3, 16, 64, 1000, 5000] {
          let visits = visits(count: count, grain: grain) { part in
            #expect(part.lowerBound % grain == 0, "parts start at multiples of the grain")
          }
          #expect(visits.allSatisfy { $0 == 1 }, "\(count) by \(grain)")
        }
      }
    }
  }

  @Test func `work of one grain is not split`() {
    ThreadPool.with(threads: 7) {
      let calls = Atomic(0)
      forEachPart(of: 64, grain: 64) { _ in calls.add(1, ordering: .relaxed) }
      #expect(calls.load(ordering: .relaxed) == 1)
    }
  }

  @Test func `several threads take part`() {
    // Each of two parts waits for the other: one thread alone would never end.
    ThreadPool.with(threads: 2) {
      let arrived = Atomic(0)
      let deadline = ContinuousClock.now + .seconds(20)
      // While other work keeps the pool busy, parts run in order: hence the tries.
      var met = false
      while !met && ContinuousClock.now < deadline {
        arrived.store(0, ordering: .relaxed)
        forEachPart(of: 2) { _ in
          arrived.add(1, ordering: .relaxed)
          let patience = ContinuousClock.now + .milliseconds(50)
          while arrived.load(ordering: .relaxed) < 2 && ContinuousClock.now < patience {}
          if arrived.load(ordering: .relaxed) == 2 { arrived.store(10, ordering: .relaxed) }
        }
        met = arrived.load(ordering: .relaxed) >= 10
      }
      #expect(met)
    }
  }

  @Test func `the number of threads holds in a scope, and on every thread in it`() {
    #expect(ThreadPool.threadCount == ThreadPool.processorCount)
    for threads in [1, 3, 7] {
      ThreadPool.with(threads: threads) {
        let counts = Lock(Set<Int>())
        for _ in 0..<20 {
          forEachPart(of: 100) { _ in
            // Long enough that the helpers wake up and take parts.
            let end = ContinuousClock.now + .microseconds(200)
            while ContinuousClock.now < end {}
            _ = counts.withLock { $0.insert(ThreadPool.threadCount) }
          }
        }
        #expect(counts.withLock { $0 } == [threads])
      }
    }
  }
}

// MARK: - Kernels in kernels, and side by side

@Suite("A busy pool gives the same results")
struct BusyPoolTests {
  @Test(arguments: [1, 2, 7])
  func `to a kernel within a kernel`(threads: Int) {
    ThreadPool.with(threads: threads) {
      let outer = visits(count: 20, grain: 1) { part in
        for _ in part { #expect(visits(count: 33, grain: 2).allSatisfy { $0 == 1 }) }
      }
      #expect(outer.allSatisfy { $0 == 1 })
    }
  }

  @Test func `to callers at the same time`() async {
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<16 {
        group.addTask {
          (0..<100).allSatisfy { round in
            visits(count: 50 + task + round, grain: 3).allSatisfy { $0 == 1 }
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test(arguments: [2, 7])
  func `bit for bit to a training step, under load`(threads: Int) async {
    let load = Task.detached(priority: .background) {
      // Kernels of another caller disturb the timing, and take the pool away at times.
      while !Task.isCancelled {
        ThreadPool.with(threads: threads) { _ = trainingStep(rows: 40) }
        await Task.yield()
      }
    }
    let alone = ThreadPool.with(threads: threads) { trainingStep(rows: 130) }
    for _ in 0..<100 {
      #expect(ThreadPool.with(threads: threads) { trainingStep(rows: 130) } == alone)
      await Task.yield()
    }
    load.cancel()
    // The process must not end while a product is under way: its library is gone first.
    await load.value
  }
}

/// All gradients of a small network with every kind of parallel kernel.
private func trainingStep(rows: Int) -> [[Float]?] {
  let tape = Tape(dropoutSeed: 5)
  let heads = AttentionHeads(queries: 4, keyValues: 2, width: 16)
  let table = leaf(randomNumbers(50 * 64), shape: [50, 64], on: tape)
  let packing = leaf(randomNumbers(128 * 64, seed: 2), shape: [128, 64], on: tape)
  let (gain, bias) = (leaf(randomNumbers(64), on: tape), leaf(randomNumbers(64), on: tape))
  let head = leaf(randomNumbers(50 * 64, seed: 3), shape: [50, 64], on: tape)
  let tokens = (0..<2 * rows).map { Int32($0 * 7 % 50) }
  let x = table.gatheringRows(tokens, shape: [2, rows])
  let y = x.layerNorm(gain: gain, bias: bias, epsilon: 1e-5).linear(packing)
    .attention(heads, isCausal: true).dropout(0.1)
  _ = (x + y).gelu().crossEntropy(head: head, labels: tokens)
  tape.backward()
  return [table, packing, gain, bias, head].map(\.gradient)
}
