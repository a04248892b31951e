import Testing

@testable import Tensors

// MARK: - Buffers

@Suite("Buffers come from a pool, and go back to it")
struct BufferPoolTests {
  @Test func `a size class holds what was asked for, and at most an eighth more`() {
    for count in Array(1...5000) + [65_537, 1_000_003, 123_456_789] {
      let size = BufferPool.SizeClass(for: count).count
      #expect(size >= count && size % 16 == 0)
      #expect(size - count < max(16, count / 8 + 1), "\(count) takes \(size)")
      #expect(BufferPool.SizeClass(for: size).count == size, "a class is a class of its own")
    }
    #expect(BufferPool.SizeClass(for: 0).count == 16)
    #expect(BufferPool.SizeClass(for: 1024).count == 1024)
    #expect(BufferPool.SizeClass(for: 1025).count == 1152)
  }

  @Test func `few classes serve many sizes`() {
    let sizes = (1...1_000_000).map { BufferPool.SizeClass(for: $0) }
    #expect(Set(sizes.map(\.number)).count < 150)
    #expect(Set(sizes.map { [$0.number, $0.count] }).count == Set(sizes.map(\.count)).count)
    #expect(Set(sizes.map(\.number)).count == Set(sizes.map(\.count)).count)
  }

  @Test func `a released buffer is the next one of its size`() {
    // A size that nothing else here asks for.
    let count = 7_340_033
    func address() -> UnsafeMutablePointer<Float> { Buffer(count: count).start }
    let first = address()
    #expect(address() == first)
    let (a, b) = (Buffer(count: count), Buffer(count: count))
    #expect(a.start == first && b.start != first, "one that is in use is nobody else's")
  }

  @Test func `at most as much is held as is held at once`() {
    var before: Buffer? = Buffer(count: 4_096)
    func bytes(_ body: () -> Void) -> Int { Memory.peak(body).bytes }
    #expect(bytes { _ = Buffer(count: 1_024) } == 4_096)
    #expect(bytes { for _ in 0..<9 { _ = Buffer(count: 1_024) } } == 4_096)
    #expect(
      bytes { withExtendedLifetime([Buffer(count: 1_024), Buffer(count: 1_024)]) {} } == 8_192)
    #expect(
      bytes {
        before = nil
        _ = Buffer(count: 1_024)
      } == 4_096, "what was there before is not counted, and not when it is dropped")
    #expect(before == nil)
    #expect(bytes { _ = Memory.peak { Buffer(count: 1_024) } } == 0, "an inner scope is its own")
  }

  @Test(arguments: [1, 100, 100_000, 1_000_000])
  func `memory starts at a cache line, a large block at a huge page`(count: Int) {
    let isLarge = 4 * count >= 2 << 20
    #expect(Int(bitPattern: Buffer(count: count).start) % (isLarge ? 2 << 20 : 64) == 0)
  }

  @Test func `a view gives nothing back`() {
    let owner = Buffer(count: 5_767_169)
    let start = owner.start
    do { _ = Buffer(viewing: owner.floats, of: owner) }
    #expect(Buffer(count: 5_767_169).start != start)
  }
}

// MARK: - Parameters in one block

@Suite("A parameter store keeps parameters end to end")
struct ParameterStoreTests {
  @Test func `whose parameters may outlive it`() {
    func declared(_ sizes: [Int]) -> [Tensor] {
      let scope = ParameterStore(isTrainable: false).scope
      return sizes.map { scope.constant("size \($0)", shape: [$0], 1) }
    }
    // In the second store, the second parameter makes the first move to a larger block.
    for parameters in [declared([100]), declared([100, 1 << 17])] {
      for count in [1 << 16, 1 << 17, 1 << 18] { _ = Tensor(repeating: .nan, shape: [count]) }
      #expect(parameters.allSatisfy { $0.elements.allSatisfy { $0 == 1 } })
    }
  }

  @Test func `which keep their elements and tensors when the block grows`() {
    let store = ParameterStore()
    var generator = SeededGenerator(seed: 1)
    let first = store.scope["a"][0].normal(
      "weight", shape: [10, 10], deviation: 2, using: &generator)
    let elements = first.elements
    let large = store.scope.constant("large", shape: [1000, 1000], 3)
    #expect(first.elements == elements && large.elements.allSatisfy { $0 == 3 })
    #expect(store.entries.map(\.name) == ["a.0.weight", "large"])
    #expect(store.entries.map(\.offset) == [0, 100] && store.count == 1_000_100)
    #expect(store["a.0.weight"] === first && store["b"] == nil)
    store.withValues { $0[7] = -5 }
    #expect(first.elements[7] == -5, "the tensor and the block are the same memory")
  }

  @Test func `whose gradients are zero where none arrived, and forgotten when told`() {
    let store = ParameterStore()
    let a = store.scope.constant("a", shape: [2], 1)
    let b = store.scope.constant("b", shape: [3], 1)
    b.seedGradient([3, 4, 12])
    #expect(store.withGradients { Array($0) } == [0, 0, 3, 4, 12])
    #expect(store.gradientNorm() == 13)
    #expect(a.gradient == nil && b.gradient == [3, 4, 12])
    store.forgetGradients()
    #expect(b.gradient == nil && store.gradientNorm() == 0)
    b.seedGradient([1, 0, 0])
    #expect(store.withGradients { Array($0) } == [0, 0, 1, 0, 0], "the first write overwrites")
    b.seedGradient([1, 0, 2])
    #expect(store.withGradients { Array($0) } == [0, 0, 2, 0, 2], "the second adds")
  }

  @Test func `whose norm is that of all elements, on any number of threads`() {
    let store = ParameterStore()
    let tensor = store.scope.constant("a", shape: [100_003], 0)
    let gradient = randomNumbers(100_003)
    tensor.seedGradient(gradient)
    let exact = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    let norms = [1, 2, 7].map { threads in
      ThreadPool.with(threads: threads) { store.gradientNorm() }
    }
    #expect(abs(Double(norms[0]) - exact) < 1e-5 * exact)
    #expect(Set(norms).count == 1)
  }

  @Test func `which want no gradients when the store is frozen`() {
    let store = ParameterStore(isTrainable: false)
    let weight = store.scope.constant("weight", shape: [2, 2], 1)
    let tape = Tape()
    let y = weight.gatheringRows([0], on: tape)
    _ = y.crossEntropy(labels: [1])
    tape.backward()
    #expect(weight.gradient == nil)
  }

  @Test func `drawn from the distributions that their layers ask for`() {
    let store = ParameterStore()
    var generator = SeededGenerator(seed: 4)
    let uniform = store.scope.uniform(
      "uniform", shape: [10_000], bound: 0.5, using: &generator
    ).elements
    #expect(uniform.allSatisfy { $0 >= -0.5 && $0 < 0.5 })
    #expect(uniform.min()! < -0.49 && uniform.max()! > 0.49)
    let normal = store.scope.normal(
      "normal", shape: [10_000], deviation: 0.02, using: &generator
    ).elements
    let deviation = (normal.reduce(0) { $0 + $1 * $1 } / 10_000).squareRoot()
    #expect(abs(deviation - 0.02) < 0.001)
  }
}

// MARK: - Tensors

@Suite("A tensor is its elements with a shape")
struct TensorTests {
  @Test func `whose last axis is the width, and whose others make the rows`() {
    let x = Tensor(repeating: 2, shape: [3, 4, 5])
    #expect(x.width == 5 && x.rows == 12 && x.count == 60)
    #expect(x.detached(shape: [20, 3]).shape == [20, 3])
    #expect(Tensor([1, 2, 3]).shape == [3] && Tensor([1, 2, 3]).rows == 1)
  }

  @Test func `which are the same memory after detaching`() {
    let x = Tensor([1, 2, 3])
    x.detached().withElements { $0[1] = 9 }
    #expect(x.elements == [1, 9, 3])
  }
}
