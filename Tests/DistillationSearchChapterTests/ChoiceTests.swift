import DistillationSearch
import Testing

@testable import distillation_search

// MARK: - Whom a budget picks

@Suite struct ChoiceTests {
  /// A table made up by a formula, the teacher among it: larger students lose less, and take longer.
  private let table: TrialTable = {
    let book = Configuration.book
    func row(_ shape: StudentShape) -> TrialTable.Row {
      let work = shape.multiplyAdds(tokens: book.tokens)
      return TrialTable.Row(
        shape: shape, losses: [2 / Double(work).squareRoot().squareRoot()],
        latency: 1e-9 * Double(work), multiplyAdds: work)
    }
    return TrialTable(
      book.space, tokens: book.tokens, seeds: [1], teacherWeights: "none",
      teacher: row(book.teacherShape), rows: book.space.students.map(row))
  }()

  @Test func `three budgets are kept, with something to spare, by three students`() {
    let choices = DistillationSearchChapter.choices(table, .book, 1)
    #expect(choices.map(\.chooser) == [.found, .found, .found, .handPicked, .matched])
    #expect(choices.dropLast().map(\.speedUp) == [4, 7, 14, 7])
    for choice in choices.dropLast() {
      let budget = table.teacher.latency / choice.speedUp
      #expect(
        latency(choice) <= Configuration.book.usedShare * budget && latency(choice) > 0.6 * budget)
    }
    #expect(Set(choices[..<3].map(\.shape)).count == 3)
  }

  @Test func `against habit a student is found that takes no longer`() {
    let choices = DistillationSearchChapter.choices(table, .book, 1)
    let (handPicked, matched) = (choices[3], choices[4])
    #expect(latency(matched) <= latency(handPicked))
    #expect(latency(matched) > 0.6 * latency(handPicked))
    #expect(matched.speedUp == table.teacher.latency / latency(handPicked))
  }

  private func latency(_ choice: Choice) -> Double {
    table.rows.first { $0.shape == choice.shape }!.latency
  }

  @Test func `habit picks the largest of usual proportions`() {
    // 96 elements have no three heads in this space: two wider ones are taken.
    #expect(table.handPicked(within: table.teacher.latency / 4).name == "l2-w96-h2-f384")
    let smallest = table.rows.min { $0.latency < $1.latency }!.shape
    #expect(table.handPicked(within: 0) == smallest)
    for row in table.rows where row.shape.feedForwardWidth == 4 * row.shape.width {
      let picked = table.handPicked(within: row.latency)
      #expect(picked.feedForwardWidth == 4 * picked.width)
      #expect(picked.width >= 32 * picked.heads)
    }
  }

  @Test func `a search among trials is the search in their table`() {
    let (configuration, budget) = (Configuration.book, table.teacher.latency / 7)
    var asked: [Int] = []
    let trace = ControlledSearch.trace(in: table.space, configuration, 3) { students in
      asked += students
      return students.map {
        table.reward($0, .hard(budget: budget), .measured, seeds: [0])
      }
    }
    #expect(asked == trace.students && asked.count == configuration.trials)
    let best = table.rows[trace.best(of: asked.count)].shape
    #expect(table.found(within: budget, configuration, 3) == best)
  }
}
