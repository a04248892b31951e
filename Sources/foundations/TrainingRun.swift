import ChapterEngine
import Evidence
import Foundation
import Layers
import Tensors
import Text

// MARK: - What training leaves

/// A trained model and how it did.
struct TrainingResult: Codable {
  /// A point of the learning curve.
  struct Point: Codable {
    let tokens: Int
    let bitsPerByte: Double
  }

  /// On a sample of the held-out novel, over the tokens read.
  let curve: [Point]
  /// On the whole novel.
  let score: Score
  /// The digest of the weights.
  let weights: String
  /// Where they are.
  let model: URL
}

// MARK: - A run of training

/// One model, trained from one seed, that can be interrupted and resumed at any step.
struct TrainingRun {
  let text: TokenizedText
  let configuration: Configuration
  let seed: UInt64
  let folder: URL

  init(_ text: TokenizedText, _ configuration: Configuration, seed: UInt64, folder: URL) {
    (self.text, self.configuration, self.seed, self.folder) = (text, configuration, seed, folder)
  }

  /// Trains, or continues where a checkpoint in the folder ends, and judges the model.
  ///
  /// - Parameter report: receives the share done and the loss; where it throws, a checkpoint is
  ///   written first.
  func result(report: (_ share: Double, _ loss: Double) throws -> Void) throws -> TrainingResult {
    var state = try TrainingState(configuration, seed: seed, resumingFrom: checkpoint)
    let sampler = try BatchSampler(
      documents: text.training.map { [text.startToken] + $0 },
      contextLength: configuration.model.contextLength, batchSize: configuration.batchSize)
    while state.step < configuration.steps {
      let loss = state.train(on: sampler, configuration)
      if state.step % (configuration.steps / configuration.curvePoints) == 0 {
        let score = self.score(of: state.model, share: configuration.curveShare)
        state.curve.append(
          .init(
            tokens: state.step * configuration.batchSize * configuration.model.contextLength,
            bitsPerByte: score.bitsPerByte))
      }
      do {
        try report(Double(state.step) / Double(configuration.steps), Double(loss))
      } catch {
        try state.save(to: checkpoint)
        throw error
      }
      if state.step % 200 == 0 { try state.save(to: checkpoint) }
    }
    try state.save(to: checkpoint)
    let model = folder.appendingPathComponent("model.safetensors")
    try state.model.save(to: model)
    return TrainingResult(
      curve: state.curve, score: score(of: state.model, share: 1),
      weights: state.model.parameters.digest.description, model: model)
  }

  private var checkpoint: URL { folder.appendingPathComponent("checkpoint.safetensors") }
}

// MARK: - One step

/// All that the next step depends on.
private struct TrainingState {
  let model: Transformer
  let optimizer: AdamW
  var generator: SeededGenerator
  var curve: [TrainingResult.Point] = []

  var step: Int { optimizer.stepCount }

  mutating func train(on sampler: BatchSampler, _ configuration: Configuration) -> Float {
    let batch = sampler.batch(using: &generator)
    let tape = Tape(dropoutSeed: generator.next())
    let loss = model.loss(batch.inputs, labels: batch.labels, sequences: batch.size, on: tape)
    tape.backward()
    optimizer.step(learningRate: configuration.schedule.rate(at: step))
    return loss
  }
}

// MARK: - Where a run stands

extension TrainingState {
  /// What a checkpoint says besides the weights.
  private struct Progress: Codable {
    let generator: SeededGenerator
    let curve: [TrainingResult.Point]
  }

  private static let key = "progress"

  init(_ configuration: Configuration, seed: UInt64, resumingFrom checkpoint: URL) throws {
    generator = SeededGenerator(seed: seed)
    model = try Transformer(configuration.model, using: &generator)
    optimizer = AdamW(model.parameters)
    guard FileManager.default.fileExists(atPath: checkpoint.path) else { return }
    let metadata = try Checkpoint.load(model.parameters, optimizer: optimizer, from: checkpoint)
    guard let text = metadata[Self.key],
      let progress = try? JSONDecoder().decode(Progress.self, from: Data(text.utf8))
    else {
      throw SafeTensors.Failure(
        checkpoint, "does not say where training stood; delete it to train from the start")
    }
    (generator, curve) = (progress.generator, progress.curve)
  }

  func save(to checkpoint: URL) throws {
    let progress = try JSONEncoder().encode(Progress(generator: generator, curve: curve))
    try model.save(
      optimizer: optimizer, metadata: [Self.key: String(decoding: progress, as: UTF8.self)],
      to: checkpoint)
  }
}

// MARK: - Judging a model

/// What a model takes for the held-out novel, or for a part of it.
struct Score: Codable {
  /// Nats that each window took.
  let nats: [Double]
  /// Tokens that were scored.
  let tokens: Int
  /// The novel's mean number of bytes in a token.
  let bytesPerToken: Double

  /// Values whose mean is the novel's bits per byte, a value for each window.
  var bitsPerByteOfWindows: [Double] {
    nats.map { $0 * Double(nats.count) / (Double(tokens) * bytesPerToken * log(2)) }
  }

  /// Values whose mean is the logarithm of the perplexity, a value for each window.
  var logPerplexityOfWindows: [Double] { nats.map { $0 * Double(nats.count) / Double(tokens) } }

  var bitsPerByte: Double { bitsPerByteOfWindows.mean }
  var perplexity: Double { exp(logPerplexityOfWindows.mean) }
}

extension TrainingRun {
  /// Scores every token of one batch of windows in `share`, each after at least a quarter of the
  /// context.
  func score(of model: Transformer, share: Int) -> Score {
    let context = configuration.model.contextLength
    let batches = EvaluationWindows(
      of: text.heldOut, startToken: text.startToken, contextLength: context,
      precedingContext: context / 4
    ).batches(ofSize: 8)
    var nats: [Double] = []
    var count = 0
    for batch in stride(from: 0, to: batches.count, by: share).map({ batches[$0] }) {
      let logShares = model(batch.inputs, sequences: batch.size)
        .logShares(head: model.head, labels: batch.labels)
      count += batch.labels.count { $0 != Batch.ignoredLabel }
      nats += (0..<batch.size).map { window in
        -logShares[(window * context)..<((window + 1) * context)].reduce(0) { $0 + Double($1) }
      }
    }
    return Score(
      nats: nats, tokens: count,
      bytesPerToken: Double(text.heldOutBytes) / Double(text.heldOut.count))
  }
}
