import Foundation
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
  return madeUp(
    space,
    space.students.map { shape in
      let quality =
        0.1 * Double(shape.layers).squareRoot() + 0.04 * Double(shape.width).squareRoot()
        + 0.001 * Double(shape.feedForwardWidth) - 0.02 * Double(shape.heads)
      let work = shape.multiplyAdds(tokens: 32)
      return TrialTable.Row(
        shape: shape, losses: (0..<3).map { _ in 1 - quality + 0.004 * Double(generator.normal()) },
        latency: 1e-9 * Double(work), multiplyAdds: work)
    })
}()

private func madeUp(_ space: SearchSpace, _ rows: [TrialTable.Row]) -> TrialTable {
  TrialTable(
    space, tokens: 32, seeds: rows[0].losses.indices.map(UInt64.init), teacherWeights: "none",
    teacher: rows.last!, rows: rows)
}

private let budget = Reward.hard(budget: 1e-2)

/// What students are worth by some of the table's seeds.
private func rewards(_ students: [Int], seeds: [Int] = [0, 1, 2]) -> [Double] {
  students.map { table.reward($0, budget, .measured, seeds: seeds) }
}

/// What remains to the best after all trials, from each of some seeds.
private func regrets(
  _ trials: Int, _ make: (inout SeededGenerator) -> some SearchStrategy
) -> [Double] {
  (0..<40).map { seed in
    var generator = SeededGenerator(seed: UInt64(seed))
    var strategy = make(&generator)
    let trace = strategy.search(trials: trials, using: &generator) {
      rewards($0, seeds: [seed % 3])
    }
    return table.regret(of: trace, budget, .measured, seen: seed % 3).last!
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

@Suite struct SearchTests {
  @Test func `with as many trials the controller comes closer to the best than luck does`() {
    let controlled = regrets(60) { ControlledSearch(table.space, using: &$0) }
    let lucky = regrets(60) { _ in RandomSearch(among: Array(table.rows.indices)) }
    #expect(mean(controlled) < 0.5 * mean(lucky))
  }

  @Test func `evolution does, too`() {
    let evolved = regrets(60) { _ in EvolutionarySearch(table.space) }
    let lucky = regrets(60) { _ in RandomSearch(among: Array(table.rows.indices)) }
    #expect(mean(evolved) < mean(lucky))
  }

  @Test func `who tries all finds the best by what it saw`() {
    var generator = SeededGenerator(seed: 1)
    var search = ExhaustiveSearch(students: table.rows.count)
    let trace = search.search(trials: .max, using: &generator) { rewards($0) }
    #expect(trace.students == Array(table.rows.indices))
    let best = trace.best(of: trace.students.count)
    #expect(rewards([best]) == [rewards(Array(table.rows.indices)).max()!])
    #expect(table.rows[trace.best(of: trace.students.count)].latency <= 1e-2)
  }

  @Test func `no search tries a student twice, and each ends when all were tried`() {
    func check(_ strategy: some SearchStrategy) {
      var (strategy, generator) = (strategy, SeededGenerator(seed: 2))
      let trace = strategy.search(trials: 10_000, using: &generator) { rewards($0) }
      #expect(Set(trace.students).count == table.rows.count)
      #expect(trace.students.count == table.rows.count)
    }
    var generator = SeededGenerator(seed: 2)
    check(RandomSearch(among: Array(table.rows.indices)))
    check(EvolutionarySearch(table.space))
    check(ControlledSearch(table.space, using: &generator))
    check(ExhaustiveSearch(students: table.rows.count))
  }

  @Test func `among some students no other is tried`() {
    let some = table.rows.indices.filter { table.rows[$0].latency <= 1e-2 }
    func check(_ strategy: some SearchStrategy) {
      var (strategy, generator) = (strategy, SeededGenerator(seed: 2))
      let trace = strategy.search(trials: 10_000, using: &generator) { rewards($0) }
      #expect(trace.students.sorted() == some)
    }
    var generator = SeededGenerator(seed: 2)
    check(RandomSearch(among: some))
    check(EvolutionarySearch(table.space, among: some))
    check(ControlledSearch(table.space, among: some, using: &generator))
  }

  @Test func `an order of trials depends on the seed and the rewards alone`() {
    func trace(_ seed: UInt64) -> SearchTrace {
      var generator = SeededGenerator(seed: seed)
      var search = ControlledSearch(table.space, using: &generator)
      return search.search(trials: 20, using: &generator) { rewards($0) }
    }
    #expect(trace(1) == trace(1) && trace(1) != trace(2))
  }

  @Test func `who sees by one seed is judged by the others`() {
    let space = SearchSpace(layers: [1], widths: [32], heads: [1], feedForwardWidths: [32, 64])
    // By the first seed the first student is the better by 0.1, by the others the second by 0.3.
    let table = madeUp(
      space,
      zip(space.students, [[0.1, 0.5, 0.5], [0.2, 0.1, 0.3]]).map { shape, losses in
        TrialTable.Row(shape: shape, losses: losses, latency: 1e-3, multiplyAdds: 1)
      })
    let regrets = (0..<2).map { seen in
      let rewards = (0..<2).map { table.reward($0, budget, .measured, seeds: [seen]) }
      let trace = SearchTrace(students: [0, 1], rewards: rewards)
      return table.regret(of: trace, budget, .measured, seen: seen)
    }
    // By the second seed the second student is chosen as soon as it is tried; the first and the third
    // say of the two that it is better by 0.05.
    #expect(zip(regrets[0], [0.3, 0.3]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(regrets[1], [0.05, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func `a table that is damaged is not read`() throws {
    let text = String(decoding: try JSONEncoder().encode(table), as: UTF8.self)
    #expect(try JSONDecoder().decode(TrialTable.self, from: Data(text.utf8)) == table)
    for (good, bad) in [
      ("\"latency\":", "\"latency\":-"), ("\"layers\":6", "\"layers\":5"),
      ("\"losses\":[", "\"losses\":[0.5,"), ("\"seeds\":[0,", "\"seeds\":["),
    ] {
      #expect(text.contains(good))
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(
          TrialTable.self, from: Data(text.replacingOccurrences(of: good, with: bad).utf8))
      }
    }
  }
}

// MARK: - The predictor

@Suite struct RewardPredictorTests {
  @Test func `its gradient is the limit of difference quotients`() {
    var generator = SeededGenerator(seed: 4)
    var predictor = RewardPredictor(using: &generator)
    func word() -> SIMD8<Float> {
      var word = SIMD8<Float>.zero
      for element in 0..<8 { word[element] = generator.normal() }
      return word
    }
    let episode = RewardPredictor.Episode(
      context: [word(), word()], candidates: [(word(), 0.7), (word(), -0.4)])
    var gradient = [SIMD8<Float>](repeating: .zero, count: predictor.parameters.count)
    predictor.addGradient(of: episode, to: &gradient)
    func loss() -> Double {
      predictor.rewards(of: episode.candidates.map(\.word), after: episode.context)
        .enumerated().reduce(0) {
          let error = Double($1.element - episode.candidates[$1.offset].reward)
          return $0 + error * error
        }
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
      return RewardPredictor.Episode(
        context: [words[0], words[1]],
        candidates: [(words[2], words[0][0] - words[1][1] + words[2][0])])
    }
    func error() -> Float {
      examples.reduce(0) {
        let (word, reward) = $1.candidates[0]
        let difference = predictor.rewards(of: [word], after: $1.context)[0] - reward
        return $0 + difference * difference / Float(examples.count)
      }
    }
    let before = error()
    predictor.learn(examples, epochs: 600, rate: 0.02)
    #expect(error() < 0.05 * before)
  }
}
