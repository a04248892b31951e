import Tensors
import Testing

@testable import DistillationSearch

// MARK: - A table to search in

/// A table made up by a formula: deeper and wider students lose less, with noise by seed, and take
/// as long as their multiply-adds.
private let table: TrialTable = {
  let space = SearchSpace(
    layers: [1, 2, 3, 4, 6], widths: [48, 64, 96, 128], heads: [1, 2, 4],
    feedForwardWidths: [64, 96, 128, 192, 256, 384, 512])
  var generator = SeededGenerator(seed: 3)
  return TrialTable(
    space,
    rows: space.students.map { shape in
      let quality =
        0.1 * Double(shape.layers).squareRoot() + 0.04 * Double(shape.width).squareRoot()
        + 0.001 * Double(shape.feedForwardWidth) - 0.02 * Double(shape.heads)
      let work = shape.multiplyAdds(tokens: 32)
      return TrialTable.Row(
        shape: shape, losses: (0..<3).map { _ in 1 - quality + 0.004 * Double(generator.normal()) },
        latency: 1e-9 * Double(work), multiplyAdds: work)
    })
}()

private let budget = Reward.hard(budget: 1e-2)

/// What remains to the best after all trials, from each of some seeds.
private func regrets(
  _ trials: Int, _ make: (inout SeededGenerator) -> some SearchStrategy
) -> [Double] {
  (0..<40).map { seed in
    var generator = SeededGenerator(seed: UInt64(seed))
    let strategy = make(&generator)
    return table.regret(
      of: strategy, trials: trials, budget, .measured, seed: seed, using: &generator
    ).last!
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

@Suite struct SearchTests {
  @Test func `with as many trials the controller comes closer to the best than luck does`() {
    let controlled = regrets(60) { ControlledSearch(table.space, using: &$0) }
    let lucky = regrets(60) { _ in RandomSearch(students: table.rows.count) }
    #expect(mean(controlled) < 0.5 * mean(lucky))
  }

  @Test func `evolution does, too`() {
    let evolved = regrets(60) { _ in EvolutionarySearch(table.space) }
    let lucky = regrets(60) { _ in RandomSearch(students: table.rows.count) }
    #expect(mean(evolved) < mean(lucky))
  }

  @Test func `who tries all finds the best by what it saw`() {
    var generator = SeededGenerator(seed: 1)
    var search = ExhaustiveSearch(students: table.rows.count)
    let trace = search.search(trials: .max, using: &generator) { students in
      students.map { table.reward($0, budget, .measured) }
    }
    #expect(trace.students == Array(table.rows.indices))
    let regret = table.regret(
      of: ExhaustiveSearch(students: table.rows.count), trials: table.rows.count, budget, .measured,
      seed: 0, using: &generator)
    #expect(regret.count == table.rows.count && regret.last! < 0.01)
    #expect(table.rows[trace.best(of: trace.students.count)].latency <= 1e-2)
  }

  @Test func `no search tries a student twice, and each ends when all were tried`() {
    func check(_ strategy: some SearchStrategy) {
      var (strategy, generator) = (strategy, SeededGenerator(seed: 2))
      let trace = strategy.search(trials: 10_000, using: &generator) { students in
        students.map { table.reward($0, budget, .measured) }
      }
      #expect(Set(trace.students).count == table.rows.count)
      #expect(trace.students.count == table.rows.count)
    }
    var generator = SeededGenerator(seed: 2)
    check(RandomSearch(students: table.rows.count))
    check(EvolutionarySearch(table.space))
    check(ControlledSearch(table.space, using: &generator))
    check(ExhaustiveSearch(students: table.rows.count))
  }

  @Test func `an order of trials depends on the seed and the rewards alone`() {
    func trace(_ seed: UInt64) -> SearchTrace {
      var generator = SeededGenerator(seed: seed)
      var search = ControlledSearch(table.space, using: &generator)
      return search.search(trials: 20, using: &generator) { students in
        students.map { table.reward($0, budget, .measured) }
      }
    }
    #expect(trace(1) == trace(1) && trace(1) != trace(2))
  }

  @Test func `who sees by one seed is judged by the mean of all`() {
    let space = SearchSpace(layers: [1], widths: [32], heads: [1], feedForwardWidths: [32, 64])
    // By the first seed the first student is the best, by the second seed and on average the second.
    let rows = zip(space.students, [[0.1, 0.5], [0.2, 0.2]]).map { shape, losses in
      TrialTable.Row(shape: shape, losses: losses, latency: 1e-3, multiplyAdds: 1)
    }
    let table = TrialTable(space, rows: rows)
    var generator = SeededGenerator(seed: 1)
    let regrets = (0..<3).map { seed in
      table.regret(
        of: ExhaustiveSearch(students: 2), trials: 2, budget, .measured, seed: seed,
        using: &generator
      ).last!
    }
    #expect(abs(regrets[0] - 0.1) < 1e-12 && regrets[1] == 0 && regrets[2] == regrets[0])
  }
}

// MARK: - The predictor

@Suite struct RewardPredictorTests {
  @Test func `its gradient is the limit of difference quotients`() {
    var generator = SeededGenerator(seed: 4)
    var predictor = RewardPredictor(using: &generator)
    let words = (0..<3).map { _ in
      var word = SIMD8<Float>.zero
      for element in 0..<8 { word[element] = generator.normal() }
      return word
    }
    var gradient = [SIMD8<Float>](repeating: .zero, count: predictor.parameters.count)
    _ = predictor.addGradient(of: words, reward: 0.7, to: &gradient)
    func loss() -> Double {
      let error = Double(predictor.reward(of: words)) - 0.7
      return error * error
    }
    for place in predictor.parameters.indices {
      for element in 0..<8 {
        let start = predictor.parameters[place][element]
        predictor.parameters[place][element] = start + 5e-3
        let above = loss()
        predictor.parameters[place][element] = start - 5e-3
        let below = loss()
        predictor.parameters[place][element] = start
        #expect(abs(Double(gradient[place][element]) - (above - below) / 1e-2) < 2e-3)
      }
    }
  }

  @Test func `it learns what depends on all three words`() {
    var generator = SeededGenerator(seed: 5)
    var predictor = RewardPredictor(using: &generator)
    let examples = (0..<40).map { _ in
      let words = (0..<3).map { _ in
        SIMD8<Float>(generator.normal(), generator.normal(), 0, 0, 0, 0, 0, 1)
      }
      return (words: words, reward: words[0][0] - words[1][1] + words[2][0])
    }
    func error() -> Float {
      examples.reduce(0) {
        let difference = predictor.reward(of: $1.words) - $1.reward
        return $0 + difference * difference / Float(examples.count)
      }
    }
    let before = error()
    predictor.learn(examples, epochs: 600, rate: 0.02)
    #expect(error() < 0.05 * before)
  }
}
