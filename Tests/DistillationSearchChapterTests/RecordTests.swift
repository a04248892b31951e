import ChapterCommand
import ChapterTesting
import DistillationSearch
import Evidence
import Foundation
import Tensors
import Testing

@testable import distillation_search

// MARK: - What the book publishes

/// The committed record of chapter 3.
@Suite struct DistillationRecordTests {
  private let published: Published

  init() throws { published = try Published("03-distillation-search") }

  @Test func `it is of the book and of the code that stands here, and judges every claim`() throws {
    #expect(
      try published.faults(as: DistillationSearchChapter.chapter, linkedTo: "distillation-search")
        == [])
  }

  @Test(arguments: [
    "seven-times-as-fast", "keeps-tokens", "keeps-verses", "four-times-as-fast",
    "fourteen-times-as-fast", "three-students",
  ])
  func `speed and quality are judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test(arguments: [
    "beats-luck", "beats-luck-within-budget", "beats-evolution", "beats-habit",
    "beats-habit-in-verses", "trials-tell", "trials-tell-within-budget",
  ])
  func `searches are judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }

  @Test(arguments: ["many-layers-help"])
  func `what is taught is judged`(claim: String) {
    #expect(published.verdict(claim) != nil)
  }
}

// MARK: - The table beside it

/// The committed table of trials: all searches are repeated in it, without a model.
@Suite struct PublishedTableTests {
  private let published: Published
  private let table: TrialTable
  private let book = DistillationSearchChapter.Configuration.book

  init() throws {
    published = try Published("03-distillation-search")
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    let file = root.appendingPathComponent("chapters/results/tables/03-distillation-search.json")
    table = try JSONDecoder().decode(TrialTable.self, from: Data(contentsOf: file))
  }

  private var budget: Double { book.budget(book.mainSpeedUp, of: table.teacher.latency) }

  private var seeds: [UInt64] {
    (0..<UInt64(book.replays)).map { $0 + published.record.run.seeds[0] }
  }

  private func samples(_ id: String) -> [Double]? { published.record.measurement(id)?.samples }

  @Test func `it holds all students, and searches in it find what the record says`() {
    #expect(table.rows.count >= 200)
    #expect(samples("table-students") == [Double(table.rows.count)])
    for comparison in book.comparisons(
      budget: budget, teacher: table.teacher.latency,
      affordable: table.affordable(within: budget))
    {
      let ending = comparison.name == "hard" ? "" : "-\(comparison.name)"
      func ends(_ strategy: Strategy) -> [Double] {
        seeds.map { strategy.regret(in: table, comparison, book, seed: $0).last! }
      }
      let sure = ends(.exhaustive)
      #expect(samples("regret-exhaustive\(ending)") == sure.map { 100 * $0 })
      for strategy in Strategy.limited {
        let (ends, id) = (ends(strategy), "\(strategy.rawValue)\(ending)")
        #expect(samples("regret-\(id)") == ends.map { 100 * $0 })
        #expect(samples("excess-\(id)") == zip(ends, sure).map { 100 * ($0 - $1) })
      }
    }
  }

  @Test func `every student of it stands in the record's figure, where the table has it`() throws {
    let cell = published.record.outputs.first { $0.cell == "A table of trials" }
    let plot = try #require(cell?.items.compactMap(\.plot).first)
    let drawn = plot.series.dropLast().flatMap(\.points).map { [$0.x, $0.y] }
    let rows = table.space.layers.flatMap { layers in
      table.rows.filter { $0.shape.layers == layers }
    }
    #expect(drawn == rows.map { [table.teacher.latency / $0.latency, $0.loss] })
  }

  @Test func `its trials agree as the record says`() {
    let affordable = table.affordable(within: budget).map { table.rows[$0] }
    for (ending, rows) in [("", table.rows), ("-within-budget", affordable)] {
      let (one, other) = (rows.map { $0.losses[0] }, rows.map { $0.losses[1] })
      #expect(samples("trial-rank-correlation\(ending)") == [spearman(one, other)])
      let differences = zip(one, other).map { abs($0 - $1) }
      #expect(samples("trial-difference\(ending)") == [100 * differences.median])
    }
  }

  @Test func `budgets pick from it whom the record names`() {
    let choices = DistillationSearchChapter.choices(table, book, published.record.run.seeds[0])
    let ids = ["student-speedup-found-4", "student-speedup", "student-speedup-found-14"]
    let others = ["student-speedup-hand-picked", "student-speedup-matched"]
    for (choice, id) in zip(choices, ids + others) {
      #expect(published.record.measurement(id)?.note == choice.shape.name)
      let row = table.rows.first { $0.shape == choice.shape }!
      // Only who is held against habit's choice may take all of its time.
      let share = choice.chooser == .matched ? 1 : book.usedShare
      #expect(row.latency <= share * table.teacher.latency / choice.speedUp)
    }
  }

  @Test func `with work in place of time the controller finds more than luck, within the budget`() {
    let budget = Double(table.teacher.multiplyAdds) / book.mainSpeedUp
    let reward = Reward.hard(budget: budget)
    func rewards(_ students: [Int]) -> [Double] {
      students.map { table.reward($0, reward, .counted, seeds: [0]) }
    }
    func best(_ trace: SearchTrace) -> Int { trace.best(of: trace.students.count) }
    let controlled = seeds.map { seed in
      best(ControlledSearch.trace(in: table.space, book, seed, trying: rewards))
    }
    let lucky = seeds.map { seed in
      var (search, chance) = (
        RandomSearch(among: Array(table.rows.indices)), SeededGenerator(seed: seed)
      )
      return best(search.search(trials: book.trials, using: &chance, trying: rewards))
    }
    #expect(rewards(controlled).mean >= rewards(lucky).mean)
    #expect(controlled.allSatisfy { Double(table.rows[$0].multiplyAdds) <= budget })
  }
}
