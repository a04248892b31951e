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

  @Test(arguments: [Configuration.Demultiplexer.privateKeys, .indexPrefix])
  func `a factored first layer gives what the joined one gives`(
    kind: Configuration.Demultiplexer
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
  @Test(arguments: Configuration.Demultiplexer.allCases)
  func `a place has the same vector whichever others are asked for`(
    kind: Configuration.Demultiplexer
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
}
