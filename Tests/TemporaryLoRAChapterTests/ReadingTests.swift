import Evidence
import Foundation
import Layers
import TemporaryLoRA
import Tensors
import Testing

@testable import temporary_lora

// MARK: - What readers made of a text

@Suite struct ReadingTests {
  /// Segments of ten tokens, each with its surprise.
  private func reading(_ surprise: [Double]) -> Reading {
    Reading(
      surprise: surprise, ends: surprise.indices.map { 10 * ($0 + 1) }, norms: [], tokens: nil)
  }

  @Test func `segments are those that end within a range`() {
    let reading = reading([Double](repeating: 1, count: 9))
    #expect(reading.segments(in: 0..<30) == [0, 1, 2])
    #expect(reading.third(0) == [0, 1, 2] && reading.third(2) == [6, 7, 8])
    #expect((0..<3).flatMap(reading.third) == Array(0..<9))
  }

  @Test func `a change is e to the mean difference, less one`() {
    let (base, reader) = (reading([3, 4, 5]), reading([3, 3.5, 4.5]))
    #expect(abs(reader.change(from: base) - 100 * (exp(-1.0 / 3) - 1)) < 1e-9)
    #expect(reader.change(from: base, [0]) == 0)
    #expect(abs(reader.perplexity([0]) - exp(3)) < 1e-9)
    let measured = Evidence.Measurement.change("change", of: reader, from: base)
    #expect(abs(measured.estimate - reader.change(from: base)) < 1e-9)
    #expect(measured.interval!.low < measured.interval!.high)
  }

  @Test func `who began late is held against the same segments of others`() {
    let base = reading([1, 2, 3, 4])
    let late = Reading(surprise: [2, 2], ends: [30, 40], norms: [], tokens: nil)
    #expect(late.differences(from: base) == [-1, -2])
    #expect(base.differences(from: late) == [1, 2])
  }

  @Test func `of many segments neighbours are drawn together`() {
    let base = reading([Double](repeating: 3, count: 1_000))
    let reader = reading((0..<1_000).map { 3 - Double($0) / 1_000 })
    let measured = Evidence.Measurement.change("change", of: reader, from: base)
    #expect(measured.samples.count == 120)
    #expect(abs(measured.estimate - reader.change(from: base)) < 1e-9)
  }
}

// MARK: - Trials

@Suite struct ReadingTrialTests {
  private let model = Configuration.smoke.model
  private let base: Base
  private let document = (0..<256).map { Int32(7 * $0 * $0 % 509) }

  init() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).safetensors")
    var generator = SeededGenerator(seed: 1)
    try Transformer(model, using: &generator).save(to: file)
    base = Base(seed: 1, model, in: file)
  }

  private func reading(
    _ document: [Int32], _ plan: ReadingPlan, _ learning: ReadingTrial.Learning = .nobody,
    change: (inout ReadingTrial) -> Void = { _ in }
  ) throws -> Reading {
    var trial = ReadingTrial(
      name: "", base: base, document: document, plan: plan, learning: learning)
    change(&trial)
    return try trial.reading { _, _ in }
  }

  @Test func `whatever its blocks are, a reader who sees the same is surprised alike`() throws {
    let readings = try [16, 64].map { block in
      var plan = ReadingPlan(block: block, context: 32)
      plan.window = 128
      return try reading(Array(document[..<128]), plan) { $0.segment = 32 }
    }
    #expect(readings[0].ends == [32, 64, 96, 128] && readings[1].ends == readings[0].ends)
    #expect(zip(readings[0].surprise, readings[1].surprise).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `who begins late scores the same tokens, by what stands before them`() throws {
    let plan = ReadingPlan(block: 32, context: 96)
    let all = try reading(document, plan)
    let late = try reading(Array(document[128...]), plan) { $0.skipped = Array(document[..<128]) }
    #expect(late.ends == [256] && all.ends == [128, 256])
    #expect(abs(late.surprise[0] - all.surprise[1]) < 1e-4)
  }

  @Test func `one who was taught before need not learn on`() throws {
    let plan = ReadingPlan(block: 32, context: 32)
    let taught = try reading(document, plan, .adapter(AdapterConfiguration())) {
      ($0.taught, $0.learnsOn) = (Array(document[..<64]), false)
    }
    let norms = taught.norms.map { $0[1] }
    #expect(norms[0] > 0 && norms.allSatisfy { $0 == norms[0] })
    #expect(taught.norms.last![0] == 256)
    let learning = try reading(document, plan, .adapter(AdapterConfiguration()))
    #expect(learning.norms[0][1] < learning.norms.last![1])
  }
}

// MARK: - One change at a time

@Suite struct VariantTests {
  @Test func `each changes one thing, and says so in its name`() {
    let (plan, adapter) = (ReadingPlan(block: 128, context: 128), AdapterConfiguration())
    func changed(_ knob: Variant.Knob, _ value: String) -> (ReadingPlan, AdapterConfiguration) {
      Variant(knob: knob, value: value).applied(plan, adapter)
    }
    #expect(changed(.rank, "2") == (plan, AdapterConfiguration(rank: 2)))
    #expect(changed(.alpha, "2").1.alpha == 2)
    #expect(changed(.targets, "feedForward").1.targets == .feedForward)
    #expect(changed(.block, "256").0.window == 384)
    #expect(changed(.context, "64").0.context == 64 && changed(.context, "64").0.window == 192)
    #expect(changed(.prefix, "0").0.prefix == 0)
    #expect(changed(.epochs, "4").0.learning.epochs == 4)
    #expect(changed(.rate, "0.003").0.learning.rate == 0.003)
    #expect(changed(.kept, "nothing").0.learning.kept == .nothing)
    let descent = changed(.descent, "0.1").0.learning
    #expect(descent.optimizer == .descent && descent.rate == 0.1)
  }

  @Test func `all variants of all presets can be, and have names of their own`() {
    for configuration in [Configuration.smoke, .quick, .book] {
      let ids = configuration.variants.map(\.id)
      #expect(Set(ids).count == ids.count)
      for variant in configuration.variants {
        #expect(variant.id.isKebabCase)
        let (plan, _) = variant.applied(configuration.reading, configuration.adapter)
        #expect(plan.window <= configuration.model.contextLength)
        // Who reads a part reads whole segments of it, as those do who read all.
        #expect(configuration.sweptTokens % Reading.segment == 0)
        #expect(plan.prefix + plan.block <= configuration.model.contextLength)
      }
      #expect(configuration.longPlan.window <= configuration.model.contextLength)
      #expect(configuration.keptWindow <= configuration.model.contextLength)
      #expect(configuration.lateTokens % Reading.segment == 0)
    }
  }
}
