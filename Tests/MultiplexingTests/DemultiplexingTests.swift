import Layers
import Tensors
import Testing

@testable import Multiplexing

// MARK: - Factored and joined

@Suite("What is found again")
struct DemultiplexingTests {
  /// The paper's form: each place's [h ; k] as one vector, and one matrix for both halves.
  private func joined(
    _ demultiplexer: KeyedDemultiplexer, _ mixes: Mixes, at places: [Place]
  ) -> Tensor {
    let width = mixes.vectors.width
    func row(_ tensor: Tensor, _ row: Int) -> ArraySlice<Float> {
      tensor.elements[row * width..<(row + 1) * width]
    }
    let inputs = places.flatMap { place in
      row(mixes.vectors, mixes.row(of: place))
        + (demultiplexer.keys.map { row($0, place.slot % mixes.groupSize) }
          ?? row(mixes.vectors, mixes.prefixRow(of: place.slot)))
    }
    let weights = (0..<width).flatMap {
      row(demultiplexer.fromMix.weight, $0) + row(demultiplexer.fromKey.weight, $0)
    }
    let first = Tensor(inputs, shape: [places.count, 2 * width])
      .linear(Tensor(weights, shape: [width, 2 * width]), bias: demultiplexer.fromMix.bias)
    let (norms, second) = (demultiplexer.norms, demultiplexer.second)
    return norms.second(second(norms.first(first.gelu())).gelu())
  }

  @Test(arguments: [Configuration.Demultiplexing.privateKeys, .indexPrefix])
  func `a factored first layer gives what the joined one gives`(
    kind: Configuration.Demultiplexing
  ) throws {
    let encoder = try spreadEncoder(configuration(3, .hadamard, kind))
    let demultiplexer = try #require(encoder.demultiplexer as? KeyedDemultiplexer)
    let batch = MultiplexedBatch(randomInstances([5, 2, 4, 3, 3]), Grouping(5, groupSize: 3))
    let mixes = encoder(batch)
    let factored = encoder.vectors(of: mixes, at: batch.places)
    let whole = joined(demultiplexer, mixes, at: batch.places)
    #expect(distance(factored.elements, whole.elements) <= 1e-5)
  }
}

// MARK: - Places

extension DemultiplexingTests {
  @Test(arguments: Configuration.Demultiplexing.allCases)
  func `a place has the same vector whichever others are asked for`(
    kind: Configuration.Demultiplexing
  ) throws {
    let encoder = try spreadEncoder(configuration(2, .hadamard, kind))
    let instances = randomInstances([4, 3, 2, 5])
    let batch = MultiplexedBatch(instances, Grouping(4, groupSize: 2))
    let mixes = encoder(batch)
    let all = encoder.vectors(of: mixes, at: batch.places).elements
    let some = [11, 3, 3, 8]
    let vectors = encoder.vectors(of: mixes, at: some.map { batch.places[$0] }).elements
    for (row, place) in some.enumerated() {
      #expect(
        distance(vectors[row * 16..<(row + 1) * 16], all[place * 16..<(place + 1) * 16]) < 1e-5)
    }
    #expect(batch.places.map { batch.token(at: $0) } == instances.flatMap { $0 })
  }

  @Test func `each slot has a network of its own`() throws {
    let encoder = try spreadEncoder(configuration(2, .hadamard, .perInstance))
    let networks = try #require(encoder.demultiplexer as? SeparateDemultiplexer).networks
    let batch = MultiplexedBatch(randomInstances([1, 1, 1, 1]), Grouping(4, groupSize: 2))
    let mixes = encoder(batch)
    let vectors = encoder.vectors(of: mixes, at: batch.places).elements
    for slot in 0..<4 {
      let expected = networks[slot % 2](mixes.vectors.gatheringRows([Int32(slot / 2)])).elements
      #expect(distance(vectors[slot * 16..<(slot + 1) * 16], expected) < 1e-5)
    }
  }
}

// MARK: - The prefix

extension DemultiplexingTests {
  @Test func `an instance says in its slot's place which it is, and its text comes after`() throws {
    let encoder = try spreadEncoder(configuration(3, .hadamard, .indexPrefix))
    let instances = randomInstances([2, 1, 2, 2, 2, 2])
    let embeddings = encoder.embeddings(
      of: MultiplexedBatch(instances, Grouping(6, groupSize: 3)), on: nil)
    #expect(embeddings.shape == [6, 3 + 2, 16])
    func row(_ tensor: Tensor, _ row: Int) -> ArraySlice<Float> {
      tensor.elements[row * 16..<(row + 1) * 16]
    }
    let words = try #require(encoder.prefix)
    for slot in 0..<6 {
      for position in 0..<3 {
        let word = position == slot % 3 ? position : 3
        #expect(row(embeddings, slot * 5 + position) == row(words, word))
      }
      for (token, word) in instances[slot].enumerated() {
        #expect(row(embeddings, slot * 5 + 3 + token) == row(encoder.backbone.tokens, Int(word)))
      }
    }
  }

  @Test func `places lie behind it`() {
    let mixes = Mixes(vectors: randomTensor([2, 3 + 4, 1]), groupSize: 3, prefixLength: 3)
    #expect(mixes.row(of: Place(slot: 4, token: 2)) == 7 + 3 + 2)
    #expect((0..<6).map(mixes.prefixRow) == [0, 1, 2, 7, 8, 9])
  }
}

// MARK: - What cannot be

extension DemultiplexingTests {
  /// What is said about a configuration after a change; nil when it is possible.
  private func refusal(_ change: (inout Configuration) -> Void) -> String? {
    var configuration = configuration(2)
    change(&configuration)
    do {
      var generator = SeededGenerator(seed: 1)
      _ = try MultiplexedEncoder(configuration, using: &generator)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `an impossible configuration is refused with a reason`() {
    #expect(refusal { _ in } == nil)
    #expect(
      refusal { $0.groupSize = 0 } == "impossible model: groupSize is 0; it must be 1 or more")
    #expect(
      refusal { $0.backbone.isCausal = true }
        == "impossible model: a mix of texts has no next token; isCausal must be false")
    #expect(
      refusal { ($0.demultiplexing, $0.groupSize) = (.indexPrefix, 24) }
        == "impossible model: a prefix of 24 leaves no room in a context of 24")
    #expect(
      refusal {
        ($0.multiplexing, $0.backbone.positions, $0.backbone.headWidth) = (.contextual, .learned, 7)
      }
        == "impossible model: headWidth is 7; a contextual multiplexer turns pairs, so it must be "
        + "even")
    #expect(
      refusal { ($0.keys, $0.groupSize) = (.signs, 17) }
        == "impossible model: a width of 16 has no 17 orthogonal keys of signs; it must be a "
        + "multiple of 32")
    for size in [9, 16] { #expect(refusal { ($0.keys, $0.groupSize) = (.signs, size) } == nil) }
    #expect(refusal { $0.backbone.layerCount = 0 } != nil)
  }
}
