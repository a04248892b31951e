import ChapterCommand
import Layers

// MARK: - Settings

/// All that decides a run.
struct Configuration: Codable, Sendable {
  /// The novel that is never trained on.
  var heldOut = "Northanger Abbey"
  /// How many of the other novels are.
  var novels = 5
  /// The model.
  var model: TransformerConfiguration
  /// Windows a step, each as long as the model's context.
  var batchSize = 8
  /// Steps of training.
  var steps: Int
  /// The learning rate over them.
  var schedule: Schedule
  /// How often the learning curve is measured, and on which share of the held-out novel.
  var curvePoints: Int
  var curveShare: Int
  /// Rounds of the speed test.
  var speedRounds: Int
  /// Tokens to write at the end.
  var generatedTokens = 160
}

// MARK: - Presets

extension Configuration {
  /// A model that does little more than prove that everything works.
  static let smoke: Configuration = {
    var model = TransformerConfiguration.llama(
      vocabularySize: 512, contextLength: 64, layerCount: 2, width: 64, headWidth: 32)
    model.dropout = 0.1
    return Configuration(
      novels: 1, model: model, steps: 150,
      schedule: .cosine(peak: 3e-3, floor: 3e-4, warmUp: 10, steps: 150), curvePoints: 3,
      curveShare: 16, speedRounds: 2, generatedTokens: 40)
  }()

  /// What a minute allows.
  static let quick: Configuration = {
    let model = TransformerConfiguration.llama(
      vocabularySize: 2048, contextLength: 128, layerCount: 4, width: 128, headWidth: 32)
    return Configuration(
      model: model, batchSize: 4, steps: 1_200,
      schedule: .cosine(peak: 3e-3, floor: 1e-4, warmUp: 60, steps: 1_200), curvePoints: 8,
      curveShare: 8, speedRounds: 9)
  }()

  /// What the book publishes.
  static let book: Configuration = {
    var model = TransformerConfiguration.llama(
      vocabularySize: 2048, contextLength: 128, layerCount: 4, width: 160, headWidth: 32)
    model.dropout = 0.1
    return Configuration(
      model: model, batchSize: 8, steps: 4_000,
      schedule: .cosine(peak: 3e-3, floor: 1e-4, warmUp: 200, steps: 4_000), curvePoints: 20,
      curveShare: 8, speedRounds: 41, generatedTokens: 240)
  }()
}

extension Foundations {
  static func configuration(for preset: Preset) -> Configuration {
    switch preset {
    case .smoke: .smoke
    case .quick: .quick
    case .book: .book
    }
  }
}
