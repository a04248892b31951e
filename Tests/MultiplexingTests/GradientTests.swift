import Layers
import Tensors
import Testing

@testable import Multiplexing

// MARK: - Operations

/// Declares numbers as parameters, so that their gradient is seen.
private func numbers(_ name: String, _ shape: [Int], in store: ParameterStore) -> Tensor {
  var generator = SeededGenerator(seed: UInt64(store.count) + 7)
  return store.scope.normal(name, shape: shape, deviation: 1, using: &generator)
}

extension Tensor {
  /// This parameter as it stands, on a tape.
  fileprivate func on(_ tape: Tape, shape: [Int]) -> Tensor {
    gatheringRows((0..<rows).map(Int32.init), shape: shape, on: tape)
  }
}

@Suite("Gradients are limits of difference quotients")
struct GradientTests {
  @Test func `of embeddings, and of keys that learn`() {
    let store = ParameterStore()
    let x = numbers("x", [4 * 3, 5], in: store)
    let keys = numbers("keys", [2 * 5], in: store)
    expectGradients(of: store) { x.on($0, shape: [4, 3]).keyed(by: keys) }
  }

  @Test func `of the mean over those that are there`() {
    let store = ParameterStore()
    let x = numbers("x", [6 * 4, 5], in: store)
    expectGradients(of: store) {
      x.on($0, shape: [6, 4]).averagingGroups(of: 3, lengths: [4, 1, 2, 3, 3, 3])
    }
  }

  @Test func `of sums and collections of rows, some of them used twice, some not at all`() {
    let store = ParameterStore()
    let (a, b) = (numbers("a", [4, 20], in: store), numbers("b", [3, 20], in: store))
    expectGradients(of: store) {
      let (a, b) = (a.on($0, shape: [4]), b.on($0, shape: [3]))
      let sums = Tensor.sums(of: a, b, at: [(0, 2), (3, 0), (0, 0), (1, 2)])
      return .assembling([(sums, [6, 1, 0, 2]), (b, [5, 3, 4])], shape: [7])
    }
  }
}

// MARK: - Threads

extension GradientTests {
  @Test func `and the same bits on any number of threads`() {
    let store = ParameterStore()
    let x = numbers("x", [16 * 40, 40], in: store)
    let keys = numbers("keys", [4 * 40], in: store)
    let lengths = (0..<16).map { 10 + 2 * $0 }
    let places = (0..<300).map { (a: $0 * 7 % 160, b: $0 * 11 % 160) }
    func bits(threads: Int) -> [[Float]] {
      ThreadPool.with(threads: threads) {
        store.forgetGradients()
        let tape = Tape()
        let mix = x.on(tape, shape: [16, 40]).keyed(by: keys)
          .averagingGroups(of: 4, lengths: lengths)
        let sums = Tensor.sums(of: mix, mix, at: places)
        sums.seedGradient(randomTensor([sums.count]).elements)
        tape.backward()
        return [sums.elements, x.gradient ?? [], keys.gradient ?? []]
      }
    }
    let alone = bits(threads: 1)
    #expect(alone.allSatisfy { !$0.isEmpty } && alone == bits(threads: 2))
    #expect(alone == bits(threads: 7))
  }
}

// MARK: - Encoders

extension GradientTests {
  @Test(arguments: Configuration.Multiplexing.allCases, Configuration.Demultiplexing.allCases)
  func `of all parameters of an encoder, with padding and instances in two slots`(
    multiplexer: Configuration.Multiplexing, demultiplexer: Configuration.Demultiplexing
  ) throws {
    var small = shape(layers: 1, width: 8)
    small.feedForwardWidth = 4
    var configuration = configuration(2, multiplexer, demultiplexer, around: small)
    configuration.learnsKeys = true
    let encoder = try spreadEncoder(configuration)
    let batch = MultiplexedBatch(randomInstances([2, 3, 1]), Grouping(3, groupSize: 2))
    expectGradients(of: encoder.parameters) {
      encoder.vectors(of: encoder(batch, on: $0), at: batch.places, on: $0)
    }
  }

  @Test func `frozen keys learn nothing, and training leaves them as they were drawn`() throws {
    let encoder = try spreadEncoder(configuration(2))
    let keys = encoder.multiplexer!.keys.elements
    let optimizer = AdamW(encoder.parameters)
    let batch = MultiplexedBatch(randomInstances([2, 3]), Grouping(2, groupSize: 2))
    let before = encoder.slots(batch)
    for _ in 0..<3 {
      let tape = Tape()
      let vectors = encoder.vectors(of: encoder(batch, on: tape), at: batch.places, on: tape)
      vectors.seedGradient(randomTensor([vectors.count]).elements)
      tape.backward()
      #expect(encoder.multiplexer!.keys.gradient == nil)
      optimizer.step(learningRate: 0.1)
    }
    #expect(encoder.multiplexer!.keys.elements == keys && encoder.slots(batch) != before)
  }
}
