import EncoderTasks
import Foundation
import Layers
import Tensors
import Text

// MARK: - Learning the language

/// Trains an encoder to guess hidden words of the novels.
struct Pretraining {
  let text: EncoderText
  let configuration: EncoderConfiguration

  /// Trains `encoder`; all encoders of one seed read the same windows with the same words hidden.
  ///
  /// - Parameter report: receives the share done and the loss; may throw to end it.
  func train(
    _ encoder: Transformer, seed: UInt64, report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws {
    let sampler = try BatchSampler(
      documents: text.novels, contextLength: configuration.model.contextLength,
      batchSize: configuration.windows)
    let optimizer = AdamW(encoder.parameters, configuration.optimizer)
    let schedule = Schedule.triangle(
      peak: configuration.pretrainingRate, summit: 0.5, steps: configuration.pretrainingSteps)
    var generator = SeededGenerator(seed: seed)
    for step in 0..<configuration.pretrainingSteps {
      let batch = MaskedBatch(
        sampler.batch(using: &generator), maskToken: text.maskToken, using: &generator)
      let tape = Tape()
      let loss = encoder.loss(
        batch.tokens, labels: batch.labels, sequences: batch.size, on: tape)
      tape.backward()
      optimizer.step(learningRate: schedule.rate(at: step))
      try report(Double(step + 1) / Double(configuration.pretrainingSteps), loss)
    }
  }

  /// The mean loss on the novel that was held out, with the same words hidden for every encoder.
  func heldOutLoss(of encoder: Transformer) throws -> Double {
    let sampler = try BatchSampler(
      documents: [text.heldOut], contextLength: configuration.model.contextLength,
      batchSize: configuration.windows)
    var generator = SeededGenerator(seed: 0)
    let losses = (0..<configuration.heldOutBatches).map { _ in
      let batch = MaskedBatch(
        sampler.batch(using: &generator), maskToken: text.maskToken, using: &generator)
      return Double(encoder.loss(batch.tokens, labels: batch.labels, sequences: batch.size))
    }
    return losses.reduce(0, +) / Double(losses.count)
  }
}
