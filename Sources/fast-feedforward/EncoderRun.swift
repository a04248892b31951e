import Evidence
import Foundation
import Layers
import Tensors

// MARK: - What a run leaves

/// An encoder that has learned, and how it did.
struct EncoderResult: Codable {
  /// Points of the learning curve: steps, and the mean loss since the last point.
  let curve: [[Double]]
  /// The mean loss on hidden words of the held-out novel, in nats.
  let heldOutLoss: Double
  /// The share of glosses whose class was named, in percent.
  let validationAccuracy, accuracy: Double
  /// The digest of the weights.
  let weights: String
  /// Where the encoder is as it was before it learned classes, and after.
  let pretrained, fineTuned: URL
}

// MARK: - One encoder from one seed

/// Learns the language, then the classes.
struct EncoderRun {
  let text: EncoderText
  let configuration: EncoderConfiguration
  let contender: Contender
  let seed: UInt64

  /// Runs it; files go into `folder`.
  ///
  /// - Parameter report: receives the share done and the loss; may throw to end it.
  func result(
    in folder: URL, report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws -> EncoderResult {
    let pretrained = folder.appendingPathComponent("pretrained.safetensors")
    let fineTuned = folder.appendingPathComponent("fine-tuned.safetensors")
    let encoder = try configuration.encoder(contender, seed: seed)
    let pretraining = Pretraining(text: text, configuration: configuration)
    var curve: [[Double]] = []
    var losses: [Double] = []
    try pretraining.train(encoder, seed: seed) { share, loss in
      losses.append(Double(loss))
      if losses.count == max(1, configuration.pretrainingSteps / 20) {
        curve.append([share * Double(configuration.pretrainingSteps), losses.mean])
        losses = []
      }
      try report(0.6 * share, loss)
    }
    try Checkpoint.save(encoder.parameters, to: pretrained)
    let heldOutLoss = try pretraining.heldOutLoss(of: encoder)
    var generator = SeededGenerator(seed: seed)
    let classifier = Classifier(encoder, classes: text.classes.count, using: &generator)
    let limit = configuration.trainingGlosses
    try classifier.train(on: Array(text.training.prefix(limit)), configuration, seed: seed) {
      try report(0.6 + 0.4 * $0, $1)
    }
    try Checkpoint.save(encoder.parameters, to: fineTuned)
    return EncoderResult(
      curve: curve, heldOutLoss: heldOutLoss,
      validationAccuracy: classifier.accuracy(on: judges(text.validation)),
      accuracy: classifier.accuracy(on: judges(text.test)), weights: encoder.parameters.digest,
      pretrained: pretrained, fineTuned: fineTuned)
  }
}

extension EncoderRun {
  private func judges(_ glosses: [Gloss]) -> [Gloss] {
    Array(glosses.prefix(configuration.judgingGlosses))
  }
}

extension Classifier {
  /// The share of glosses whose class is named, in percent.
  func accuracy(on glosses: [Gloss]) -> Double {
    100 * Double(isRight(on: glosses).count { $0 }) / Double(glosses.count)
  }
}

extension ParameterStore {
  /// The digest of all elements: equal digests, equal bits.
  var digest: String {
    withValues { values in
      var digest = SHA256()
      digest.update(UnsafeRawBufferPointer(values))
      return digest.finalize().description
    }
  }
}
