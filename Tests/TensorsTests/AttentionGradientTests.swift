import Testing

@testable import Tensors

// MARK: - Gradients

@Suite("The gradient of attention is the limit of difference quotients")
struct AttentionGradientTests {
  private func expectGradients(
    queries: Int = 2, keyValues: Int = 2, width: Int = 4, tokens: Int = 5, sequences: Int = 2,
    isCausal: Bool = true, lengths: [Int]? = nil, place: SourceLocation = #_sourceLocation
  ) {
    let heads = AttentionHeads(queries: queries, keyValues: keyValues, width: width)
    TensorsTests.expectGradients([sequences, tokens, heads.packedWidth], place: place) {
      $0[0].attention(heads, isCausal: isCausal, lengths: lengths)
    }
  }

  @Test func `to earlier tokens`() { expectGradients() }

  @Test func `to all tokens`() { expectGradients(isCausal: false) }

  @Test func `with one head`() { expectGradients(queries: 1, keyValues: 1) }

  @Test func `of a single token`() {
    expectGradients(tokens: 1, sequences: 3, isCausal: false)
    expectGradients(tokens: 1, sequences: 3)
  }

  @Test func `with padding after sequences of several lengths`() {
    expectGradients(tokens: 4, sequences: 3, isCausal: false, lengths: [3, 1, 4])
  }

  @Test(arguments: [true, false])
  func `with key heads that several query heads share`(isCausal: Bool) {
    expectGradients(queries: 4, keyValues: 2, width: 2, isCausal: isCausal)
    expectGradients(queries: 3, keyValues: 1, width: 2, isCausal: isCausal)
  }

  @Test(arguments: [true, false])
  func `over more tokens than are taken in one block`(isCausal: Bool) {
    expectGradients(
      queries: 1, keyValues: 1, width: 2, tokens: 70, sequences: 1, isCausal: isCausal)
  }

  @Test func `with padding over more tokens than are taken in one block`() {
    expectGradients(
      queries: 1, keyValues: 1, width: 2, tokens: 70, sequences: 1, isCausal: false, lengths: [66])
  }

  @Test(arguments: [0, 3])
  func `and of rotary positions before it`(first: Int) {
    let heads = AttentionHeads(queries: 2, keyValues: 1, width: 4)
    let table = RotaryTable(positions: 9, headWidth: 4, base: 100)
    TensorsTests.expectGradients([2, 5, heads.packedWidth]) {
      $0[0].rotated(heads, by: table, from: first)
    }
    TensorsTests.expectGradients([2, 5, heads.packedWidth]) {
      (1 * $0[0]).rotated(heads, by: table, from: first).attention(heads, isCausal: true)
    }
  }

  @Test func `of many heads is the same on any number of threads`() {
    // Large enough that the heads are given to several threads.
    let heads = AttentionHeads(queries: 4, keyValues: 2, width: 16)
    let values = randomNumbers(3 * 80 * heads.packedWidth)
    let gradients = [1, 2, 7].map { threads in
      ThreadPool.with(threads: threads) {
        let tape = Tape()
        let x = leaf(values, shape: [3, 80, heads.packedWidth], on: tape)
        let y = x.attention(heads, isCausal: true)
        y.seedGradient(randomNumbers(y.count, seed: 2))
        tape.backward()
        return x.gradient
      }
    }
    #expect(gradients[0] != nil && gradients[0] == gradients[1] && gradients[0] == gradients[2])
  }
}

// MARK: - Values

@Suite("Attention is a mixture of what is seen")
struct AttentionTests {
  private let heads = AttentionHeads(queries: 1, keyValues: 1, width: 2)

  /// Tokens whose queries and keys are all alike, so that shares are even; values are given.
  private func even(_ values: [Float]) -> Tensor {
    Tensor(values.flatMap { [0, 0, 0, 0, $0, -$0] }, shape: [1, values.count, 6])
  }

  @Test func `causally, of the token and those before it`() {
    let y = even([2, 4, 9]).attention(heads, isCausal: true)
    #expect(y.elements == [2, -2, 3, -3, 5, -5])
  }

  @Test func `otherwise, of all tokens`() {
    #expect(even([2, 4, 9]).attention(heads, isCausal: false).elements == [5, -5, 5, -5, 5, -5])
  }

  @Test func `of real tokens only`() {
    let y = even([2, 4, .nan]).attention(heads, isCausal: false, lengths: [2])
    #expect(y.elements == [3, -3, 3, -3, 3, -3])
  }

  @Test func `with scores divided by the root of a head's width`() {
    // Keys differ by ln 3 · √2 along the query: shares of one to three.
    let step = Float(2).squareRoot() * 1.098_612_3
    let x = Tensor([1, 0, 0, 0, 4, 0, 1, 0, step, 0, 8, 0], shape: [1, 2, 6])
    let y = x.attention(heads, isCausal: false)
    #expect(abs(y.elements[0] - 7) < 1e-5)
  }

  @Test func `rotation leaves a query's product with a key to their distance`() {
    let table = RotaryTable(positions: 20, headWidth: 2, base: 100)
    func product(_ query: Int, _ key: Int) -> Float {
      func turned(_ position: Int) -> [Float] {
        Tensor([1, 2, 3, -1, 7, 8], shape: [1, 1, 6]).rotated(heads, by: table, from: position)
          .elements
      }
      let (q, k) = (turned(query), turned(key))
      #expect(Array(q[4...]) == [7, 8], "values are not turned")
      return q[0] * k[2] + q[1] * k[3]
    }
    #expect(abs(product(5, 3) - product(19, 17)) < 1e-5)
    #expect(abs(product(5, 3) - product(5, 4)) > 0.1)
  }
}
