import ChapterCommand
import DistillationSearch
import Layers

// MARK: - Settings

/// All that decides a run.
struct Configuration: Codable, Sendable {
  /// The verses, as the manifest calls them.
  var corpus = "gospels"
  /// The tokens of the vocabulary, and of the longest verse; longer ones are cut.
  var vocabularySize = 1024
  var longest = 64
  /// The teacher, and how it learns.
  var teacher: TeacherPlan
  /// Among whom a student is chosen.
  var space: SearchSpace
  /// How a student is tried: a short distillation by the same lessons for all.
  var proxy: ProxyPlan
  /// How students are taught that are compared with each other, and how those that a budget picks.
  var lessons, finalLessons: LessonPlan
  /// What of their teacher students imitate, where not that is what is compared.
  var objective = Objective.states(.last)
  /// The verses of a student's step.
  var batchSize = 16
  /// The share of a verse's tokens that are to be guessed.
  var hiddenShare: Float = 0.3
  /// How often each student is tried, from as many seeds.
  var seedsOfTable = 1
  /// The trials of a search.
  var trials = 60
  /// How many students are alive in evolution.
  var populationSize = 16
  /// From how many seeds each search is repeated in the table.
  var replays = 50
  /// The budgets: so many times as fast as the teacher.
  var speedUps = [4.0, 7, 14]
  /// The one of them that the paper reaches, and that most is told of.
  var mainSpeedUp = 7.0
  /// The share of a budget that a search may use up: a student that is timed again is seldom slower
  /// than before, by its teacher's time, by more than the rest.
  var usedShare = 0.9
  /// The student by which objectives are compared: fixed before any search, and of several layers,
  /// since for one layer all mappings are the same.
  var taughtShape = StudentShape(layers: 3, width: 64, heads: 2, feedForwardWidth: 256)
  /// Into how many heads relations are divided.
  var relationHeads = 4
  /// How many students are taught for longer to see whether trials told the truth: of all, and of
  /// those within the main budget.
  var compared: Int
  /// How latency is measured: the tokens of the one text, and how often it is read.
  var tokens = 32
  var rounds: Int
}

/// A teacher and how it learns.
struct TeacherPlan: Codable, Sendable {
  var layers: Int
  var width: Int
  /// The verses of a step.
  var batchSize = 16
  /// The share of steps in which translations are to be found, too.
  var rankedShare: Float = 0.35
  var training: Training
}

/// How a student is tried.
struct ProxyPlan: Codable, Sendable {
  /// The batches of verses of which the lessons are, over and over.
  var lessons: Int
  /// Those that judge.
  var judging = 16
  var training: Training
}

/// How a student is taught: to imitate, and then to guess as well.
struct LessonPlan: Codable, Sendable {
  var imitating: Training
  var guessing: Training
  /// How much guessing weighs beside imitating.
  var guessingWeight: Float = 0.14
}

// MARK: - Presets

extension Configuration {
  /// Whether everything works.
  static let smoke: Configuration = {
    var configuration = Configuration(
      teacher: TeacherPlan(layers: 2, width: 32, training: Training(steps: 4, rate: 2e-3)),
      space: SearchSpace(
        layers: [1, 2], widths: [16, 32], heads: [1, 2], feedForwardWidths: [32, 64]),
      proxy: ProxyPlan(lessons: 2, judging: 1, training: Training(steps: 2, rate: 2e-3)),
      lessons: LessonPlan(
        imitating: Training(steps: 2, rate: 2e-3), guessing: Training(steps: 2, rate: 2e-3)),
      finalLessons: LessonPlan(
        imitating: Training(steps: 3, rate: 2e-3), guessing: Training(steps: 3, rate: 2e-3)),
      compared: 3, rounds: 3)
    (configuration.vocabularySize, configuration.trials, configuration.replays) = (512, 6, 3)
    configuration.populationSize = 3
    configuration.taughtShape = StudentShape(
      layers: 2, width: 32, heads: 1, feedForwardWidth: 64)
    return configuration
  }()

  /// What a minute allows.
  static let quick: Configuration = {
    var configuration = Configuration(
      teacher: TeacherPlan(
        layers: 4, width: 96, batchSize: 32, training: Training(steps: 500, rate: 3e-3)),
      space: SearchSpace(
        layers: [1, 2, 3], widths: [32, 48, 64], heads: [1, 2], feedForwardWidths: [64, 96, 128]),
      proxy: ProxyPlan(lessons: 12, training: Training(steps: 24, rate: 3e-3)),
      lessons: LessonPlan(
        imitating: Training(steps: 80, rate: 3e-3), guessing: Training(steps: 40, rate: 2e-3)),
      finalLessons: LessonPlan(
        imitating: Training(steps: 160, rate: 3e-3), guessing: Training(steps: 80, rate: 2e-3)),
      compared: 4, rounds: 5)
    (configuration.trials, configuration.populationSize) = (12, 4)
    configuration.taughtShape.feedForwardWidth = 128
    return configuration
  }()

  /// What the book publishes.
  static let book: Configuration = {
    var configuration = Configuration(
      corpus: "new-testament",
      teacher: TeacherPlan(
        layers: 6, width: 128, batchSize: 32, training: Training(steps: 4_000, rate: 2.5e-3)),
      space: SearchSpace(
        layers: [1, 2, 3, 4, 6], widths: [48, 64, 96, 128], heads: [1, 2, 4],
        feedForwardWidths: [64, 96, 128, 192, 256, 384, 512]),
      proxy: ProxyPlan(lessons: 100, training: Training(steps: 300, rate: 2e-3)),
      lessons: LessonPlan(
        imitating: Training(steps: 800, rate: 4e-3),
        guessing: Training(steps: 400, rate: 2.5e-3)),
      finalLessons: LessonPlan(
        imitating: Training(steps: 4_500, rate: 4e-3),
        guessing: Training(steps: 4_500, rate: 2.5e-3)),
      compared: 8, rounds: 31)
    configuration.seedsOfTable = 2
    return configuration
  }()

  /// How students are taught: to the end, or only so long that they can be compared.
  func lessons(toTheEnd: Bool) -> LessonPlan { toTheEnd ? finalLessons : lessons }
}

extension DistillationSearchChapter {
  static func configuration(for preset: Preset) -> Configuration {
    switch preset {
    case .smoke: .smoke
    case .quick: .quick
    case .book: .book
    }
  }
}
