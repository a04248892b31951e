import Layers
import Tensors
import Testing

@testable import Multiplexing

// MARK: - What is learned here

/// Random tokens but for 0, 12 of each instance.
private func drawTokens(_ count: Int, using generator: inout SeededGenerator) -> [[Int32]] {
  (0..<count).map { _ in (0..<12).map { _ in Int32.random(in: 1..<64, using: &generator) } }
}

/// Texts of four topics: one token in three is of the eight that belong to its topic.
private func drawTopics(_ count: Int, seed: UInt64) -> [LabelledInstance] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { number in
    let topic = Int32(number % 4)
    let tokens = (0..<12).map { _ in
      generator.uniform() < 0.34
        ? 8 * topic + Int32.random(in: 0..<8, using: &generator)
        : Int32.random(in: 32..<64, using: &generator)
    }
    return LabelledInstance(tokens: tokens, labels: [topic])
  }
}

/// An encoder of 2 layers of 64.
private func encoder(_ groupSize: Int, seed: UInt64 = 1) throws -> MultiplexedEncoder {
  var shape = TransformerConfiguration.gpt(
    vocabularySize: 64, contextLength: 12, layerCount: 2, width: 64, headWidth: 32)
  shape.positions = .rotary
  var configuration = Configuration(shape, groupSize: groupSize)
  configuration.keys = .signs
  var generator = SeededGenerator(seed: seed)
  return try MultiplexedEncoder(
    groupSize == 1 ? .unmultiplexed(shape) : configuration, using: &generator)
}

// MARK: - Retrieval

@Suite("Instances stay apart")
struct RetrievalTests {
  @Test func `after the warm-up every slot says back what it read`() throws {
    let encoder = try encoder(4)
    var generator = SeededGenerator(seed: 2)
    try encoder.warmUp(Training(steps: 600, rate: 2e-3, summit: 0.1), using: &generator) {
      drawTokens(32, using: &$0)
    } report: { _, _ in
    }
    let fresh = MultiplexedBatch(
      drawTokens(64, using: &generator), Grouping(64, groupSize: 4))
    for accuracy in encoder.retrievalAccuracy(on: fresh) { #expect(accuracy >= 0.95) }
  }

  @Test func `an encoder that learned nothing says back no more than chance`() throws {
    var generator = SeededGenerator(seed: 2)
    let batch = MultiplexedBatch(drawTokens(64, using: &generator), Grouping(64, groupSize: 4))
    for accuracy in try encoder(4).retrievalAccuracy(on: batch) { #expect(accuracy < 0.2) }
  }

  @Test func `what is named is counted for each slot by itself`() throws {
    let encoder = try encoder(2)
    var generator = SeededGenerator(seed: 2)
    let batch = MultiplexedBatch(drawTokens(64, using: &generator), Grouping(64, groupSize: 2))
    let named = encoder.tokensNamed(at: batch.places, in: batch)
    let shares = (0..<2).map { slot in
      let own = zip(batch.places, named).filter { $0.0.slot % 2 == slot }
      return Double(own.count { batch.token(at: $0.0) == $0.1 }) / Double(own.count)
    }
    #expect(encoder.retrievalAccuracy(on: batch) == shares)
    #expect(shares[0] != shares[1])
  }

  @Test func `at each position one instance that reaches it is asked for`() {
    let lengths = [12, 1, 5, 5]
    let batch = MultiplexedBatch(
      lengths.map { [Int32](repeating: 5, count: $0) }, Grouping(4, groupSize: 4))
    var generator = SeededGenerator(seed: 1)
    var asked: Set<Place> = []
    for _ in 0..<100 {
      let places = batch.placesDrawn(using: &generator)
      #expect(places.map(\.token) == Array(0..<12))
      asked.formUnion(places)
    }
    #expect(asked == Set(batch.places))
  }
}

// MARK: - Learning a task

@Suite("Multiplexed encoders learn")
struct LearningTests {
  /// A classifier that has learned topics, and how many texts of a test it sorts right: all in one
  /// slot each, those of each slot, and those of ensembles of N.
  private func learned(
    _ groupSize: Int, steps: Int, seed: UInt64 = 1
  ) throws -> (all: Double, slots: [Double], ensembled: Double) {
    let encoder = try encoder(groupSize, seed: seed)
    var generator = SeededGenerator(seed: seed)
    if groupSize > 1 {
      try encoder.warmUp(Training(steps: 200, rate: 2e-3, summit: 0.1), using: &generator) {
        drawTokens(32, using: &$0)
      } report: { _, _ in
      }
    }
    let classifier = MultiplexedClassifier(
      encoder, naming: .instance, classes: 4, using: &generator)
    try classifier.train(
      on: drawTopics(2_000, seed: 10), FineTuning(steps: steps), using: &generator
    ) { _, _ in }
    let test = drawTopics(400, seed: 11)
    func right(_ answers: [Answer], _ matches: (Answer) -> Bool = { _ in true }) -> Double {
      let chosen = test.indices.filter { matches(answers[$0]) }
      return Double(
        chosen.count { indexOfMaximum(answers[$0].scores[0]) == Int(test[$0].labels[0]) })
        / Double(chosen.count)
    }
    let order = test.indices.shuffled(using: &generator)
    func answers(copies: Int) -> [Answer] {
      classifier.answers(for: test.map(\.tokens), order: order, copies: copies)
    }
    let single = answers(copies: 1)
    return (
      right(single), (0..<groupSize).map { slot in right(single) { $0.slot == slot } },
      right(answers(copies: groupSize))
    )
  }

  @Test func `four in a pass are sorted nearly as well as one, in every slot`() throws {
    let alone = try learned(1, steps: 200)
    let four = try learned(4, steps: 600)
    #expect(alone.all > 0.85)
    #expect(four.all >= alone.all - 0.05)
    for slot in four.slots { #expect(slot >= 0.9 * four.all) }
  }

  @Test func `an ensemble is no worse than one of its views`() throws {
    let eight = try learned(8, steps: 500)
    #expect(eight.all > 0.5)
    #expect(eight.ensembled >= eight.all)
  }
}

// MARK: - Guessing

@Suite("Between warming up and the task")
struct PretrainingTests {
  /// Tokens that come in pairs, 2k before 2k + 1, one of each instance's hidden.
  private func drawHidden(_ count: Int, using generator: inout SeededGenerator) -> HiddenTokens {
    var (instances, labels): ([[Int32]], [[Int32]]) = ([], [])
    for _ in 0..<count {
      var tokens = (0..<6).flatMap { _ in
        let pair = 2 * Int32.random(in: 1..<31, using: &generator)
        return [pair, pair + 1]
      }
      var own = [Int32](repeating: ignoredLabel, count: 12)
      let place = Int.random(in: 0..<12, using: &generator)
      own[place] = tokens[place]
      tokens[place] = 0
      instances.append(tokens)
      labels.append(own)
    }
    return HiddenTokens(instances: instances, labels: labels)
  }

  @Test func `hidden tokens are guessed from the instance's own neighbours`() throws {
    let encoder = try encoder(2)
    var generator = SeededGenerator(seed: 3)
    try encoder.warmUp(Training(steps: 150, rate: 2e-3, summit: 0.1), using: &generator) {
      drawTokens(32, using: &$0)
    } report: { _, _ in
    }
    try encoder.guess(Training(steps: 1_000, rate: 2e-3), using: &generator) {
      drawHidden(32, using: &$0)
    } report: { _, _ in
    }
    // Without its neighbour, one of sixty is as likely as the others: ln 60 is more than 4.
    #expect(encoder.guessingLoss(drawHidden(256, using: &generator)) < 1)
  }

  @Test func `what was filled in is told from what was there`() throws {
    var generator = SeededGenerator(seed: 4)
    let detection = ReplacedTokenDetection(
      generator: try encoder(2, seed: 5), discriminator: try encoder(2, seed: 6),
      using: &generator)
    func loss() -> Float {
      detection.losses(drawHidden(256, using: &generator), on: nil, using: &generator)
        .discriminator
    }
    for encoder in [detection.generator, detection.discriminator] {
      try encoder.warmUp(Training(steps: 150, rate: 2e-3, summit: 0.1), using: &generator) {
        drawTokens(32, using: &$0)
      } report: { _, _ in
      }
    }
    try detection.learn(Training(steps: 1_000, rate: 2e-3), using: &generator) {
      drawHidden(32, using: &$0)
    } report: { _, _ in
    }
    // One token in twelve is replaced: always to say that none is leaves 0.29 nats.
    #expect(loss() < 0.22)
  }

  @Test func `the generator learns nothing from being found out`() throws {
    func gradient(weight: Float) throws -> [Float] {
      var generator = SeededGenerator(seed: 4)
      var detection = ReplacedTokenDetection(
        generator: try encoder(2, seed: 5), discriminator: try encoder(2, seed: 6),
        using: &generator)
      detection.weight = weight
      let tape = Tape()
      _ = detection.losses(drawHidden(8, using: &generator), on: tape, using: &generator)
      tape.backward()
      #expect(detection.discriminator.parameters.gradientNorm() > 0)
      return detection.generator.backbone.tokens.gradient ?? []
    }
    let (light, heavy) = (try gradient(weight: 1), try gradient(weight: 50))
    #expect(light == heavy)
    #expect(light.contains { $0 != 0 })
  }

  @Test func `the discriminator reads what was filled in, and never the hiding token`() throws {
    var generator = SeededGenerator(seed: 4)
    let detection = ReplacedTokenDetection(
      generator: try encoder(2, seed: 5), discriminator: try encoder(2, seed: 6),
      using: &generator)
    let tape = Tape()
    _ = detection.losses(drawHidden(8, using: &generator), on: tape, using: &generator)
    tape.backward()
    func gradient(_ encoder: MultiplexedEncoder) -> ArraySlice<Float> {
      (encoder.backbone.tokens.gradient ?? [])[..<64]
    }
    // Token 0 hides others, and occurs nowhere else. Of eight draws from 64 tokens, none is it here.
    #expect(gradient(detection.discriminator).allSatisfy { $0 == 0 })
    #expect(gradient(detection.generator).contains { $0 != 0 })
  }

  @Test func `a token that was guessed right was not replaced`() {
    let (first, second) = (Place(slot: 0, token: 3), Place(slot: 1, token: 0))
    let guesses: [(place: Place, token: Int32)] = [(first, 7), (second, 8)]
    #expect(ReplacedTokenDetection.replaced(guesses, by: [7, 9]) == [second])
  }
}
