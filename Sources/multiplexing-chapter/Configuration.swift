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
  /// The novel that is held out, and how many of the others the tokenizer learns from.
  var heldOut = "Northanger Abbey"
  var novels = 5
  /// The tokens of the vocabulary, and of the longest text; longer ones are cut.
  var vocabularySize = 1024
  var longest = 32
  /// The tokens of the longest verse.
  var longestVerse = 48
  /// The rows in which a symbol may recur, to learn from.
  var rows = 40_000
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
  /// The contenders' names.
  let contenders: [String]
  /// The steps of a contender whose effort is 1.
  let steps: Int
  /// The number of seeds, if not all.
  var seeds = Int.max
}

// MARK: - The contenders

/// An encoder, and how it learns.
struct Contender: Codable, Hashable, Sendable {
  /// The stage between warming up and fine-tuning, if there is any.
  enum Pretraining: String, Codable, Sendable { case none, masked, replaced }

  /// Why it is there: it differs from the first by N alone; it is one of fewer layers that reads one
  /// text at a time; it has another size; one more thing is changed.
  enum Role: String, Codable, Sendable { case frontier, shallow, size, variant }

  /// In kebab-case, as in `contextual-n2`.
  let name: String
  let role: Role
  /// N; 1 is not multiplexed at all.
  var groupSize = 1
  var layers: Int
  var width: Int
  var multiplexing = MultiplexedEncoder.Configuration.Multiplexing.hadamard
  var keys = MultiplexedEncoder.Configuration.Keys.signs
  /// How many times the task's steps it takes, warming up included. A step has equally many texts
  /// for all, and so is cheaper where N is larger or where there are fewer layers: the training of
  /// all costs about as many multiply-adds.
  var effort = 1.0
  /// Steps of warming up; they are among those of its effort.
  var warmUpSteps = 0
  /// The highest rate of fine-tuning: a choice for each kind of encoder, which variants exchange.
  var rate: Float = 3e-3
  var retrievalWeight: Float = 0.1
  /// The share of fine-tuning's steps in which a text stands in all slots.
  var ensembleShare: Float = 0.1
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

  /// An encoder without multiplexing, encoders that differ from each other by N, and others in which
  /// one thing more is changed.
  ///
  /// - Parameter warmUpSteps: Steps of warming up for each text beyond the first in a pass: the more
  ///   texts, the longer until the tokens of each can be told apart.
  static func all(
    _ shape: Shape, small: Shape, large: Shape, warmUpSteps: Int, pretrainingSteps: Int
  ) -> [Contender] {
    func contender(
      _ name: String, _ groupSize: Int, _ role: Role = .variant, reference: Shape? = nil,
      change: (inout Contender) -> Void = { _ in }
    ) -> Contender {
      var contender = Contender(
        name: name, role: role, groupSize: groupSize, layers: shape.layers, width: shape.width)
      contender.warmUpSteps = warmUpSteps * (groupSize - 1)
      contender.rate = groupSize > 1 ? 3e-3 : 1e-3
      change(&contender)
      contender.effort = contender.steps(forThoseOf: reference ?? shape)
      return contender
    }
    func pretrained(_ name: String, _ groupSize: Int, _ kind: Pretraining) -> Contender {
      contender(name, groupSize) {
        ($0.pretraining, $0.pretrainingSteps) = (kind, pretrainingSteps)
      }
    }
    let shallow = Set([2, 3, 6].map { max(1, shape.layers / $0) }).sorted(by: >).map { layers in
      contender("layers-\(layers)", 1, .shallow) { $0.layers = layers }
    }
    let contextual = [2, 5].map { size in
      contender("contextual-n\(size)", size) { $0.multiplexing = .contextual }
    }
    let sizes = [("small", small), ("large", large)].flatMap { name, shape in
      [1, 2].map { size in
        contender("\(name)-n\(size)", size, .size, reference: shape) {
          ($0.layers, $0.width) = shape
        }
      }
    }
    return [1, 2, 4, 5, 8, 10].map { contender("n\($0)", $0, .frontier) } + shallow + contextual
      + sizes + [
        contender("gaussian-n4", 4) { $0.keys = .gaussian },
        contender("unwarmed-n4", 4) { $0.warmUpSteps = 0 },
        contender("unkept-n4", 4) { $0.retrievalWeight = 0 },
        contender("high-rate-n1", 1) { $0.rate = 3e-3 },
        contender("high-rate-layers", 1) {
          ($0.layers, $0.rate) = (max(1, shape.layers / 2), 3e-3)
        },
        contender("low-rate-n2", 2) { $0.rate = 1e-3 },
        contender("strangers-n5", 5) { $0.ensembleShare = 0 },
        pretrained("masked-n1", 1, .masked), pretrained("masked-n4", 4, .masked),
        pretrained("replaced-n4", 4, .replaced),
      ]
  }
}

extension Contender {
  /// How many steps cost what one step of an unmultiplexed encoder of another shape does, by the
  /// count of a pass and, where there is one, of the retrieval loss: the second layer of the
  /// demultiplexer and the choice among all tokens, once for each position of a mix.
  private func steps(forThoseOf shape: Shape) -> Double {
    let (tokens, vocabulary) = (32, 1024)
    let reference = Contender(name: "n1", role: .frontier, layers: shape.layers, width: shape.width)
    func cost(_ contender: Contender) -> Double {
      let configuration = contender.configuration(
        vocabularySize: vocabulary, contextLength: tokens)
      let width = contender.width
      let retrieval =
        contender.groupSize > 1 && contender.retrievalWeight > 0
        ? tokens * width * (width + vocabulary) : 0
      let pass = configuration.multiplyAdds(groups: 1, tokens: tokens)
      return Double(pass + retrieval) / Double(contender.groupSize)
    }
    return cost(reference) / cost(self)
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
      $0.role == .frontier || $0.role == .shallow || $0.multiplexing == .contextual
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
          task: "glosses",
          contenders: [
            "n1", "n2", "n4", "n5", "n8", "layers-1", "small-n1", "small-n2", "large-n1",
            "large-n2",
          ], steps: 600),
        TaskPlan(task: "supplied", contenders: few, steps: 200),
        TaskPlan(task: "recurrence", contenders: few, steps: 600),
      ], race: race(all, rounds: 5))
    (configuration.judging, configuration.partners) = (800, 2)
    return configuration
  }()

  /// What the book publishes.
  static let book: Configuration = {
    let all = Contender.all(
      (6, 96), small: (4, 64), large: (6, 128), warmUpSteps: 200, pretrainingSteps: 1_000)
    let once = [
      "contextual-n5", "high-rate-n1", "high-rate-layers", "low-rate-n2", "strangers-n5",
      "masked-n1", "masked-n4", "replaced-n4",
    ]
    return Configuration(
      contenders: all,
      tasks: [
        TaskPlan(
          task: "glosses", contenders: all.map(\.name).filter { !once.contains($0) },
          steps: 1_200),
        TaskPlan(task: "glosses", contenders: once, steps: 1_200, seeds: 1),
        TaskPlan(task: "supplied", contenders: ["n1", "n2", "n4", "n8"], steps: 700),
        TaskPlan(task: "supplied", contenders: ["masked-n1"], steps: 700, seeds: 1),
        TaskPlan(task: "recurrence", contenders: few, steps: 2_400),
        TaskPlan(task: "questions", contenders: few, steps: 600),
        TaskPlan(task: "films", contenders: few, steps: 600),
      ], race: race(all, rounds: 15))
  }()
}
