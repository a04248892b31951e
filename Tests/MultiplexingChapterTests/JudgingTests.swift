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

  @Test
  func
    `the control is not multiplexed, and the others of the frontier differ by N, and warm up for as many steps a text more`()
    throws
  {
    #expect(all[0].name == "n1")
    let control = all[0].configuration(vocabularySize: 100, contextLength: 8)
    #expect(!control.isMultiplexed)
    for contender in all where contender.role == .frontier && contender.groupSize > 1 {
      var configuration = contender.configuration(vocabularySize: 100, contextLength: 8)
      #expect(configuration.isMultiplexed && configuration.groupSize == contender.groupSize)
      configuration.groupSize = 2
      #expect(
        configuration == (try named("n2")).configuration(vocabularySize: 100, contextLength: 8))
      #expect(contender.rate == (try named("n2")).rate)
      #expect(contender.warmUpSteps == 200 * (contender.groupSize - 1))
    }
  }

  @Test func `training costs all about as much, with the retrieval loss counted in`() throws {
    #expect(try named("n1").effort == 1)
    #expect(abs(try named("layers-3").effort - 2) < 1e-9)
    #expect(abs(try named("layers-1").effort - 6) < 1e-9)
    // Without that loss, a step of two in a pass is 1.92 times as cheap; it adds 32 · 96 (96 + 1024).
    let passes = try ["n1", "n2"].map {
      try named($0).configuration(vocabularySize: 1024, contextLength: 32)
        .multiplyAdds(groups: 1, tokens: 32)
    }
    let effort = 2 * Double(passes[0]) / Double(passes[1] + 32 * 96 * (96 + 1024))
    #expect(abs(try named("n2").effort - effort) < 1e-9)
    #expect(abs(try named("unkept-n4").effort - 3.75) < 0.01)
    // Other sizes are compared with their own kind.
    #expect(try named("small-n1").effort == 1)
    #expect(try named("large-n1").effort == 1)
  }

  @Test func `steps of warming up are among those of the effort, and one is always left`() throws {
    func total(_ name: String, steps: Int) throws -> Int {
      let task = Task(
        name: "some", unit: .instance, classes: 2, training: [], validation: [], test: [])
      return TaskRun(
        task: task, maskToken: 0, contender: try named(name), configuration: .book, steps: steps,
        seed: 1, isShown: false
      ).total
    }
    #expect(try total("n1", steps: 1_000) == 1_000)
    #expect(try total("layers-3", steps: 1_000) == 2_000)
    #expect(try total("masked-n1", steps: 1_000) == 2_000)
    #expect(try total("n2", steps: 2) == 201)
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

  @Test func `the book takes all seeds for each encoder that is no variant`() {
    let once = Configuration.book.tasks.filter { $0.seeds < 3 }.flatMap(\.contenders)
    for contender in Configuration.book.contenders where contender.role != .variant {
      #expect(!once.contains(contender.name))
    }
  }
}

// MARK: - The race

@Suite struct RaceTests {
  private let one = Contender(name: "n1", role: .frontier, layers: 1, width: 32)
  private let four = Contender(
    name: "n4", role: .frontier, groupSize: 4, layers: 1, width: 32)
  private var race: RaceConfiguration {
    var race = RaceConfiguration(contenders: [one, four], rounds: 2)
    (race.batches, race.physicalBatch) = ([1, 16], 16)
    return race
  }
  private let result = RaceResult(seconds: [
    "n1, 1": [1, 2], "n1, 16": [8, 10], "n4, 1": [2, 4], "n4, 16": [16, 16],
  ])

  @Test func `throughput is of instances, not of passes, round by round`() {
    #expect(result.ratios(of: four, to: one, race) == [2, 2.5])
    #expect(result.ratios(of: one, to: one, race) == [1, 1])
  }

  @Test func `at its best is by the batch with the most instances a second`() {
    let best = result.best(four, race)
    #expect(best.groups == 16 && best.rates == [4, 4])
    #expect(result.best(one, race).groups == 16)
  }
}
