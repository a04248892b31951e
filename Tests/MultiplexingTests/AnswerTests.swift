import Layers
import Tensors
import Testing

@testable import Multiplexing

// MARK: - Without multiplexing

@Suite("One at a time")
struct UnmultiplexedTests {
  @Test func `an encoder that is not multiplexed is its backbone, bit by bit`() throws {
    var generator = SeededGenerator(seed: 1)
    let encoder = try MultiplexedEncoder(.unmultiplexed(shape()), using: &generator)
    let instances = randomInstances([7, 3, 5])
    let batch = MultiplexedBatch(instances, Grouping(3, groupSize: 1))
    let hidden = encoder.backbone(batch.tokens, sequences: 3, lengths: batch.lengths)
    let rows = batch.places.map { Int32($0.slot * 7 + $0.token) }
    #expect(
      encoder.vectors(of: encoder(batch), at: batch.places).elements
        == hidden.gatheringRows(rows).elements)
    let alone = try Transformer(encoder.configuration.backbone, using: &generator)
    #expect(encoder.parameters.count == alone.parameters.count)
  }

  @Test func `and costs what its backbone costs`() throws {
    var generator = SeededGenerator(seed: 1)
    let configuration = Configuration.unmultiplexed(shape())
    let encoder = try MultiplexedEncoder(configuration, using: &generator)
    let work = Work.counting { encoder.slots(randomInstances([9, 9])) }.work
    #expect(work.multiplyAdds == configuration.multiplyAdds(groups: 2, tokens: 9))
    #expect(work.multiplyAdds == 2 * shape().multiplyAdds(tokens: 9))
  }
}

// MARK: - Answers

@Suite("Everyone gets an answer")
struct AnswerTests {
  private func classifier(
    _ groupSize: Int, _ unit: MultiplexedClassifier.Unit
  ) throws -> MultiplexedClassifier {
    var generator = SeededGenerator(seed: 3)
    let encoder = try spreadEncoder(configuration(groupSize))
    return MultiplexedClassifier(encoder, naming: unit, classes: 3, using: &generator)
  }

  private let instances = randomInstances([4, 7, 5, 3, 6, 2, 8])

  @Test func `answers come back to whom they belong, in whatever order one came`() throws {
    let classifier = try classifier(1, .instance)
    let orders = [[0, 1, 2, 3, 4, 5, 6], [6, 2, 0, 5, 1, 4, 3]]
    let answers = orders.map { classifier.answers(for: instances, order: $0, groups: 3) }
    for (one, other) in zip(answers[0], answers[1]) {
      #expect(distance(one.scores[0], other.scores[0]) < 1e-5)
    }
    #expect(distance(answers[0][0].scores[0], answers[0][1].scores[0]) > 1e-3)
  }

  @Test func `a token has a row of scores, and padding none`() throws {
    let answers = try classifier(3, .token).answers(
      for: instances, order: Array(instances.indices))
    #expect(answers.map(\.scores.count) == instances.map(\.count))
    #expect(answers.map(\.slot) == [0, 1, 2, 0, 1, 2, 0])
  }

  @Test(arguments: [MultiplexedClassifier.Unit.instance, .token])
  func `an ensemble's answer is the mean over its slots`(unit: MultiplexedClassifier.Unit) throws {
    let classifier = try classifier(3, unit)
    let ensembled = classifier.answers(for: [instances[0]], order: [0], copies: 3)[0]
    let batch = MultiplexedBatch([instances[0]], Grouping(1, groupSize: 3, copies: 3))
    let scores = classifier.scores(of: classifier.encoder(batch), batch).elements
    let rows = unit == .instance ? 1 : instances[0].count
    for row in 0..<rows {
      let mean = (0..<3).map { column in
        (0..<3).reduce(Float(0)) { $0 + scores[($1 * rows + row) * 3 + column] / 3 }
      }
      #expect(distance(ensembled.scores[row], mean) < 1e-5)
    }
    #expect(distance(scores[..<3], scores[(rows * 3)..<(rows * 3 + 3)]) > 1e-3, "slots differ")
  }

  @Test func `labels that are ignored teach nothing`() throws {
    func gradient(_ labels: [Int32]) throws -> [Float] {
      let classifier = try classifier(2, .token)
      var generator = SeededGenerator(seed: 5)
      let tape = Tape()
      let examples = [[3, 4, 5], [6, 7, 8]].map { LabelledInstance(tokens: $0, labels: labels) }
      _ = classifier.loss(of: examples, 0, on: tape, using: &generator)
      tape.backward()
      return classifier.encoder.backbone.tokens.gradient ?? []
    }
    let some = try gradient([1, ignoredLabel, ignoredLabel])
    #expect(some != (try gradient([1, 2, ignoredLabel])))
    #expect(some == (try gradient([1, ignoredLabel, ignoredLabel])))
  }

  @Test func `an ensemble's step teaches each instance in every slot`() throws {
    let classifier = try classifier(3, .instance)
    var generator = SeededGenerator(seed: 5)
    let examples = zip(instances, [Int32(1), 2]).map {
      LabelledInstance(tokens: $0, labels: [$1])
    }
    let loss = classifier.loss(of: examples, copies: 3, 0, on: Tape(), using: &generator)
    let batch = MultiplexedBatch(
      Array(instances.prefix(2)), Grouping(2, groupSize: 3, copies: 3))
    let scores = classifier.scores(of: classifier.encoder(batch), batch)
    #expect(abs(loss - scores.crossEntropy(labels: [1, 1, 1, 2, 2, 2])) < 1e-5)
  }

  @Test func `the retrieval loss weighs as much as it is told to`() throws {
    func gradient(_ weight: Float) throws -> [Float] {
      let classifier = try classifier(2, .instance)
      var generator = SeededGenerator(seed: 5)
      let tape = Tape()
      let examples = instances.prefix(2).map { LabelledInstance(tokens: $0, labels: [1]) }
      _ = classifier.loss(of: examples, weight, on: tape, using: &generator)
      tape.backward()
      return classifier.encoder.backbone.tokens.gradient ?? []
    }
    let (none, light, heavy) = (try gradient(0), try gradient(0.1), try gradient(0.2))
    let parts = zip(none, light).map { $1 - $0 }
    #expect(distance(zip(none, heavy).map { $1 - $0 }, parts.map { 2 * $0 }) < 1e-4)
    #expect(parts.contains { abs($0) > 1e-3 })
  }
}

// MARK: - Queues

@Suite("Who waits")
struct RequestQueueTests {
  /// Groups of 2, at most 2 side by side; a batch of one group takes 1 s, of two 1.5 s.
  private let queue = RequestQueue(groupSize: 2, seconds: [1, 1.5])

  @Test func `the server takes who waits, up to what it holds`() {
    // The first goes alone. At 1 s five wait: four go, the fifth is next.
    let latencies = queue.latencies(of: [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    let expected = [1, 2.4, 2.3, 2.2, 2.1, 3]
    for (latency, expected) in zip(latencies, expected) { #expect(abs(latency - expected) < 1e-9) }
    #expect(latencies.count == 6)
  }

  @Test func `who comes to a free server waits for one pass`() {
    #expect(queue.latencies(of: [0, 5, 10]) == [1, 1, 1])
  }

  @Test func `what it can hold decides what it can answer`() {
    #expect(abs(queue.capacity - 4 / 1.5) < 1e-9)
    var generator = SeededGenerator(seed: 1)
    let below = RequestQueue.arrivals(4_000, rate: 0.8 * queue.capacity, using: &generator)
    let above = RequestQueue.arrivals(4_000, rate: 1.2 * queue.capacity, using: &generator)
    #expect(queue.latencies(of: below).max()! < 20)
    #expect(queue.latencies(of: above).last! > 100)
  }

  @Test func `arrivals come at their rate, with gaps that vary`() {
    var generator = SeededGenerator(seed: 1)
    let arrivals = RequestQueue.arrivals(10_000, rate: 5, using: &generator)
    #expect(abs(arrivals.last! / 2_000 - 1) < 0.05)
    let gaps = zip(arrivals, arrivals.dropFirst()).map { $1 - $0 }
    #expect(gaps.allSatisfy { $0 >= 0 })
    // Of an exponential distribution, the share above the mean is 1 / e.
    #expect(abs(Double(gaps.count { $0 > 0.2 }) / 10_000 - 0.368) < 0.02)
  }
}

// MARK: - What a mix looks like

@Suite("A look into the mix")
struct SuperpositionTests {
  private func readings(_ groupSize: Int) throws -> [Reading] {
    var configuration = configuration(groupSize, around: shape(layers: 1, width: 512))
    configuration.keys = .signs
    var generator = SeededGenerator(seed: 1)
    let encoder = try MultiplexedEncoder(configuration, using: &generator)
    let instances = randomInstances([Int](repeating: 6, count: 2 * groupSize))
    return encoder.readings(
      of: MultiplexedBatch(instances, Grouping(instances.count, groupSize: groupSize)))
  }

  @Test func `a key of signs opens what it locked`() throws {
    let alone = try readings(1)
    #expect(alone.allSatisfy { $0.nearestToUnlocked == $0.token })
    // Of four in 512 dimensions, each is still found; without the key, by chance alone.
    let four = try readings(4)
    #expect(four.allSatisfy { $0.nearestToUnlocked == $0.token })
    #expect(four.count { $0.nearestToMix == $0.token } < four.count / 2)
  }
}
