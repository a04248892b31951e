import Foundation
import Tensors
import Testing

@testable import Layers

// MARK: - A whole model, as PyTorch computes it in double precision

/// One model with inputs, loss and gradients, made by `Fixtures/make-fixtures.py`.
private struct Fixture {
  let file: SafeTensors
  let model: Transformer
  let tokens: [Int32]
  let labels: [Int32]
  let lengths: [Int]?
  let batch: Int
  let loss: Double

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "safetensors", subdirectory: "Fixtures"))
    let file = try SafeTensors(contentsOf: url)
    func value<Value: Decodable>(_ key: String) throws -> Value {
      try JSONDecoder().decode(Value.self, from: Data(try #require(file.metadata[key]).utf8))
    }
    self.file = file
    var generator = SeededGenerator(seed: 0)
    model = try Transformer(try value("configuration"), using: &generator)
    tokens = try value("tokens")
    labels = try value("labels")
    lengths = file.metadata["lengths"] == nil ? nil : try value("lengths")
    batch = try value("batch")
    loss = try value("loss")
    for entry in model.parameters.entries {
      try entry.tensor.withElements {
        try file.read(entry.name, shape: entry.tensor.shape, into: $0)
      }
    }
  }

  func read(_ name: String, shape: [Int]) throws -> [Double] {
    var elements = [Float](repeating: 0, count: shape.reduce(1, *))
    try elements.withUnsafeMutableBufferPointer { try file.read(name, shape: shape, into: $0) }
    return elements.map(Double.init)
  }
}

/// |a − b| / |b|, as Euclidean lengths.
private func relativeDistance(_ a: [Float], _ b: [Double]) -> Double {
  let difference = zip(a, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
  return (difference / b.reduce(0) { $0 + $1 * $1 }).squareRoot()
}

private let fixtures = [
  "decoder-gpt", "decoder-llama", "decoder-length-one", "decoder-long", "encoder-bert",
  "encoder-pre",
]

// MARK: - The claims

@Suite("A transformer agrees with PyTorch in double precision")
struct FixtureTests {
  @Test(arguments: fixtures, [1, 2, 7])
  func `in loss, hidden states and every gradient, on any number of threads`(
    name: String, threads: Int
  ) throws {
    try ThreadPool.with(threads: threads) {
      let fixture = try Fixture(name)
      let model = fixture.model
      let tape = Tape()
      let hidden = model(
        fixture.tokens, sequences: fixture.batch, lengths: fixture.lengths, on: tape)
      let expected = try fixture.read("output.hidden", shape: hidden.shape)
      #expect(relativeDistance(hidden.elements, expected) < 1e-5)

      let loss = hidden.crossEntropy(head: model.head, labels: fixture.labels)
      #expect(abs(Double(loss) - fixture.loss) / fixture.loss < 1e-5)

      tape.backward()
      for entry in model.parameters.entries {
        let gradient = try #require(entry.tensor.gradient, "\(entry.name)")
        let expected = try fixture.read("gradient.\(entry.name)", shape: entry.tensor.shape)
        let distance = relativeDistance(gradient, expected)
        #expect(distance < 1e-5, "\(entry.name): \(distance)")
      }
    }
  }
}
