import ChapterTesting
import EncoderTasks
import Evidence
import FastFeedforward
import Foundation
import Layers
import Tensors
import Testing
import Text

@testable import fast_feedforward

// MARK: - What is hidden

@Suite struct MaskingTests {
  private static let text = (0..<4000).map { Int32($0 % 50) }

  private static func batch(seed: UInt64) throws -> (original: Batch, masked: MaskedBatch) {
    var generator = SeededGenerator(seed: seed)
    let sampler = try BatchSampler(documents: [text], contextLength: 100, batchSize: 200)
    let batch = sampler.batch(using: &generator)
    return (batch, MaskedBatch(batch, maskToken: 50, using: &generator))
  }

  @Test func `of 15 in 100 tokens, 8 in 10 are hidden, and the others mostly stay`() throws {
    let (original, masked) = try Self.batch(seed: 1)
    let chosen = masked.labels.indices.filter { masked.labels[$0] != ignoredLabel }
    let hidden = chosen.filter { masked.tokens[$0] == 50 }
    let kept = chosen.filter { masked.tokens[$0] == original.inputs[$0] }
    #expect(abs(Double(chosen.count) / 20_000 - 0.15) < 0.01)
    #expect(abs(Double(hidden.count) / Double(chosen.count) - 0.8) < 0.03)
    #expect(abs(Double(kept.count) / Double(chosen.count) - 0.102) < 0.03)
  }

  @Test func `a label is what stood there, and all else stays`() throws {
    let (original, masked) = try Self.batch(seed: 2)
    for place in masked.labels.indices {
      if masked.labels[place] == ignoredLabel {
        #expect(masked.tokens[place] == original.inputs[place])
      } else {
        #expect(masked.labels[place] == original.inputs[place])
      }
    }
  }
}

// MARK: - Encoders that are compared

@Suite struct ContenderTests {
  private static var configuration: EncoderConfiguration {
    EncoderConfiguration(vocabularySize: 100, contextLength: 16, layerCount: 2, width: 64)
  }

  @Test func `encoders of one seed are alike but for their feedforward layers`() throws {
    let encoders = try (Contender.all + Contender.variations).map {
      try Self.configuration.encoder($0, seed: 7).parameters
    }
    for parameters in encoders {
      for entry in parameters.entries where !entry.name.contains("feedForward.") {
        #expect(entry.tensor.elements == encoders[0][entry.name]?.elements, "\(entry.name)")
      }
    }
  }

  @Test func `trees are as wide as the dense layer, and cost as much as the narrow one`() {
    let neurons = Dictionary(
      uniqueKeysWithValues: Contender.all.map { ($0.name, $0.layer.neurons) })
    #expect(neurons["trees"]?.all == neurons["dense"]?.all)
    #expect(neurons["trees"]?.used == neurons["dense-equal-cost"]?.used)
    #expect(neurons["none"]?.used == 0)
  }

  @Test func `an encoder's layers cost what their neurons cost, and none costs nothing`() throws {
    let tokens = (0..<16).map { Int32($0) }
    func multiplyAdds(_ contender: Contender) throws -> Int {
      let encoder = try Self.configuration.encoder(contender, seed: 1)
      return Work.counting { encoder(tokens) }.work.multiplyAdds
    }
    let none = try multiplyAdds(Contender(name: "none", layer: .none))
    for contender in Contender.all + Contender.variations {
      let layers = 2 * contender.layer.neurons.used * (64 + 64)
      #expect(try multiplyAdds(contender) - none == 16 * layers, "\(contender.name)")
    }
  }
}

// MARK: - The order of words

@Suite struct WordOrderTests {
  private static func task(count: Int) throws -> (EncoderText, SortingTask) {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    let novels = try Corpus.load("austen", from: root)
      .split(holdingOut: "Northanger Abbey").keeping(1)
    let text = try EncoderText(
      novels, LabelledTexts.load("wordnet", from: root), vocabularySize: 300)
    return (text, .wordOrder(in: text, count: count))
  }

  /// Whether `tokens` stand somewhere in `text`, one after the other.
  private static func stands(_ tokens: [Int32], in text: [Int32]) -> Bool {
    (0...(text.count - tokens.count)).contains { first in
      text[first] == tokens[0] && text[first..<first + tokens.count].elementsEqual(tokens)
    }
  }

  @Test func `half of the passages stand in the novel, the others after one exchange`() throws {
    let (text, task) = try Self.task(count: 40)
    var exchanges: Set<Int> = []
    for example in task.training {
      let original = (1..<example.tokens.count).first { place in
        var tokens = example.tokens
        tokens.swapAt(place - 1, place)
        return Self.stands(tokens, in: text.novels[0])
      }
      if example.label == 0 {
        #expect(Self.stands(example.tokens, in: text.novels[0]))
      } else {
        #expect(!Self.stands(example.tokens, in: text.novels[0]))
        exchanges.insert(try #require(original))
      }
    }
    // A place that is always the same would give the answer away.
    #expect(exchanges.count > 8)
    #expect(task.majority == 50)
  }

  @Test func `it is judged by the novel that was held out, and not where choices are made`() throws
  {
    let (text, task) = try Self.task(count: 40)
    let border = text.heldOut.count * 4 / 5
    for (examples, part) in [
      (task.test, text.heldOut[..<border]), (task.validation, text.heldOut[border...]),
    ] {
      let whole = examples.filter { $0.label == 0 }
      #expect(whole.allSatisfy { Self.stands($0.tokens, in: Array(part)) })
    }
  }
}

// MARK: - Telling classes apart

@Suite struct ClassifierTests {
  private static func classifier() throws -> Classifier {
    var generator = SeededGenerator(seed: 3)
    let configuration = EncoderConfiguration(
      vocabularySize: 20, contextLength: 8, layerCount: 1, width: 64)
    let encoder = try configuration.encoder(
      Contender(name: "small", layer: .dense(32)), seed: 3)
    return Classifier(encoder, classes: 2, using: &generator)
  }

  @Test func `padding changes nothing`() throws {
    let classifier = try Self.classifier()
    let short = Example(label: 0, tokens: [3, 4, 5])
    let long = Example(label: 1, tokens: [1, 2, 3, 4, 5, 6, 7, 8])
    let alone = classifier.scores(of: [short]).elements
    let padded = classifier.scores(of: [short, long]).elements
    for (one, other) in zip(alone, padded) { #expect(abs(one - other) < 1e-5) }
  }

  @Test func `it learns a class that one token tells`() throws {
    let classifier = try Self.classifier()
    var generator = SeededGenerator(seed: 4)
    let glosses = (0..<320).map { _ in
      let tokens = (0..<6).map { _ in Int32.random(in: 2..<20, using: &generator) }
      let label = Int32.random(in: 0..<2, using: &generator)
      return Example(label: label, tokens: tokens + [label])
    }
    var configuration = EncoderConfiguration(
      vocabularySize: 20, contextLength: 8, layerCount: 1, width: 64)
    configuration.epochs = 4
    try classifier.train(on: Array(glosses.prefix(256)), configuration, seed: 5) { _, _ in }
    #expect(classifier.accuracy(on: Array(glosses.suffix(64))) > 95)
  }
}

// MARK: - One encoder from one seed

@Suite struct EncoderRunTests {
  /// Texts of which the last token tells the class, but for those at the end, whose labels are wrong.
  private static func examples(_ count: Int, wrong: Int, seed: UInt64) -> [Example] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let label = Int32(number % 2)
      let tokens = (0..<6).map { _ in Int32.random(in: 2..<20, using: &generator) }
      return Example(
        label: number < count - wrong ? label : 1 - label, tokens: tokens + [label])
    }
  }

  private static func task(_ name: String, seed: UInt64) -> SortingTask {
    SortingTask(
      name: name, classes: 2, training: examples(256, wrong: 0, seed: seed),
      validation: examples(50, wrong: 50, seed: seed + 1),
      test: examples(50, wrong: 25, seed: seed + 2))
  }

  private static func result(of tasks: [SortingTask]) throws -> EncoderResult {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    let novels = try Corpus.load("austen", from: root)
      .split(holdingOut: "Northanger Abbey").keeping(1)
    let text = try EncoderText(
      novels, LabelledTexts.load("wordnet", from: root), vocabularySize: 270)
    var configuration = EncoderConfiguration(
      vocabularySize: text.tokenizer.vocabularySize, contextLength: 16, layerCount: 1, width: 64)
    (configuration.pretrainingSteps, configuration.heldOutBatches) = (2, 1)
    configuration.epochs = 4
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try EncoderRun(
      text: text, tasks: tasks, configuration: configuration,
      contender: Contender(name: "small", layer: .dense(32)), seed: 3
    ).result(in: folder) { _, _ in }
  }

  @Test func `tests judge, choices have texts of their own, and tasks start alike`() throws {
    let (first, second) = (Self.task("first", seed: 1), Self.task("second", seed: 10))
    let both = try Self.result(of: [first, second])
    // Whoever learned all that there is to learn is right in half of the test, and nowhere in what
    // choices are made by.
    for task in ["first", "second"] {
      #expect(abs(try #require(both.accuracies[task]) - 50) < 10)
      #expect(try #require(both.choices[task]) < 10)
    }
    #expect(both.weights == (try Self.result(of: [second])).weights)
  }
}
