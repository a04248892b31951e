import EncoderTasks
import Layers
import Tensors

// MARK: - Telling classes apart

/// An encoder with a linear layer above, which names the class of a example.
struct Classifier {
  let encoder: Transformer
  /// Parameters of the linear layer, apart from the encoder's.
  let head: Linear
  let headParameters = ParameterStore()

  init(
    _ encoder: Transformer, classes: Int, using generator: inout some RandomNumberGenerator
  ) {
    self.encoder = encoder
    head = Linear(
      inputWidth: encoder.configuration.width, outputWidth: classes,
      in: headParameters.scope["classes"], using: &generator)
  }

  /// A score for each class: the tokens' vectors are averaged, and the mean is judged.
  func scores(of examples: some Collection<Example>, on tape: Tape? = nil) -> Tensor {
    let lengths = examples.map(\.tokens.count)
    let longest = lengths.max() ?? 0
    let tokens = examples.flatMap { example in
      example.tokens + [Int32](repeating: 0, count: longest - example.tokens.count)
    }
    let hidden = encoder(tokens, sequences: examples.count, lengths: lengths, on: tape)
    let groups = lengths.enumerated().map { $0 * longest..<$0 * longest + $1 }
    return head(hidden.averagingRows(of: groups))
  }

  /// For each example, whether the class with the highest score is its own.
  func isRight(on examples: [Example], batchSize: Int = 64) -> [Bool] {
    // Glosses of about one length stand together, so that little is padded.
    let order = examples.indices.sorted { examples[$0].tokens.count < examples[$1].tokens.count }
    var result = [Bool](repeating: false, count: examples.count)
    for first in stride(from: 0, to: order.count, by: batchSize) {
      let batch = order[first..<min(first + batchSize, order.count)]
      let scores = self.scores(of: batch.map { examples[$0] })
      for (row, place) in batch.enumerated() {
        let row = Array(scores.elements[row * scores.width..<(row + 1) * scores.width])
        result[place] = indexOfMaximum(row) == Int(examples[place].label)
      }
    }
    return result
  }
}

// MARK: - Learning the classes

extension Classifier {
  /// Trains encoder and linear layer together; all encoders of one seed see the same batches.
  ///
  /// - Parameter report: receives the share done and the loss; may throw to end it.
  func train(
    on examples: [Example], _ configuration: EncoderConfiguration, seed: UInt64,
    report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws {
    let stores = [encoder.parameters, headParameters]
    let optimizers = stores.map { AdamW($0, configuration.optimizer) }
    let size = configuration.examples
    let steps = examples.count / size * configuration.epochs
    let schedule = Schedule.triangle(
      peak: configuration.fineTuningRate, summit: 0.2, steps: steps)
    var generator = SeededGenerator(seed: seed)
    var step = 0
    for _ in 0..<configuration.epochs {
      let order = examples.shuffled(using: &generator)
      for first in stride(from: 0, through: order.count - size, by: size) {
        let batch = order[first..<first + size]
        let tape = Tape()
        let loss = scores(of: batch, on: tape).crossEntropy(labels: batch.map(\.label))
        tape.backward()
        for optimizer in optimizers { optimizer.step(learningRate: schedule.rate(at: step)) }
        step += 1
        try report(Double(step) / Double(steps), loss)
      }
    }
  }
}
