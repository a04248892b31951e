import Testing

@testable import Tensors

// MARK: - What operations cost

@Suite("Work is counted exactly")
struct WorkTests {
  @Test func `linear: rows × inputs × outputs, twice as much back, and the weight once`() {
    let tape = Tape()
    let x = leaf(randomNumbers(5 * 3), shape: [5, 3], on: tape)
    let weight = leaf(randomNumbers(4 * 3), shape: [4, 3], on: tape)
    let bias = leaf(randomNumbers(4), on: tape)
    let (y, forward) = Work.counting { x.linear(weight, bias: bias) }
    #expect(forward == Work(multiplyAdds: 5 * 3 * 4, weightBytes: 4 * 3 * 4))
    y.seedGradient(randomNumbers(20))
    let backward = Work.counting { tape.backward() }.work
    #expect(backward == Work(multiplyAdds: 2 * 5 * 3 * 4))
  }

  @Test(arguments: [1, 5, 64, 65, 150])
  func `causal attention: n (n + 1) / 2 pairs, twice, and five times back`(tokens: Int) {
    let tape = Tape()
    let heads = AttentionHeads(queries: 4, keyValues: 2, width: 2)
    let x = leaf(
      randomNumbers(3 * tokens * heads.packedWidth), shape: [3, tokens, heads.packedWidth],
      on: tape)
    let pairs = 3 * 4 * 2 * tokens * (tokens + 1) / 2
    let (y, forward) = Work.counting { x.attention(heads, isCausal: true) }
    #expect(forward == Work(multiplyAdds: 2 * pairs))
    y.seedGradient(randomNumbers(y.count))
    #expect(Work.counting { tape.backward() }.work == Work(multiplyAdds: 5 * pairs))
  }

  @Test func `attention to all: every token with every real one`() {
    let heads = AttentionHeads(queries: 1, keyValues: 1, width: 2)
    let x = Tensor(randomNumbers(2 * 5 * 6), shape: [2, 5, 6])
    let padded = Work.counting { x.attention(heads, isCausal: false, lengths: [3, 4]) }.work
    #expect(padded == Work(multiplyAdds: 2 * 2 * 5 * (3 + 4)))
  }

  @Test func `attention with a cache: new tokens with all that they see`() {
    let heads = AttentionHeads(queries: 2, keyValues: 1, width: 2)
    let kept = (0..<2).map { _ in Tensor(repeating: 0, shape: [1, 1, 10, 2]) }
    let x = Tensor(randomNumbers(3 * 8), shape: [1, 3, 8])
    let work = Work.counting { x.attention(heads, keeping: kept[0], kept[1], past: 4) }.work
    #expect(work == Work(multiplyAdds: 2 * 2 * 2 * (5 + 6 + 7)))
  }

  @Test func `cross-entropy under a head: only rows whose labels count, three products`() {
    let tape = Tape()
    let x = leaf(randomNumbers(5 * 3), shape: [5, 3], on: tape)
    let head = leaf(randomNumbers(7 * 3), shape: [7, 3], on: tape)
    let labels: [Int32] = [1, ignoredLabel, 6, ignoredLabel, 0]
    let learning = Work.counting { x.crossEntropy(head: head, labels: labels) }.work
    #expect(learning == Work(multiplyAdds: 3 * (3 * 3 * 7), weightBytes: 4 * 7 * 3))
    let scoring = Work.counting { x.detached().crossEntropy(head: head, labels: labels) }.work
    #expect(scoring == Work(multiplyAdds: 3 * 3 * 7, weightBytes: 4 * 7 * 3))
  }

  @Test func `rows looked up: the bytes of these rows`() {
    let table = Tensor(repeating: 1, shape: [100, 3])
    let work = Work.counting { table.gatheringRows([1, 1, 99, 0]) }.work
    #expect(work == Work(weightBytes: 4 * 4 * 3))
  }

  // Pools that no other test uses: a busy one would run all parts on the calling thread.
  @Test(arguments: [1, 9, 11])
  func `whatever the number of threads`(threads: Int) {
    let (a, b) = (Tensor(repeating: 1, shape: [300, 20]), Tensor(repeating: 1, shape: [70, 20]))
    let work = ThreadPool.with(threads: threads) { Work.counting { a.linear(b) }.work }
    #expect(work == Work(multiplyAdds: 300 * 20 * 70, weightBytes: 4 * 70 * 20))
  }
}

// MARK: - Scopes

@Suite("A scope counts what happens in it")
struct WorkScopeTests {
  private struct Interruption: Error {}

  @Test func `an outer scope counts what inner ones do`() {
    let outer = Work.counting {
      Work.add(Work(multiplyAdds: 1))
      let inner = Work.counting { Work.add(Work(multiplyAdds: 10, weightBytes: 5)) }.work
      #expect(inner == Work(multiplyAdds: 10, weightBytes: 5))
      Work.add(Work(multiplyAdds: 100))
    }.work
    #expect(outer == Work(multiplyAdds: 111, weightBytes: 5))
  }

  @Test func `an outer scope counts what was done before an error`() {
    let outer = Work.counting {
      try? Work.counting {
        Work.add(Work(multiplyAdds: 10))
        throw Interruption()
      }
    }.work
    #expect(outer == Work(multiplyAdds: 10))
  }

  @Test func `nobody counts outside of scopes`() {
    Work.add(Work(multiplyAdds: 1000))
    #expect(Work.counting {}.work == Work())
  }

  @Test func `scopes on tasks at the same time do not mix`() async {
    let counts = await withTaskGroup(of: (Int, Work).self) { group in
      for task in 1...8 {
        group.addTask {
          var total = Work()
          for _ in 0..<50 {
            total =
              total
              + Work.counting {
                _ = Tensor(repeating: 1, shape: [task, 2]).linear(
                  Tensor(repeating: 1, shape: [3, 2]))
              }.work
            await Task.yield()
          }
          return (task, total)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for (task, work) in counts {
      #expect(work == Work(multiplyAdds: 50 * task * 6, weightBytes: 50 * 24))
    }
  }
}
