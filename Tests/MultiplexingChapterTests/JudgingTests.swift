import ChapterCommand
import EncoderTasks
import Multiplexing
import Tensors
import Testing

@testable import multiplexing_chapter

// MARK: - Judging answers

@Suite struct JudgingTests {
  private func answer(_ slot: Int, _ scores: [[Float]]) -> Answer {
    Answer(slot: slot, scores: scores)
  }

  private func task(_ unit: MultiplexedClassifier.Unit) -> Task {
    Task(name: "some", unit: unit, classes: 2, training: [], validation: [], test: [])
  }

  @Test func `whole texts are judged by accuracy, all together and slot by slot`() {
    let examples = [0, 1, 1, 0].map { LabelledInstance(tokens: [5], labels: [$0]) }
    let answers = [
      answer(0, [[1, 0]]), answer(1, [[0, 1]]), answer(0, [[0, 1]]), answer(1, [[0, 1]]),
    ]
    let judged = task(.instance).judged(answers, to: examples, threshold: 0, slotCount: 2)
    #expect(judged.score == 75)
    #expect(judged.slots == [100, 50])
  }

  @Test func `words are judged by F1 above a threshold, and those without a label not at all`() {
    let examples = [
      LabelledInstance(tokens: [1, 2, 3], labels: [1, ignoredLabel, 0]),
      LabelledInstance(tokens: [4, 5], labels: [1, 0]),
    ]
    // By how much the rare class scores more: 2 (right), 9 (no label), 1 (wrong); 0.5 (right), −1.
    let answers = [
      answer(0, [[0, 2], [0, 9], [0, 1]]), answer(1, [[0, 0.5], [1, 0]]),
    ]
    func f1(_ threshold: Float) -> [Double] {
      let judged = task(.token)
        .judged(answers, to: examples, threshold: threshold, slotCount: 2)
      return [judged.score] + judged.slots
    }
    // Two found and one found wrongly: 2 · 2 / (2 · 2 + 1).
    #expect(f1(0) == [80, 200.0 / 3, 100])
    #expect(f1(1.5) == [200.0 / 3, 100, 0])
    #expect(f1(3) == [0, 0, 0])
  }

  @Test func `the threshold is the one with the best F1`() {
    let examples = [LabelledInstance(tokens: [1, 2, 3, 4], labels: [1, 0, 0, 1])]
    let answers = [answer(0, [[0, 3], [0, 1], [0, 1.5], [0, 2]])]
    let threshold = task(.token).bestThreshold(answers, to: examples)
    #expect((1.5..<2).contains(threshold))
    #expect(task(.instance).bestThreshold(answers, to: examples) == 0)
  }
}

// MARK: - The contenders

@Suite struct ContenderTests {
  private let all = Contender.all(
    (6, 96), small: (4, 64), large: (6, 128), warmUpSteps: 200, pretrainingSteps: 1_000)

  private func named(_ name: String) throws -> Contender {
    try #require(all.first { $0.name == name })
  }

  @Test func `the control is not multiplexed, and all others of the frontier differ by N alone`()
    throws
  {
    #expect(all[0].name == "n1")
    let control = all[0].configuration(vocabularySize: 100, contextLength: 8)
    #expect(!control.isMultiplexed)
    for contender in all where contender.isOfTheFrontier && contender.groupSize > 1 {
      var configuration = contender.configuration(vocabularySize: 100, contextLength: 8)
      #expect(configuration.isMultiplexed && configuration.groupSize == contender.groupSize)
      configuration.groupSize = 2
      #expect(
        configuration == (try named("n2")).configuration(vocabularySize: 100, contextLength: 8))
      #expect(contender.rate == (try named("n2")).rate)
    }
  }

  @Test func `training costs all about as much, unless a step is too cheap to be made so often`()
    throws
  {
    #expect(try named("n1").effort == 1)
    #expect(abs(try named("layers-3").effort - 2) < 1e-9)
    #expect(try named("layers-1").effort == 6)
    #expect(abs(try named("n2").effort - 1.92) < 0.01)
    #expect(abs(try named("n5").effort - 4.62) < 0.01)
    #expect(abs(try named("contextual-n5").effort - 1.84) < 0.01)
    // Other sizes are compared with their own kind.
    #expect(try named("small-n1").effort == 1)
    #expect(try named("large-n1").effort == 1)
  }

  @Test(arguments: Preset.allCases)
  func `whoever learns a task exists, and is listed once`(preset: Preset) {
    let configuration = MultiplexingChapter.configuration(for: preset)
    let names = Set(configuration.contenders.map(\.name))
    #expect(names.count == configuration.contenders.count)
    for task in Set(configuration.tasks.map(\.task)) {
      let learners = configuration.tasks.filter { $0.task == task }.flatMap(\.contenders)
      #expect(Set(learners).isSubset(of: names))
      #expect(Set(learners).count == learners.count)
      #expect(learners[0] == "n1")
    }
  }

  @Test func `the book takes three seeds for all that the frontier shows`() {
    let once = Configuration.book.tasks.filter { $0.seeds < 3 }.flatMap(\.contenders)
    #expect(Set(once).isDisjoint(with: ["n1", "n2", "n4", "n5", "n8", "n10", "layers-3"]))
  }
}
