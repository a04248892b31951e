import Foundation
import Layers
import Tensors
import Testing

// MARK: - Shapes

extension TransformerConfiguration {
  /// GPT's shape, very small.
  static let gpt = TransformerConfiguration.gpt(
    vocabularySize: 11, contextLength: 90, layerCount: 2, width: 16, headWidth: 8)

  /// Llama's shape, very small: rotary positions, shared key heads, gates, a head of its own.
  static let llama = {
    var configuration = gpt
    configuration.headCount = 4
    configuration.keyValueHeadCount = 2
    configuration.headWidth = 4
    configuration.norm = .rmsNorm
    configuration.positions = .rotary
    configuration.activation = .swiGLU
    configuration.hasBias = false
    configuration.tiesEmbeddings = false
    return configuration
  }()

  /// BERT's shape, very small.
  static let bert = {
    var configuration = gpt
    configuration.isCausal = false
    configuration.normPlacement = .post
    configuration.normalizesEmbeddings = true
    return configuration
  }()

  /// The same with dropout.
  func with(dropout: Float) -> TransformerConfiguration {
    var configuration = self
    configuration.dropout = dropout
    return configuration
  }
}

// MARK: - Models and tokens

/// A model far from its start, where biases and gains matter and tokens differ a lot.
func spreadModel(_ configuration: TransformerConfiguration) throws -> Transformer {
  var generator = SeededGenerator(seed: 1)
  let model = try Transformer(configuration, using: &generator)
  model.parameters.withValues { for i in $0.indices { $0[i] += 0.3 * generator.normal() } }
  return model
}

/// Tokens at random, the same in every run.
func randomTokens(_ count: Int, seed: UInt64 = 1, vocabularySize: Int = 11) -> [Int32] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in Int32.random(in: 0..<Int32(vocabularySize), using: &generator) }
}

/// Whether all numbers are within `tolerance` of each other, place by place.
func areClose(_ a: some Collection<Float>, _ b: some Collection<Float>, _ tolerance: Float = 2e-5)
  -> Bool
{
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}

// MARK: - Training

/// A model in training on a text with a period of six, each step of which depends on its number
/// alone: a run can be interrupted anywhere.
struct Training {
  static let period: [Int32] = [0, 1, 2, 0, 1, 3]

  let model: Transformer
  let optimizer: AdamW

  init(_ configuration: TransformerConfiguration, seed: UInt64 = 1) throws {
    var generator = SeededGenerator(seed: seed)
    model = try Transformer(configuration, using: &generator)
    optimizer = AdamW(model.parameters)
  }

  /// Takes one step with 8 sequences of 12 tokens, and returns the loss before it.
  @discardableResult
  func step(learningRate: Float = 0.01) -> Float {
    var generator = SeededGenerator(seed: UInt64(optimizer.stepCount))
    let starts = (0..<8).map { _ in Int.random(in: 0..<6, using: &generator) }
    func text(from offset: Int) -> [Int32] {
      starts.flatMap { start in (0..<12).map { Training.period[(start + offset + $0) % 6] } }
    }
    let tape = Tape(dropoutSeed: generator.next())
    let loss = model.loss(text(from: 0), labels: text(from: 1), sequences: 8, on: tape)
    tape.backward()
    optimizer.step(learningRate: learningRate)
    return loss
  }

  /// All weights, bit by bit.
  var bits: [UInt32] { model.parameters.withValues { $0.map(\.bitPattern) } }
}

// MARK: - Folders

/// Calls `body` with an empty folder, and removes it afterwards.
func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("layers-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}
