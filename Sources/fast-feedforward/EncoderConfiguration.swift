import Layers

// MARK: - Settings of the encoders

/// What all encoders have in common: shape, texts and steps.
struct EncoderConfiguration: Codable, Sendable {
  /// The shape, whose feedforward layers are the widest dense ones.
  var model: TransformerConfiguration
  /// Windows of the novels in a step of learning the language.
  var windows = 16
  var pretrainingSteps: Int
  var pretrainingRate: Float = 2e-3
  /// Batches of the held-out novel by which guessing is judged.
  var heldOutBatches = 20
  /// Glosses in a step of learning the classes.
  var glosses = 32
  var epochs: Int
  var fineTuningRate: Float = 1e-3
  var optimizer = AdamW.Configuration()
}
