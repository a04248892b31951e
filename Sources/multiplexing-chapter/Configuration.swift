import ChapterCommand
import Layers
import Multiplexing

// MARK: - Settings

/// All that decides a run.
struct Configuration: Codable, Sendable {
  /// The encoders that are compared; the first is what the others are held against.
  var contenders: [Contender]
  /// Which of them learn which task, and for how long.
  var tasks: [TaskPlan]
  /// The novel that is held out, and how many of the others are read.
  var heldOut = "Northanger Abbey"
  var novels = 5
  /// The tokens of the vocabulary, and of the longest text; longer ones are cut.
  var vocabularySize = 1024
  var longest = 48
  /// The rows in which a symbol may recur, to learn from.
  var rows = 16_000
  /// How many of a task's texts judge, at the most.
  var judging = Int.max
  /// How often answers are asked for again, with other partners.
  var partners = 5
  /// How the encoders are timed.
  var race: RaceConfiguration
  /// The encoder that is looked into.
  var shown = "n4"
  /// Those before which requests queue.
  var queued = ["n1", "n2", "n5"]
}

/// Which contenders learn a task.
struct TaskPlan: Codable, Sendable {
  /// The task's name.
  let task: String
  /// The contenders' names; the first is the control.
  let contenders: [String]
  /// The steps of a contender whose effort is 1.
  let steps: Int
}

// MARK: - The contenders

/// An encoder, and how it learns.
struct Contender: Codable, Hashable, Sendable {
  /// The stage between warming up and fine-tuning, if there is any.
  enum Pretraining: String, Codable, Sendable { case none, masked, replaced }

  /// In kebab-case, as in `contextual-n2`.
  let name: String
  /// N; 1 is not multiplexed at all.
  var groupSize = 1
  var layers: Int
  var width: Int
  var multiplexing = MultiplexedEncoder.Configuration.Multiplexing.hadamard
  var keys = MultiplexedEncoder.Configuration.Keys.signs
  /// How many times the task's steps it takes, warming up included. A step has equally many texts
  /// for all, and so is shorter where N is larger or where there are fewer layers: the training of
  /// all takes about equally long.
  var effort = 1.0
  /// Steps of warming up; they are among those of its effort.
  var warmUpSteps = 0
  var retrievalWeight: Float = 0.1
  var pretraining = Pretraining.none
  /// Steps before fine-tuning, which come on top.
  var pretrainingSteps = 0

  /// The shape; positions are rotary.
  func configuration(vocabularySize: Int, contextLength: Int) -> MultiplexedEncoder.Configuration {
    var backbone = TransformerConfiguration.gpt(
      vocabularySize: vocabularySize, contextLength: contextLength, layerCount: layers,
      width: width, headWidth: 32)
    backbone.positions = .rotary
    guard groupSize > 1 else { return .unmultiplexed(backbone) }
    var configuration = MultiplexedEncoder.Configuration(backbone, groupSize: groupSize)
    (configuration.multiplexing, configuration.keys) = (multiplexing, keys)
    return configuration
  }
}

// MARK: - Who is compared

extension Contender {
  /// Layers and width.
  typealias Shape = (layers: Int, width: Int)

  /// Encoders that differ by N alone, and others that differ in one thing more.
  static func all(
    _ shape: Shape, small: Shape, large: Shape, warmUpSteps: Int, pretrainingSteps: Int
  ) -> [Contender] {
    func contender(
      _ name: String, _ groupSize: Int, change: (inout Contender) -> Void = { _ in }
    ) -> Contender {
      var contender = Contender(
        name: name, groupSize: groupSize, layers: shape.layers, width: shape.width)
      contender.effort = Double(min(4, groupSize))
      contender.warmUpSteps = groupSize > 1 ? warmUpSteps : 0
      change(&contender)
      return contender
    }
    func pretrained(_ name: String, _ groupSize: Int, _ kind: Pretraining) -> Contender {
      contender(name, groupSize) { ($0.pretraining, $0.pretrainingSteps) = (kind, pretrainingSteps) }
    }
    let shallow = Set([2, 3, 6].map { max(1, shape.layers / $0) }).sorted(by: >).map { layers in
      // A smaller encoder learns for as long, and so from more texts.
      contender("layers-\(layers)", 1) {
        ($0.layers, $0.effort) = (layers, min(4, Double(shape.layers) / Double(layers)))
      }
    }
    let contextual = [2, 5].map { size in
      contender("contextual-n\(size)", size) { $0.multiplexing = .contextual }
    }
    let sizes = [("small", small), ("large", large)].flatMap { name, shape in
      [1, 2].map { size in
        contender("\(name)-n\(size)", size) { ($0.layers, $0.width) = shape }
      }
    }
    return [1, 2, 4, 5, 8, 10].map { contender("n\($0)", $0) } + shallow + contextual + sizes + [
      contender("gaussian-n4", 4) { $0.keys = .gaussian },
      contender("unwarmed-n4", 4) { $0.warmUpSteps = 0 },
      contender("unkept-n4", 4) { $0.retrievalWeight = 0 },
      pretrained("masked-n1", 1, .masked), pretrained("masked-n4", 4, .masked),
      pretrained("replaced-n4", 4, .replaced),
    ]
  }
}

// MARK: - Presets

extension MultiplexingChapter {
  static func configuration(for preset: Preset) -> Configuration {
    switch preset {
    case .smoke: .smoke
    case .quick: .quick
    case .book: .book
    }
  }
}

extension Configuration {
  /// Who is timed: all that differ in shape, and the encoders of the speed-up that is claimed.
  private static func race(_ contenders: [Contender], rounds: Int) -> RaceConfiguration {
    let timed = contenders.filter {
      $0.isOfTheFrontier || $0.name.hasPrefix("contextual") || $0.name.hasPrefix("layers")
    }
    return RaceConfiguration(contenders: timed, rounds: rounds)
  }

  private static let few = ["n1", "n2", "n4"]

  /// Whether everything works.
  static let smoke: Configuration = {
    let all = Contender.all(
      (2, 32), small: (1, 32), large: (2, 64), warmUpSteps: 2, pretrainingSteps: 2)
    let names = all.map(\.name)
    var configuration = Configuration(
      contenders: all,
      tasks: [
        TaskPlan(task: "glosses", contenders: names, steps: 2),
        TaskPlan(task: "supplied", contenders: few, steps: 2),
        TaskPlan(task: "recurrence", contenders: few, steps: 2),
      ], race: race(all, rounds: 2))
    (configuration.novels, configuration.vocabularySize) = (1, 512)
    (configuration.rows, configuration.judging, configuration.partners) = (320, 80, 2)
    configuration.race.batches = [1, 16]
    return configuration
  }()

  /// What a minute allows.
  static let quick: Configuration = {
    let all = Contender.all(
      (2, 64), small: (1, 64), large: (3, 64), warmUpSteps: 100, pretrainingSteps: 0)
    var configuration = Configuration(
      contenders: all,
      tasks: [
        TaskPlan(
          task: "glosses", contenders: [
            "n1", "n2", "n4", "n5", "n8", "layers-1", "small-n1", "small-n2", "large-n1", "large-n2",
          ], steps: 200),
        TaskPlan(task: "supplied", contenders: few, steps: 150),
        TaskPlan(task: "recurrence", contenders: few, steps: 150),
      ], race: race(all, rounds: 5))
    (configuration.judging, configuration.partners) = (800, 2)
    return configuration
  }()

  /// What the book publishes.
  static let book: Configuration = {
    let all = Contender.all(
      (6, 128), small: (4, 64), large: (8, 192), warmUpSteps: 300, pretrainingSteps: 1_000)
    return Configuration(
      contenders: all,
      tasks: [
        TaskPlan(task: "glosses", contenders: all.map(\.name), steps: 1_700),
        TaskPlan(task: "supplied", contenders: ["n1", "n2", "n4", "n8"], steps: 1_000),
        TaskPlan(task: "recurrence", contenders: few, steps: 1_500),
        TaskPlan(task: "questions", contenders: few, steps: 800),
        TaskPlan(task: "films", contenders: few, steps: 800),
      ], race: race(all, rounds: 15))
  }()
}
