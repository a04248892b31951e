import ChapterCommand
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

extension Notebook {
  /// A model that was trained from nothing in a step of its own; its losses are drawn for the first
  /// seed.
  func trained(
    _ name: String, _ model: TransformerConfiguration, _ training: Pretraining, seed: UInt64,
    on page: Page,
    drawing batch: (inout SeededGenerator) -> (inputs: [Int32], labels: [Int32], texts: Int)
  ) throws -> Base {
    let file = try scratch(name).appendingPathComponent("model.safetensors")
    let result = try step(name) { progress in
      try training.train(model, seed: seed, keeping: file, drawing: batch) { share, loss in
        progress.update(share, "loss \(Figure.text(Double(loss)))")
        try checkInterruption()
      }
    }
    page.print("seed \(seed): weights \(result.weights.prefix(16))")
    if seed == self.seed {
      page.draw(
        Plot(
          "The loss by steps", x: Axis("steps"), y: Axis("loss", unit: "nats"),
          series: [Series("loss", result.losses.map { .init($0[0], $0[1]) })]))
    }
    return Base(seed: seed, model, in: file)
  }
}
