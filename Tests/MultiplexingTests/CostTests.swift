import Layers
import Tensors
import Testing

@testable import Multiplexing

// MARK: - Counted and calculated

@Suite("Instances that share a pass share its cost")
struct CostTests {
  private func work(_ configuration: Configuration, groups: Int, tokens: Int) throws -> Int {
    let encoder = try spreadEncoder(configuration)
    let count = groups * configuration.groupSize
    let batch = MultiplexedBatch(
      randomInstances([Int](repeating: tokens, count: count)),
      Grouping(count, groupSize: configuration.groupSize))
    return Work.counting { encoder.slots(batch) }.work.multiplyAdds
  }

  @Test(arguments: Configuration.Multiplexing.allCases, Configuration.Demultiplexing.allCases)
  func `what is counted is what the formula says`(
    multiplexer: Configuration.Multiplexing, demultiplexer: Configuration.Demultiplexing
  ) throws {
    for (groupSize, groups, tokens) in [(1, 1, 1), (2, 3, 7), (5, 2, 6)] {
      for activation in [TransformerConfiguration.Activation.gelu, .swiGLU] {
        var shape = shape(layers: 3)
        shape.activation = activation
        let configuration = configuration(groupSize, multiplexer, demultiplexer, around: shape)
        #expect(
          try work(configuration, groups: groups, tokens: tokens)
            == configuration.multiplyAdds(groups: groups, tokens: tokens))
      }
    }
  }

  @Test func `and so it is without multiplexing`() throws {
    var generator = SeededGenerator(seed: 1)
    var shape = shape()
    shape.isCausal = false
    let backbone = try Transformer(shape, using: &generator)
    let tokens = randomInstances([9, 9]).flatMap { $0 }
    let work = Work.counting { backbone(tokens, sequences: 2) }.work
    #expect(work.multiplyAdds == 2 * shape.multiplyAdds(tokens: 9))
  }

  @Test func `only places that are asked for are demultiplexed`() throws {
    let encoder = try spreadEncoder(configuration(4))
    let batch = MultiplexedBatch(randomInstances([6, 6, 6, 6]), Grouping(4, groupSize: 4))
    let mixes = encoder(batch)
    let work = [1, 2].map { count in
      Work.counting { encoder.vectors(of: mixes, at: Array(batch.places[..<count])) }.work
    }
    #expect(work[1].multiplyAdds - work[0].multiplyAdds == 16 * 16)
  }
}

// MARK: - How far it goes

extension CostTests {
  /// BERT's base shape with so many layers.
  private func base(
    _ multiplexer: Configuration.Multiplexing, layers: Int = 12, _ groupSize: Int
  ) -> Double {
    let shape = TransformerConfiguration.gpt(
      vocabularySize: 30_000, contextLength: 512, layerCount: layers, width: 768)
    return configuration(groupSize, multiplexer, around: shape)
      .countedSpeedUp(groups: 16, tokens: 128)
  }

  @Test func `keys alone make N instances almost as cheap as one`() {
    #expect(base(.hadamard, 2) > 1.9 && base(.hadamard, 2) < 2)
    #expect(base(.hadamard, 5) > 4.5 && base(.hadamard, 5) < 5)
  }

  @Test(arguments: [2, 4, 6, 12, 24])
  func `a contextual multiplexer gains less than half as many as there are layers`(layers: Int) {
    for groupSize in [2, 5, 10, 100, 1000] {
      #expect(base(.contextual, layers: layers, groupSize) < Double(layers) / 2)
    }
  }

  @Test func `with four layers and two instances it costs more than it saves`() {
    #expect(base(.contextual, layers: 4, 2) < 1 && base(.hadamard, layers: 4, 2) > 1.8)
  }
}
