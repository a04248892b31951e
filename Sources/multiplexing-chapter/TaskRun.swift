import ChapterEngine
import EncoderTasks
import Evidence
import Foundation
import Layers
import Multiplexing
import Tensors
import Text

// MARK: - What a run leaves

/// An encoder that has learned a task, and how it did.
struct TaskResult: Codable, Sendable {
  /// The score, with every text in one slot.
  let judged: Judged
  /// The score of ensembles, by how many slots each text takes.
  let ensembles: [Int: Double]
  /// The score with other partners, and the share of answers that change with them, in percent.
  let partners: [Double]
  let changed: Double
  /// Steps, and the share of tokens that are named again, in percent.
  let retrieval: [[Double]]
  /// The digest of the weights.
  let weights: String
  /// Where the encoder is, if it is looked into later.
  let model: URL?
}

// MARK: - One encoder, one task, one seed

/// All stages, and the judgement.
struct TaskRun: Sendable {
  let task: Task
  /// The token that hides others.
  let maskToken: Int32
  let contender: Contender
  let configuration: Configuration
  /// The steps of an effort of 1.
  let steps: Int
  let seed: UInt64
  /// Whether its encoder is looked into later.
  let isShown: Bool

  /// All steps: warming up, what is between, and at least one of fine-tuning.
  var total: Int {
    max(contender.warmUpSteps + 1, Int(contender.effort * Double(steps)))
      + contender.pretrainingSteps
  }

  /// Runs it, and keeps the encoder at `model`.
  ///
  /// - Parameter report: receives the share done and the loss; may throw to end it.
  func result(
    keeping model: URL?, report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws -> TaskResult {
    var generator = SeededGenerator(seed: seed)
    let encoder = try contender.encoder(configuration, using: &generator)
    let watched = watchedBatch(for: encoder)
    var step = 0
    var retrieval: [[Double]] = []
    func note(_ loss: Float) throws {
      step += 1
      if contender.groupSize > 1 && (step == 1 || step % max(1, total / 24) == 0) {
        retrieval.append([Double(step), 100 * encoder.retrievalAccuracy(on: watched).mean])
      }
      try report(Double(step) / Double(total), loss)
    }
    try warmUp(encoder, using: &generator) { try note($1) }
    try pretrain(encoder, using: &generator) { try note($1) }
    let classifier = MultiplexedClassifier(
      encoder, naming: task.unit, classes: task.classes, using: &generator)
    var settings = FineTuning(
      steps: total - contender.warmUpSteps - contender.pretrainingSteps,
      rate: contender.rate)
    settings.ensembleShare = contender.ensembleShare
    settings.retrievalWeight = contender.groupSize > 1 ? contender.retrievalWeight : 0
    try classifier.train(on: task.training, settings, using: &generator) { try note($1) }
    if let model { try Checkpoint.save(encoder.parameters, to: model) }
    return result(of: classifier, retrieval, model)
  }

  /// Some texts of the task, to watch whether their tokens can be named again.
  private func watchedBatch(for encoder: MultiplexedEncoder) -> MultiplexedBatch {
    let count = encoder.wholeGroups(32)
    let texts = (0..<count).map { task.validation[$0 % task.validation.count].tokens }
    return MultiplexedBatch(texts, Grouping(count, groupSize: contender.groupSize))
  }
}

extension Contender {
  /// A freshly drawn encoder.
  func encoder(
    _ configuration: Configuration, isTrainable: Bool = true,
    using generator: inout some RandomNumberGenerator
  ) throws -> MultiplexedEncoder {
    try MultiplexedEncoder(
      self.configuration(
        vocabularySize: configuration.vocabularySize,
        contextLength: max(configuration.longest, configuration.longestVerse)),
      isTrainable: isTrainable, using: &generator)
  }
}

// MARK: - The stages

extension TaskRun {
  private func warmUp(
    _ encoder: MultiplexedEncoder, using generator: inout SeededGenerator,
    report: (Int, Float) throws -> Void
  ) throws {
    guard contender.warmUpSteps > 0 else { return }
    let count = encoder.wholeGroups(32)
    try encoder.warmUp(
      Training(steps: contender.warmUpSteps, rate: 2e-3, summit: 0.1), using: &generator,
      drawing: { generator in
        (0..<count).map { _ in task.training.randomElement(using: &generator)!.tokens }
      }, report: report)
  }

  /// Between warming up and fine-tuning: windows of the task's texts, one after the other, with some
  /// tokens hidden.
  private func pretrain(
    _ encoder: MultiplexedEncoder, using generator: inout SeededGenerator,
    report: (Int, Float) throws -> Void
  ) throws {
    guard contender.pretraining != .none else { return }
    let length = configuration.longest
    let sampler = try BatchSampler(
      documents: [task.training.flatMap(\.tokens)], contextLength: length,
      batchSize: encoder.wholeGroups(32))
    func hidden(_ generator: inout SeededGenerator) -> HiddenTokens {
      let batch = MaskedBatch(
        sampler.batch(using: &generator), maskToken: maskToken, using: &generator)
      func windows(_ tokens: [Int32]) -> [[Int32]] {
        stride(from: 0, to: tokens.count, by: length).map { Array(tokens[$0..<$0 + length]) }
      }
      return HiddenTokens(instances: windows(batch.tokens), labels: windows(batch.labels))
    }
    let training = Training(steps: contender.pretrainingSteps, rate: 1e-3)
    if contender.pretraining == .masked {
      try encoder.guess(training, using: &generator, drawing: hidden, report: report)
    } else {
      // ELECTRA's generator is a fraction of its discriminator.
      var small = contender
      (small.layers, small.width) = (max(1, contender.layers / 3), max(32, contender.width / 2))
      let detection = ReplacedTokenDetection(
        generator: try small.encoder(configuration, using: &generator), discriminator: encoder,
        using: &generator)
      try detection.learn(training, using: &generator, drawing: hidden, report: report)
    }
  }
}

// MARK: - The judgement

extension TaskRun {
  private func result(
    of classifier: MultiplexedClassifier, _ retrieval: [[Double]], _ model: URL?
  ) -> TaskResult {
    let size = contender.groupSize
    let test = Array(task.test.prefix(configuration.judging))
    let validation = Array(task.validation.prefix(configuration.judging))
    /// Answers to texts in an order drawn from a seed: whoever comes about then, and is about as
    /// long, shares a pass.
    func answers(_ examples: [LabelledInstance], seed: UInt64, copies: Int = 1) -> [Answer] {
      var generator = SeededGenerator(seed: seed)
      return classifier.answers(
        for: examples.map(\.tokens),
        order: packed(
          examples.indices.shuffled(using: &generator), by: examples.map(\.tokens.count),
          within: 128 * size),
        copies: copies)
    }
    func threshold(copies: Int) -> Float {
      task.bestThreshold(answers(validation, seed: 0, copies: copies), to: validation)
    }
    func judged(_ answers: [Answer], _ threshold: Float) -> Judged {
      task.judged(answers, to: test, threshold: threshold, slotCount: size)
    }
    let single = threshold(copies: 1)
    let first = answers(test, seed: 0)
    let others =
      size > 1 ? (0..<configuration.partners).map { answers(test, seed: 1 + UInt64($0)) } : []
    let copies = (2...max(2, size)).filter { size % $0 == 0 }
    return TaskResult(
      judged: judged(first, single),
      ensembles: Dictionary(
        uniqueKeysWithValues: copies.map { copies in
          (
            copies,
            judged(answers(test, seed: 0, copies: copies), threshold(copies: copies)).score
          )
        }),
      partners: others.map { judged($0, single).score },
      changed: others.isEmpty ? 0 : others.map { changed(from: first, to: $0) }.mean,
      retrieval: retrieval, weights: classifier.encoder.parameters.digest.description,
      model: model)
  }

  /// The share of the classes named that differ, in percent.
  private func changed(from answers: [Answer], to others: [Answer]) -> Double {
    let pairs = zip(answers, others).flatMap { zip($0.scores, $1.scores) }
    let differing = pairs.count { indexOfMaximum($0) != indexOfMaximum($1) }
    return 100 * Double(differing) / Double(max(1, pairs.count))
  }
}
