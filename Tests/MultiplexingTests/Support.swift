import Layers
import Tensors
import Testing

@testable import Multiplexing

// MARK: - Encoders to test

typealias Configuration = MultiplexedEncoder.Configuration

/// A small shape; with rotary positions unless told otherwise.
func shape(
  layers: Int = 2, width: Int = 16, positions: TransformerConfiguration.Positions = .rotary
) -> TransformerConfiguration {
  var shape = TransformerConfiguration.gpt(
    vocabularySize: 11, contextLength: 24, layerCount: layers, width: width, headWidth: 8)
  shape.positions = positions
  shape.feedForwardWidth = 2 * width
  return shape
}

/// A multiplexed encoder's configuration around a small shape.
func configuration(
  _ groupSize: Int, _ multiplexer: Configuration.Multiplexing = .hadamard,
  _ demultiplexer: Configuration.Demultiplexing = .privateKeys,
  around shape: TransformerConfiguration = shape()
) -> Configuration {
  var configuration = Configuration(shape, groupSize: groupSize)
  (configuration.multiplexing, configuration.demultiplexing) = (multiplexer, demultiplexer)
  return configuration
}

/// An encoder far from its start, where biases and gains matter and tokens differ a lot.
func spreadEncoder(_ configuration: Configuration) throws -> MultiplexedEncoder {
  var generator = SeededGenerator(seed: 1)
  let encoder = try MultiplexedEncoder(configuration, using: &generator)
  encoder.parameters.withValues { for i in $0.indices { $0[i] += 0.3 * generator.normal() } }
  return encoder
}

// MARK: - Instances

/// Tokens at random but for 0, one instance for each length; the same in every run.
func randomInstances(_ lengths: [Int], seed: UInt64 = 1) -> [[Int32]] {
  var generator = SeededGenerator(seed: seed)
  return lengths.map { (0..<$0).map { _ in Int32.random(in: 1..<11, using: &generator) } }
}

extension MultiplexedEncoder {
  /// The vectors of every real token of each slot.
  func slots(_ batch: MultiplexedBatch) -> [[Float]] {
    let elements = vectors(of: self(batch), at: batch.places).elements
    let width = configuration.backbone.width
    return batch.placesBySlot.map { Array(elements[$0.lowerBound * width..<$0.upperBound * width]) }
  }

  /// The same of instances in the order in which they come.
  func slots(_ instances: [[Int32]]) -> [[Float]] {
    slots(
      MultiplexedBatch(
        instances, Grouping(instances.count, groupSize: configuration.groupSize)))
  }
}

// MARK: - Numbers

/// Normally distributed numbers, the same in every run.
func randomTensor(_ shape: [Int], seed: UInt64 = 7) -> Tensor {
  var generator = SeededGenerator(seed: seed)
  return Tensor((0..<shape.reduce(1, *)).map { _ in generator.normal() }, shape: shape)
}

/// The largest difference of two rows of numbers; infinite where one is no number.
func distance(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Float {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) {
    let difference = abs($1.0 - $1.1)
    return difference.isNaN ? .infinity : max($0, difference)
  }
}

// MARK: - Gradients against difference quotients

/// Holds the gradients of all parameters of a store to central differences of Σ weight · output.
///
/// Each is taken at a distance and at twice the distance, by which its own error is known and taken
/// off (Richardson's extrapolation). Far apart, curvature is left of it, and close together rounding:
/// of two such pairs of distances, the better one counts.
func expectGradients(
  of store: ParameterStore, steps: [Float] = [1 / 256, 1 / 32],
  place: SourceLocation = #_sourceLocation, output: (Tape) -> Tensor
) {
  let weights = randomTensor([output(Tape()).count], seed: 99).elements
  func objective() -> Double {
    zip(output(Tape()).elements, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  store.forgetGradients()
  let tape = Tape()
  output(tape).seedGradient(weights)
  tape.backward()
  for entry in store.entries {
    let gradient = entry.tensor.gradient ?? [Float](repeating: 0, count: entry.tensor.count)
    var (largest, error) = (0.1, 0.0)
    for (i, element) in entry.tensor.elements.enumerated() {
      func value(_ other: Float) -> Double {
        entry.tensor.withElements { $0[i] = other }
        defer { entry.tensor.withElements { $0[i] = element } }
        return objective()
      }
      func quotient(_ step: Float) -> Double {
        (value(element + step) - value(element - step)) / Double(2 * step)
      }
      let quotients = steps.map { (4 * quotient($0) - quotient(2 * $0)) / 3 }
      largest = max(largest, abs(quotients[0]))
      error = max(error, quotients.map { abs(Double(gradient[i]) - $0) }.min() ?? .infinity)
    }
    #expect(error < 2e-3 * largest, "\(entry.name)", sourceLocation: place)
  }
}
