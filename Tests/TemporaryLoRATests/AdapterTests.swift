import Layers
import Tensors
import Testing

@testable import TemporaryLoRA

// MARK: - A small decoder

func decoder(swiGLU: Bool = false, context: Int = 64) throws -> Transformer {
  var generator = SeededGenerator(seed: 1)
  var configuration: TransformerConfiguration =
    swiGLU
    ? .llama(vocabularySize: 40, contextLength: context, layerCount: 2, width: 16, headWidth: 8)
    : .gpt(vocabularySize: 40, contextLength: context, layerCount: 2, width: 16, headWidth: 8)
  configuration.positions = .rotary
  let decoder = try Transformer(configuration, isTrainable: false, using: &generator)
  decoder.parameters.withValues { for i in $0.indices { $0[i] += 0.1 * generator.normal() } }
  return decoder
}

/// The same decoder, and all of it may learn.
func trainableDecoder(like frozen: Transformer) throws -> Transformer {
  var generator = SeededGenerator(seed: 1)
  let copy = try Transformer(frozen.configuration, using: &generator)
  let values = frozen.parameters.withValues { Array($0) }
  copy.parameters.withValues { for (place, value) in values.enumerated() { $0[place] = value } }
  return copy
}

func tokens(_ count: Int, seed: UInt64 = 7) -> [Int32] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in Int32.random(in: 0..<40, using: &generator) }
}

extension TemporaryAdapter {
  /// Adapters that change something.
  func disturb() {
    var generator = SeededGenerator(seed: 9)
    parameters.withValues { for i in $0.indices { $0[i] += 0.1 * generator.normal() } }
  }
}

private func adapter(
  to base: Transformer, _ targets: AdapterTargets = .all, rank: Int = 3
) -> TemporaryAdapter {
  var configuration = AdapterConfiguration(rank: rank)
  // Not the rank, so that a forgotten scale shows.
  (configuration.targets, configuration.alpha) = (targets, 2 * Float(rank))
  var generator = SeededGenerator(seed: 2)
  return TemporaryAdapter(to: base, configuration, using: &generator)
}

// MARK: - Adapters

@Suite struct AdapterTests {
  @Test(arguments: AdapterTargets.allCases, [false, true])
  func `adapters that have learned nothing change not one bit`(
    targets: AdapterTargets, swiGLU: Bool
  ) throws {
    let base = try decoder(swiGLU: swiGLU)
    let adapter = adapter(to: base, targets)
    let text = tokens(20)
    #expect(adapter.adapted(text).elements == base(text).elements)
    #expect(adapter.relativeNorm == 0)
    adapter.disturb()
    #expect(adapter.adapted(text).elements != base(text).elements)
    #expect(adapter.relativeNorm > 0)
  }

  @Test(arguments: AdapterTargets.allCases)
  func `merged or beside, they say the same`(targets: AdapterTargets) throws {
    let adapter = adapter(to: try decoder(swiGLU: true), targets)
    adapter.disturb()
    let text = tokens(20)
    let (beside, merged) = (adapter.adapted(text).elements, adapter.merged()(text).elements)
    #expect(zip(beside, merged).allSatisfy { abs($0 - $1) < 2e-5 * max(1, abs($0)) })
    #expect(beside != adapter.base(text).elements)
  }

  @Test func `each target has the layers that its name says`() throws {
    let base = try decoder(swiGLU: true)
    let counts = AdapterTargets.allCases.map { adapter(to: base, $0).parameters.entries.count / 2 }
    // Two blocks: input and output; gate, up and down.
    #expect(counts == [10, 4, 6, 2])
  }

  @Test func `the gradient is the limit of difference quotients`() throws {
    let base = try decoder()
    let adapter = adapter(to: base)
    adapter.disturb()
    let (text, labels) = (tokens(12), tokens(12, seed: 8))
    func loss(on tape: Tape? = nil) -> Float {
      adapter.adapted(text, on: tape).crossEntropy(head: base.head, labels: labels)
    }
    let tape = Tape()
    _ = loss(on: tape)
    tape.backward()
    let gradient = adapter.parameters.withGradients { Array($0) }
    var generator = SeededGenerator(seed: 3)
    for entry in adapter.parameters.entries {
      let place = entry.offset + Int.random(in: 0..<entry.tensor.count, using: &generator)
      func moved(_ step: Float) -> Double {
        adapter.parameters.withValues { $0[place] += step }
        defer { adapter.parameters.withValues { $0[place] -= step } }
        return Double(loss())
      }
      let quotient = (moved(4e-3) - moved(-4e-3)) / 8e-3
      #expect(
        abs(quotient - Double(gradient[place])) < 2e-3 + 0.02 * abs(quotient), "\(entry.name)")
    }
  }
}
