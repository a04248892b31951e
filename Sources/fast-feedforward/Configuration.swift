import ChapterCommand
import FastFeedforward
import Layers

// MARK: - Settings

/// All that decides a run.
struct Configuration: Codable, Sendable {
  /// How one layer is timed.
  var race: RaceConfiguration
  /// How a whole encoder is.
  var speed: EncoderSpeed.Configuration
  /// The region task, and the one that is drawn.
  var region = RegionConfiguration()
  var plane = LearnedMap.Configuration()
  /// The novel that judges guesses, and how many of the others are read.
  var heldOut = "Northanger Abbey"
  var novels = 5
  /// Tasks whose texts are not committed: learned if they were fetched.
  var fetched = ["questions", "films"]
  /// What all encoders have in common.
  var encoder: EncoderConfiguration
  /// The encoders that are compared; the first is what the others are held against.
  var contenders: [Contender] = Contender.all
  /// Trees that were tried, from one seed each.
  var variations: [Contender] = Contender.variations
}

// MARK: - Settings of the encoders

/// Shape, texts and steps of an encoder.
struct EncoderConfiguration: Codable, Sendable {
  /// The shape, but for the feedforward layers.
  var model: TransformerConfiguration
  /// What attention's weights are multiplied by at the start.
  var attentionScale: Float = 3
  /// Windows of the novels in a step of learning the language.
  var windows = 16
  var pretrainingSteps = 0
  var pretrainingRate: Float = 4e-3
  /// Batches of the held-out novel by which guesses are judged.
  var heldOutBatches = 40
  /// Texts in a step of learning the classes, and how often each is seen.
  var examples = 32
  var epochs = 1
  var fineTuningRate: Float = 1e-3
  /// Passages from which the order of words is learned.
  var passages = 20_000
  /// How many of a task's texts are learned from, and judged by, at the most.
  var trainingExamples = Int.max
  var judgingExamples = Int.max
  var optimizer = AdamW.Configuration()

  /// BERT's shape with norms before each part, as UltraFastBERT has it: no biases, no dropout.
  /// Positions are rotary.
  init(vocabularySize: Int, contextLength: Int, layerCount: Int, width: Int) {
    model = .gpt(
      vocabularySize: vocabularySize, contextLength: contextLength, layerCount: layerCount,
      width: width, headWidth: 32)
    (model.isCausal, model.hasBias, model.positions) = (false, false, .rotary)
    optimizer.weightDecay = 0
  }
}

// MARK: - The contenders

extension Contender {
  /// A dense layer of 504 units; trees with as many; and controls.
  static let all = [
    Contender(name: "dense", layer: .dense(504), outputScale: 1),
    Contender(name: "none", layer: .none),
    Contender(name: "dense-equal-cost", layer: .dense(48), outputScale: 1),
    Contender(name: "one-tree", layer: trees(1, 8)),
    Contender(name: "trees", layer: trees(8, 5, balance: 0.1)),
  ]

  /// What else eight trees of depth 5 could be: as they are in the paper, step by step.
  static let variations = [
    Contender(name: "trees-as-published", layer: trees(8, 5), outputScale: 1),
    Contender(name: "trees-unbalanced", layer: trees(8, 5)),
    Contender(name: "trees-shallower", layer: trees(16, 4, balance: 0.1)),
    Contender(name: "trees-with-master", layer: trees(8, 5, balance: 0.1, master: 16)),
  ]

  private static func trees(
    _ count: Int, _ depth: Int, balance: Float = 0, master: Int = 0
  ) -> EncoderLayer {
    var trees = FeedforwardTrees.Configuration(width: 64, treeCount: count, depth: depth)
    (trees.balanceWeight, trees.masterWidth) = (balance, master)
    return .trees(trees)
  }

  /// Whether it has no trees.
  var isControl: Bool {
    if case .trees = layer { false } else { true }
  }
}

// MARK: - Presets

extension FastFeedforwardChapter {
  static func configuration(for preset: Preset) -> Configuration {
    switch preset {
    case .smoke: .smoke
    case .quick: .quick
    case .book: .book
    }
  }
}

extension Configuration {
  /// Whether everything works.
  static let smoke: Configuration = {
    var encoder = EncoderConfiguration(
      vocabularySize: 512, contextLength: 64, layerCount: 1, width: 64)
    (encoder.pretrainingSteps, encoder.heldOutBatches) = (10, 2)
    (encoder.trainingExamples, encoder.judgingExamples, encoder.passages) = (320, 200, 800)
    var configuration = Configuration(
      race: RaceConfiguration(
        rotatingLayers: 2, batches: [1, 128], depths: [2, 4], rounds: 2, turn: 1e-3),
      speed: .init(layerCount: 1, width: 128, rounds: 2), novels: 1, encoder: encoder)
    configuration.region.training.steps = 10
    configuration.plane.training.steps = 10
    return configuration
  }()

  /// What a minute allows.
  static let quick: Configuration = {
    var encoder = EncoderConfiguration(
      vocabularySize: 1024, contextLength: 64, layerCount: 1, width: 64)
    (encoder.pretrainingSteps, encoder.epochs, encoder.trainingExamples) = (500, 2, 4_096)
    encoder.judgingExamples = 1_000
    var configuration = Configuration(
      race: RaceConfiguration(rotatingLayers: 4, depths: [3, 6, 9, 12], rounds: 7),
      speed: .init(layerCount: 2, rounds: 5), encoder: encoder)
    configuration.region.training.steps = 300
    configuration.variations = [Contender.variations[1]]
    configuration.fetched = []
    configuration.plane.training.steps = 500
    return configuration
  }()

  /// What the book publishes.
  static let book: Configuration = {
    var encoder = EncoderConfiguration(
      vocabularySize: 1024, contextLength: 64, layerCount: 1, width: 64)
    (encoder.pretrainingSteps, encoder.epochs, encoder.passages) = (6_000, 3, 30_000)
    return Configuration(
      race: RaceConfiguration(rotatingLayers: 16, racesLarge: true, rounds: 21),
      speed: .init(layerCount: 4, rounds: 21), encoder: encoder)
  }()
}
