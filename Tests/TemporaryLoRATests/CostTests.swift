import Layers
import Tensors
import Testing

@testable import TemporaryLoRA

// MARK: - Work

@Suite struct CostTests {
  /// The multiply-adds of one block in the middle of a text.
  private func work(
    _ model: Transformer, _ parameters: ParameterStore?, _ plan: ReadingPlan, blocks: Int = 1
  ) -> Double {
    let reader = DocumentReader(model, learning: parameters, by: plan)
    _ = reader.read(document: tokens(2 * plan.window / plan.block * plan.block))
    return Double(
      Work.counting { _ = reader.read(document: tokens(blocks * plan.block)) }.1.multiplyAdds)
  }

  @Test(arguments: [false, true])
  func `a base's work is the formula's`(swiGLU: Bool) throws {
    let model = try decoder(swiGLU: swiGLU)
    for (block, context) in [(8, 12), (4, 28), (16, 16)] {
      let plan = ReadingPlan(block: block, context: context)
      #expect(
        work(model, nil, plan) == Double(block) * plan.inferenceMultiplyAdds(model.configuration))
    }
  }

  @Test(arguments: AdapterTargets.allCases)
  func `an adapter adds its numbers for each token that is read`(targets: AdapterTargets) throws {
    let model = try decoder(swiGLU: true)
    var configuration = AdapterConfiguration(rank: 3)
    configuration.targets = targets
    var generator = SeededGenerator(seed: 2)
    let adapter = TemporaryAdapter(to: model, configuration, using: &generator)
    #expect(adapter.parameters.count == configuration.weights(model.configuration))
    let plan = plan(epochs: 0)
    let added = work(adapter.adapted, nil, plan) - work(model, nil, plan)
    #expect(added == Double(19 * configuration.weights(model.configuration)))
    #expect(work(adapter.merged(), nil, plan) == work(model, nil, plan))
  }

  @Test(arguments: [1, 2, 3], [false, true])
  func `and so is what learning adds`(epochs: Int, swiGLU: Bool) throws {
    let model = try decoder(swiGLU: swiGLU)
    let adapter = adapter(to: model)
    for prefix in [0, 10, 30] {
      var plan = plan(epochs: epochs)
      plan.prefix = prefix
      let added =
        work(adapter.adapted, adapter.parameters, plan) - work(adapter.adapted, nil, plan)
      let formula = plan.learningMultiplyAdds(model.configuration, AdapterConfiguration())
      #expect(abs(added - 8 * formula) < 1e-3)
    }
  }

  @Test(arguments: [false, true])
  func `so is that of a window of several blocks, with a cache and without`(
    reusesCache: Bool
  ) throws {
    let model = try decoder(swiGLU: true)
    // Room for three blocks beyond L_X.
    var plan = plan(epochs: 0, window: 36)
    plan.reusesCache = reusesCache
    let found = work(model, nil, plan, blocks: 12)
    #expect(abs(found - 12 * 8 * plan.inferenceMultiplyAdds(model.configuration)) < 1e-3)
  }
}
