import Foundation
import Tensors
import Testing

@testable import Layers

// MARK: - The same bits

@Suite("Training can be repeated and interrupted to the bit")
struct ReproducibilityTests {
  static let models = [
    TransformerConfiguration.gpt, .llama, .gpt.with(dropout: 0.2), .llama.with(dropout: 0.2),
  ]

  private func bits(_ configuration: TransformerConfiguration, steps: Int = 50) throws -> [UInt32] {
    let training = try Training(configuration)
    for _ in 0..<steps { training.step() }
    return training.bits
  }

  @Test(arguments: models, [1, 2, 7])
  func `the same seed and threads give the same weights after 50 steps`(
    configuration: TransformerConfiguration, threads: Int
  ) throws {
    try ThreadPool.with(threads: threads) {
      let first = try bits(configuration)
      #expect(try bits(configuration) == first)
      #expect(try bits(configuration, steps: 49) != first)
    }
  }

  @Test(arguments: models)
  func `a run that is interrupted, saved and loaded ends as one that is not`(
    configuration: TransformerConfiguration
  ) throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("half.safetensors")
      let half = try Training(configuration)
      for _ in 0..<25 { half.step() }
      try half.model.save(optimizer: half.optimizer, to: file)

      let other = try Training(configuration, seed: 99)
      #expect(other.bits != half.bits)
      try Checkpoint.load(other.model.parameters, optimizer: other.optimizer, from: file)
      #expect(other.bits == half.bits && other.optimizer.stepCount == 25)
      for _ in 0..<25 { other.step() }
      #expect(try other.bits == bits(configuration))
    }
  }

  @Test func `another seed gives other weights, other masks, another loss`() throws {
    #expect(try Training(.gpt).bits != Training(.gpt, seed: 2).bits)
    let model = try spreadModel(.gpt.with(dropout: 0.2))
    let tokens = randomTokens(30)
    let losses = [nil, 1, 1, 2].map { seed in
      model.loss(tokens, labels: tokens, sequences: 3, on: Tape(dropoutSeed: seed))
    }
    #expect(losses[0] != losses[1] && losses[1] == losses[2] && losses[2] != losses[3])
    #expect(model.loss(tokens, labels: tokens, sequences: 3) == losses[0], "no tape, no dropout")
  }
}

// MARK: - Learning

@Suite("A small model learns")
struct LearningTests {
  @Test(arguments: CacheTests.decoders)
  func `what only the context tells`(configuration: TransformerConfiguration) throws {
    let training = try Training(configuration)
    let first = training.step()
    #expect(abs(first - logf(11)) < 0.1, "at first all tokens are alike")
    let losses = (0..<400).map { _ in training.step() }
    // The text 0 1 2 0 1 3 … has an entropy of 1.33 nats by tokens alone, and of ln 2 / 3 = 0.23
    // given the token before: below that, a model must have looked further back. The best that it
    // can do is 0.04, for where a sequence starts it cannot know.
    #expect(losses.suffix(50).reduce(0, +) / 50 < 0.15)
  }

  @Test func `and its memory does not grow`() async {
    #if os(Linux)
      // A process of its own: nobody else's memory is counted.
      await #expect(processExitsWith: .success) {
        let training = try Training(.gpt.with(dropout: 0.1))
        func residentBytes() throws -> Int {
          let words = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            .split(separator: " ")
          return try #require(Int(words[1])) * sysconf(Int32(_SC_PAGESIZE))
        }
        for _ in 0..<200 { training.step() }
        let early = try residentBytes()
        for _ in 200..<1000 { training.step() }
        let late = try residentBytes()
        // A kept activation would take 6 KiB a step, or 5 MiB in all.
        #expect(late - early < 1 << 20, "\(late - early) bytes more")
      }
    #endif
  }
}

// MARK: - Layers of one's own

@Suite("A chapter puts its own layers into a transformer")
struct OwnLayerTests {
  /// A layer that does nothing but multiply.
  private struct Scaling: FeedForwardLayer {
    let gain: Tensor

    func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
      residual + x.linear(gain)
    }
  }

  @Test func `one for each block, with parameters in the model's store`() throws {
    var generator = SeededGenerator(seed: 1)
    var layers: [Int] = []
    let model = try Transformer(.gpt, using: &generator) { layer, scope, generator in
      layers.append(layer)
      return Scaling(
        gain: scope.normal("gain", shape: [16, 16], deviation: 0.1, using: &generator))
    }
    #expect(layers == [0, 1])
    #expect(model.parameters["blocks.1.feedForward.gain"]?.shape == [16, 16])
    #expect(model.parameters["blocks.0.feedForward.up.weight"] == nil)
    let tape = Tape()
    _ = model.loss([1, 2, 3], labels: [2, 3, 4], sequences: 1, on: tape)
    tape.backward()
    #expect(model.parameters.entries.allSatisfy { $0.tensor.gradient != nil })
  }
}
