import Foundation
import Layers
import Tensors
import Testing

@testable import TemporaryLoRA
@testable import temporary_lora

// MARK: - What a token takes

@Suite struct CostSubjectTests {
  private let configuration = Configuration.smoke
  private let works: [String: CountedReader.Work]
  private let plans: [String: ReadingPlan]
  private let weightBytes: Int
  private let adapterBytes: Int

  init() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    var generator = SeededGenerator(seed: 1)
    let model = try Transformer(configuration.model, using: &generator)
    try model.save(to: file)
    let subjects = try CostSubject.all(
      Base(seed: 1, configuration.model, in: file), configuration)
    let text = (0..<512).map { Int32($0 * 7 % 500) }
    works = Dictionary(uniqueKeysWithValues: subjects.map { ($0.id, $0.reader.work(on: text)) })
    plans = Dictionary(uniqueKeysWithValues: subjects.map { ($0.id, $0.reader.plan) })
    weightBytes = 4 * model.parameters.count
    adapterBytes = 4 * configuration.adapter.weights(configuration.model)
  }

  @Test(arguments: ["long-window", "kept-window", "short-window", "all-weights"])
  func `reading without adapters beside takes what the formula says`(id: String) throws {
    let formula = plans[id]!.inferenceMultiplyAdds(configuration.model)
    #expect(abs(works[id]!.reading - formula) < 1e-6 * formula)
  }

  @Test func `merging is paid for once a block`() {
    let merging = works["merged"]!.reading - works["short-window"]!.reading
    let product = configuration.adapter.rank * configuration.model.matrixWeights
    #expect(abs(merging * Double(configuration.reading.block) - Double(product)) < 1)
  }

  @Test func `only who learns pays for it, in work and in memory`() {
    for (id, work) in works {
      let learns = ["cheap", "dear", "all-weights"].contains(id)
      #expect((work.learning > 0) == learns, "\(id)")
      #expect((work.bytesLearning > work.bytes) == learns, "\(id)")
    }
    #expect(works["all-weights"]!.learning > works["cheap"]!.learning)
  }

  @Test func `memory holds the weights, and what learns four times`() throws {
    #expect(works["short-window"]!.bytes > weightBytes)
    #expect(works["short-window"]!.bytes < works["long-window"]!.bytes)
    // Itself, a gradient and two averages.
    #expect(works["cheap"]!.bytesLearning > weightBytes + 4 * adapterBytes)
    #expect(works["all-weights"]!.bytesLearning > 5 * weightBytes)
    #expect(works["all-weights"]!.bytesLearning > works["cheap"]!.bytesLearning)
  }
}
