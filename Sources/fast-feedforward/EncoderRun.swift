import ChapterEngine
import EncoderTasks
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
  /// For each task, the share of texts whose class was named, in percent: of those for choices, and
  /// of those that judge.
  let choices, accuracies: [String: Double]
  /// The digest of the weights.
  let weights: String
  /// Where the encoder is as it was before it learned classes.
  let pretrained: URL
}

// MARK: - One encoder from one seed

/// Learns the language, then each task's classes from there.
struct EncoderRun {
  let text: EncoderText
  let tasks: [SortingTask]
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
    var choices: [String: Double] = [:]
    var accuracies: [String: Double] = [:]
    for (number, task) in tasks.enumerated() {
      try Checkpoint.load(encoder.parameters, from: pretrained)
      let classifier = try classifier(encoder, of: task) { share, loss in
        try report(0.6 + 0.4 * (Double(number) + share) / Double(tasks.count), loss)
      }
      choices[task.name] = classifier.accuracy(on: judges(task.validation))
      accuracies[task.name] = classifier.accuracy(on: judges(task.test))
    }
    return EncoderResult(
      curve: curve, heldOutLoss: heldOutLoss, choices: choices, accuracies: accuracies,
      weights: encoder.parameters.digest.description, pretrained: pretrained)
  }

  private func classifier(
    _ encoder: Transformer, of task: SortingTask,
    report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws -> Classifier {
    var generator = SeededGenerator(seed: seed)
    let classifier = Classifier(encoder, classes: task.classes, using: &generator)
    let examples = Array(task.training.prefix(configuration.trainingExamples))
    try classifier.train(on: examples, configuration, seed: seed, report: report)
    return classifier
  }
}

extension EncoderRun {
  private func judges(_ examples: [Example]) -> [Example] {
    Array(examples.prefix(configuration.judgingExamples))
  }
}

extension Classifier {
  /// The share of texts whose class is named, in percent.
  func accuracy(on examples: [Example]) -> Double {
    100 * Double(isRight(on: examples).count { $0 }) / Double(examples.count)
  }
}
