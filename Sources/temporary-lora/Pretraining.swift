import ChapterEngine
import Evidence
import Foundation
import Layers
import Tensors

// MARK: - A language model's training

extension Pretraining {
  /// A model that was trained, as it is kept.
  struct Result: Codable, Sendable {
    /// Steps and losses.
    let losses: [[Double]]
    /// The digest of the weights.
    let weights: String
  }

  /// Trains a model from nothing on windows or pairs, and keeps it at `file`.
  ///
  /// - Parameter drawing: makes a batch: tokens, labels and how many texts.
  func train(
    _ configuration: TransformerConfiguration, seed: UInt64, keeping file: URL,
    drawing batch: (inout SeededGenerator) -> (inputs: [Int32], labels: [Int32], texts: Int),
    report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws -> Result {
    var generator = SeededGenerator(seed: seed)
    let model = try Transformer(configuration, using: &generator)
    let optimizer = AdamW(model.parameters)
    let schedule = Schedule.cosine(
      peak: rate, floor: rate / 30, warmUp: max(1, steps / 20), steps: steps)
    let interval = max(1, steps / 40)
    var (losses, sum): ([[Double]], Double) = ([], 0)
    for step in 1...steps {
      let batch = batch(&generator)
      let tape = Tape(dropoutSeed: generator.next())
      let loss = model.loss(
        batch.inputs, labels: batch.labels, sequences: batch.texts, on: tape)
      tape.backward()
      optimizer.step(learningRate: schedule.rate(at: step - 1))
      sum += Double(loss)
      if step % interval == 0 {
        losses.append([Double(step), sum / Double(interval)])
        sum = 0
      }
      try report(Double(step) / Double(steps), loss)
    }
    try model.save(to: file)
    return Result(losses: losses, weights: model.parameters.digest.description)
  }
}
