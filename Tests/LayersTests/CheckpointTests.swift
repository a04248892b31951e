import Foundation
import Tensors
import Testing

@testable import Layers

// MARK: - Round trips

@Suite("A checkpoint brings everything back")
struct CheckpointTests {
  @Test(arguments: [TransformerConfiguration.gpt, .llama, .bert])
  func `a model, bit for bit, with its configuration and what was noted`(
    configuration: TransformerConfiguration
  ) throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("model.safetensors")
      let model = try spreadModel(configuration)
      let strange: [Float] = [.nan, -0.0, .infinity, .leastNonzeroMagnitude, -.pi]
      model.parameters.withValues { for i in strange.indices { $0[i] = strange[i] } }
      try model.save(metadata: ["note": "ä \"quoted\"\n/"], to: file)
      let other = try Transformer(contentsOf: file, isTrainable: false)
      #expect(other.configuration == configuration && !other.parameters.isTrainable)
      func bits(_ model: Transformer) -> [UInt32] {
        model.parameters.withValues { $0.map(\.bitPattern) }
      }
      #expect(bits(other) == bits(model))
      #expect(try SafeTensors(contentsOf: file).metadata["note"] == "ä \"quoted\"\n/")
    }
  }

  @Test func `notes that look like a checksum stay what they are`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let zeros = String(repeating: "0", count: 16)
      try SafeTensors.write(
        [.init("a", shape: [1], [1])],
        metadata: ["note": zeros, "other": "\"parsimony.checksum\":\"\(zeros)\""], to: file)
      let metadata = try SafeTensors(contentsOf: file).metadata
      #expect(
        metadata["note"] == zeros && metadata["other"] == "\"parsimony.checksum\":\"\(zeros)\"")
    }
  }

  @Test func `the same model makes the same file`() throws {
    try withFolder { folder in
      let files = ["a", "b"].map { folder.appendingPathComponent($0) }
      for file in files { try spreadModel(.llama).save(to: file) }
      #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
    }
  }

  @Test func `a file of others, without a checksum, is read as well`() throws {
    let url = try #require(
      Bundle.module.url(
        forResource: "decoder-gpt", withExtension: "safetensors", subdirectory: "Fixtures"))
    let file = try SafeTensors(contentsOf: url)
    #expect(file.metadata["parsimony.checksum"] == nil)
    #expect(file.names.contains("tokens.weight"))
    let shape = try #require(file.shape(of: "tokens.weight"))
    var elements = [Float](repeating: 0, count: shape.reduce(1, *))
    try elements.withUnsafeMutableBufferPointer {
      try file.read("tokens.weight", shape: shape, into: $0)
    }
    #expect(elements.contains { $0 != 0 } && elements.allSatisfy(\.isFinite))
  }
}

// MARK: - Files that do not fit

@Suite("A file that does not fit is refused with a reason")
struct UnfitFileTests {
  /// Loads into a store with one matrix `a` of shape [2, 3], and returns what is said.
  private func refusal(
    of items: [SafeTensors.Item], metadata: [String: String] = [:], withOptimizer: Bool = false
  ) throws -> String? {
    var refusal: String?
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      try SafeTensors.write(items, metadata: metadata, to: file)
      let store = ParameterStore()
      _ = store.scope.constant("a", shape: [2, 3], 0)
      do {
        try Checkpoint.load(store, optimizer: withOptimizer ? AdamW(store) : nil, from: file)
      } catch let failure as SafeTensors.Failure {
        #expect(failure.description == "\(failure.file) \(failure.problem)")
        refusal = failure.problem
      }
    }
    return refusal
  }

  private let six: [Float] = [1, 2, 3, 4, 5, 6]

  @Test func `of the right shape it is read`() throws {
    #expect(try refusal(of: [.init("a", shape: [2, 3], six)]) == nil)
  }

  @Test func `of another shape`() throws {
    #expect(
      try refusal(of: [.init("a", shape: [3, 2], six)])
        == "holds a of shape [3, 2]; this model needs [2, 3]")
  }

  @Test func `without a tensor`() throws {
    #expect(
      try refusal(of: [.init("b", shape: [2, 3], six), .init("c", shape: [1], [0])])
        == "holds no tensor a; it holds b, c")
  }

  @Test func `without the optimiser's state`() throws {
    let a = SafeTensors.Item("a", shape: [2, 3], six)
    #expect(
      try refusal(of: [a], withOptimizer: true) == "holds no tensor optimizer.mean; it holds a")
    let states = ["mean", "square"].map {
      SafeTensors.Item("optimizer.\($0)", shape: [6], six)
    }
    #expect(
      try refusal(of: [a] + states, metadata: ["stepCount": "x"], withOptimizer: true)
        == "does not say after how many steps it was saved")
    #expect(
      try refusal(of: [a] + states, metadata: ["stepCount": "3"], withOptimizer: true) == nil)
  }

  @Test func `without a configuration, or with an impossible one`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      try SafeTensors.write([.init("a", shape: [2, 3], six)], to: file)
      #expect(throws: SafeTensors.Failure.self) { try Transformer(contentsOf: file) }
      var configuration = TransformerConfiguration.gpt
      configuration.width = 0
      let text = String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
      try SafeTensors.write(
        [.init("a", shape: [2, 3], six)], metadata: ["configuration": text], to: file)
      #expect(throws: TransformerConfiguration.Impossible.self) {
        try Transformer(contentsOf: file)
      }
    }
  }
}
