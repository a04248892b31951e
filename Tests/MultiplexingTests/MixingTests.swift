import Layers
import Tensors
import Testing

@testable import Multiplexing

// MARK: - One instance alone

@Suite("What is mixed")
struct MixingTests {
  @Test(arguments: [TransformerConfiguration.Positions.learned, .rotary])
  func `one instance under a key of ones is read as if nothing were multiplexed`(
    positions: TransformerConfiguration.Positions
  ) throws {
    let encoder = try spreadEncoder(configuration(1, around: shape(positions: positions)))
    encoder.multiplexer!.keys.withElements { $0.update(repeating: 1) }
    let instances = randomInstances([7, 3, 5])
    let batch = MultiplexedBatch(instances, Grouping(3, groupSize: 1))
    let mixes = encoder(batch).vectors
    let unmixed = encoder.backbone(batch.tokens, sequences: 3, lengths: batch.lengths)
    for (number, instance) in instances.enumerated() {
      let real = number * 7 * 16..<(number * 7 + instance.count) * 16
      #expect(mixes.elements[real].elementsEqual(unmixed.elements[real]), "bit by bit")
      #expect(distance(mixes.elements[real], encoder.backbone(instance).elements) < 1e-5)
    }
  }
}

// MARK: - Keys

extension MixingTests {
  @Test(arguments: Configuration.Keys.allCases, [2, 5, 16])
  func `keys are as long as vectors of ones, and orthogonal or almost`(
    keys: Configuration.Keys, groupSize: Int
  ) throws {
    var configuration = configuration(groupSize, around: shape(layers: 1, width: 512))
    configuration.keys = keys
    var generator = SeededGenerator(seed: 1)
    let drawn = try MultiplexedEncoder(configuration, using: &generator).multiplexer!.keys.elements
    for i in 0..<groupSize {
      for j in 0...i {
        let cosine = (0..<512).reduce(0) { $0 + drawn[i * 512 + $1] * drawn[j * 512 + $1] } / 512
        // Of Gaussian keys it has a deviation of 1 / √512, or 0.044; a key's square has √2 times that.
        #expect(abs(cosine - (i == j ? 1 : 0)) <= (keys == .signs ? 0 : 0.25))
      }
    }
    #expect(Set(drawn[..<512].map { $0 < 0 }).count == 2, "signs of the first differ, too")
  }
}

// MARK: - Slots

extension MixingTests {
  /// The encoder with the keys of slot `order[i]` in slot i.
  private func reorder(_ encoder: MultiplexedEncoder, _ order: [Int]) throws {
    let demultiplexer = try #require(encoder.demultiplexer as? KeyedDemultiplexer)
    for keys in [encoder.multiplexer!.keys, try #require(demultiplexer.keys)] {
      let elements = keys.elements
      let width = elements.count / order.count
      keys.withElements { keys in
        for i in keys.indices { keys[i] = elements[order[i / width] * width + i % width] }
      }
    }
  }

  @Test(arguments: [[1, 0], [2, 0, 3, 1], [4, 6, 0, 2, 7, 5, 1, 3]])
  func `instances that change slots with both keys get the same bits`(order: [Int]) throws {
    let encoder = try spreadEncoder(configuration(order.count))
    let instances = randomInstances((0..<order.count).map { 3 + $0 % 5 })
    let before = encoder.slots(instances)
    try reorder(encoder, order)
    let after = encoder.slots(order.map { instances[$0] })
    #expect(after == order.map { before[$0] })
    #expect(encoder.slots(instances) != before, "the slot matters")
  }

  @Test func `in a contextual multiplexer, too, but for rounding`() throws {
    let encoder = try spreadEncoder(configuration(4, .contextual))
    let instances = randomInstances([3, 6, 4, 6])
    let before = encoder.slots(instances)
    try reorder(encoder, [2, 0, 3, 1])
    let after = encoder.slots([2, 0, 3, 1].map { instances[$0] })
    for (slot, instance) in [2, 0, 3, 1].enumerated() {
      #expect(distance(after[slot], before[instance]) < 1e-4)
    }
  }

  @Test(arguments: Configuration.Multiplexing.allCases, Configuration.Demultiplexing.allCases)
  func `every instance disturbs each of its partners, and nobody else`(
    multiplexer: Configuration.Multiplexing, demultiplexer: Configuration.Demultiplexing
  ) throws {
    let encoder = try spreadEncoder(configuration(3, multiplexer, demultiplexer))
    let (instances, others) = (randomInstances([5, 5, 5, 4, 5, 3]), randomInstances([5], seed: 2))
    let interference = encoder.interference(
      among: Array(instances[..<3]), exchangedFor: randomInstances([5, 5, 5], seed: 2))
    #expect(interference.joined().allSatisfy { $0 > 0.01 && $0 < 2 }, "\(interference)")
    let before = encoder.slots(instances)
    let after = encoder.slots(others + instances[1...])
    #expect(after[3...] == before[3...], "another group")
    #expect((0..<3).allSatisfy { after[$0] != before[$0] })
  }
}

// MARK: - Interference

extension MixingTests {
  @Test func `an instance under a key of zeros disturbs nobody, and is not seen itself`() throws {
    let encoder = try spreadEncoder(configuration(3))
    encoder.multiplexer!.keys.withElements { for i in 16..<32 { $0[i] = 0 } }
    let lengths = [4, 4, 4, 2, 2, 2]
    let interference = encoder.interference(
      among: randomInstances(lengths), exchangedFor: randomInstances(lengths, seed: 2))
    #expect(interference[1] == [0, 0, 0])
    #expect((interference[0] + interference[2]).allSatisfy { $0 > 0.01 })
  }
}

// MARK: - The contextual multiplexer

extension MixingTests {
  @Test func `blocks that add nothing leave the mix of keys, twice what it was and twice again`()
    throws
  {
    let encoder = try spreadEncoder(configuration(2, .contextual))
    for entry in encoder.parameters.entries
    where ["output.weight", "output.bias", "down.weight", "down.bias"]
      .contains(where: entry.name.hasSuffix)
    { entry.tensor.withElements { $0.update(repeating: 0) } }
    let (x, lengths) = (randomTensor([4, 5, 16]), [5, 3, 2, 5])
    let mix = encoder.multiplexer!(x, lengths: lengths)
    let keyed = x.keyed(by: encoder.multiplexer!.keys).averagingGroups(of: 2, lengths: lengths)
    #expect(distance(mix.elements, (4 * keyed).elements) < 1e-4)
  }

  @Test func `it reads an instance in its order`() throws {
    let encoder = try spreadEncoder(configuration(1, .contextual))
    let back = [Int32](0..<5).reversed().map { $0 }
    let x = randomTensor([1, 5, 16])
    func mix(_ x: Tensor) -> Tensor { encoder.multiplexer!(x, lengths: [5]) }
    let other = mix(x.gatheringRows(back, shape: [1, 5])).gatheringRows(back)
    #expect(distance(mix(x).elements, other.elements) > 0.1)
  }
}

// MARK: - Padding

extension MixingTests {
  @Test func `a mix is the mean over the instances that are so long`() {
    let (x, keys) = (randomTensor([2, 3, 4]), randomTensor([8], seed: 8))
    let mix = x.keyed(by: keys).averagingGroups(of: 2, lengths: [3, 1]).elements
    func keyed(_ slot: Int, _ token: Int) -> [Float] {
      (0..<4).map { x.elements[(slot * 3 + token) * 4 + $0] * keys.elements[slot * 4 + $0] }
    }
    let first = zip(keyed(0, 0), keyed(1, 0)).map { ($0 + $1) / 2 }
    #expect(distance(mix, first + keyed(0, 1) + keyed(0, 2)) < 1e-6)
  }

  @Test(arguments: Configuration.Multiplexing.allCases, Configuration.Demultiplexing.allCases)
  func `padding changes no bit, and how far a batch is padded hardly any`(
    multiplexer: Configuration.Multiplexing, demultiplexer: Configuration.Demultiplexing
  ) throws {
    let encoder = try spreadEncoder(configuration(2, multiplexer, demultiplexer))
    let instances = randomInstances([5, 2, 9, 1])
    let before = encoder.slots(instances)
    encoder.backbone.tokens.withElements { for i in 0..<16 { $0[i] = 3 } }  // token 0 is padding
    #expect(encoder.slots(instances) == before)
    let alone = encoder.slots(Array(instances[..<2]))
    for slot in 0..<2 { #expect(distance(before[slot], alone[slot]) < 1e-4) }
  }
}
