import Layers
import Tensors
import Testing

@testable import TemporaryLoRA

// MARK: - Readers

func plan(epochs: Int = 2, window: Int = 20, reusesCache: Bool = false) -> ReadingPlan {
  var plan = ReadingPlan(block: 8, context: 12)
  (plan.window, plan.prefix, plan.reusesCache) = (window, 10, reusesCache)
  (plan.learning.epochs, plan.learning.rate) = (epochs, 1e-2)
  return plan
}

func adapter(to model: Transformer) -> TemporaryAdapter {
  var generator = SeededGenerator(seed: 4)
  return TemporaryAdapter(to: model, AdapterConfiguration(), using: &generator)
}

func scores(_ document: [Int32], _ plan: ReadingPlan, by model: Transformer) -> [Float] {
  let adapter = adapter(to: model)
  let reader = DocumentReader(adapter.adapted, learning: adapter.parameters, by: plan)
  return Array(reader.read(document: document).joined())
}

/// The logarithm of the probability of a text's end.
private func ending(_ scores: [Float]) -> Float { scores.suffix(48).reduce(0, +) }

// MARK: - Reading a document

@Suite struct ReaderTests {
  @Test(arguments: [(20, false), (20, true), (36, false), (36, true)])
  func `no token's score depends on any later one`(window: Int, reusesCache: Bool) throws {
    let (model, document) = (try decoder(), tokens(60))
    let plan = plan(window: window, reusesCache: reusesCache)
    let before = scores(document, plan, by: model)
    for place in [1, 7, 8, 23, 40, 59] {
      var changed = document
      changed[place] = (changed[place] + 1) % 40
      let after = scores(changed, plan, by: model)
      // The document's first token has no score: scores stand one place before their tokens.
      #expect(after[..<(place - 1)] == before[..<(place - 1)])
      #expect(after[place - 1] != before[place - 1])
    }
  }

  @Test func `a block is learned from after it was scored, and helps the next`() throws {
    let (model, line) = (try decoder(), tokens(16))
    let document = (0..<12).flatMap { _ in line }
    let with = scores(document, plan(), by: model)
    let without = scores(document, plan(epochs: 0), by: model)
    #expect(with[..<7] == without[..<7])
    #expect(with[7..<15] != without[7..<15])
    #expect(ending(with) > ending(without) + 5)
  }

  @Test func `the gain grows, and what another text taught is none`() throws {
    let model = try decoder()
    func text(_ seed: UInt64) -> [Int32] { (0..<12).flatMap { _ in tokens(16, seed: seed) } }
    let own = zip(scores(text(7), plan(), by: model), scores(text(7), plan(epochs: 0), by: model))
      .map { $0 - $1 }
    let third = own.count / 3
    #expect(own.suffix(third).reduce(0, +) > own.prefix(third).reduce(0, +) + 5)

    let taught = adapter(to: model)
    DocumentReader(taught.adapted, learning: taught.parameters, by: plan()).read(document: text(8))
    let reader = DocumentReader(taught.adapted, learning: nil, by: plan())
    let other = reader.read(document: text(7)).joined().reduce(0, +)
    #expect(other < scores(text(7), plan(epochs: 0), by: model).reduce(0, +))
  }

  @Test func `the transformer is what it was, bit by bit, and so is the next reader`() throws {
    let (model, document) = (try decoder(), tokens(60))
    let weights = model.parameters.withValues { Array($0) }
    let first = scores(document, plan(), by: model)
    #expect(model.parameters.withValues { Array($0) } == weights)
    #expect(scores(document, plan(), by: model) == first)
  }

  @Test(arguments: [1, 2, 8, 9, 20, 24], [false, true])
  func `all tokens but the first are scored`(count: Int, reusesCache: Bool) throws {
    let scores = scores(tokens(count), plan(reusesCache: reusesCache), by: try decoder())
    #expect(scores.count == count - 1)
    #expect(scores.allSatisfy { $0 < 0 })
  }

  @Test func `what is skipped is seen, and not learned from`() throws {
    let (model, document) = (try decoder(), tokens(40))
    let reader = DocumentReader(model, learning: nil, by: plan())
    _ = reader.read(document: Array(document[..<16]))
    let skipping = DocumentReader(model, learning: nil, by: plan())
    skipping.skip(Array(document[..<16]))
    #expect(skipping.read(Array(document[16..<24])) == reader.read(Array(document[16..<24])))

    let adapter = adapter(to: model)
    let learning = DocumentReader(adapter.adapted, learning: adapter.parameters, by: plan())
    learning.skip(document)
    #expect(adapter.relativeNorm == 0)
  }

  @Test func `without a prefix, or with one, only the block is learned`() throws {
    let lesson = Lesson([5, 6, 7], after: [1, 2])
    #expect(lesson.inputs == [1, 2, 5, 6])
    #expect(lesson.labels == [ignoredLabel, 5, 6, 7])
    let first = Lesson([5, 6, 7], after: [Int32]())
    #expect(first.inputs == [5, 6] && first.labels == [6, 7])
  }

  @Test func `who keeps nothing scores each block by what the last one taught`() throws {
    let (model, document) = (try decoder(), tokens(48))
    var forgetful = plan()
    (forgetful.learning.kept, forgetful.learning.warmUp) = (.nothing, 0)
    let last = scores(document, forgetful, by: model).suffix(8)
    let adapter = adapter(to: model)
    let late = DocumentReader(adapter.adapted, learning: adapter.parameters, by: forgetful)
    late.skip(Array(document[..<32]))
    _ = late.read(Array(document[32..<40]))
    #expect(late.read(Array(document[40...])) == Array(last))

    var keeping = forgetful
    keeping.learning.kept = .parameters
    #expect(scores(document, keeping, by: model).suffix(8) != last)
  }
}

// MARK: - A cache that is kept

@Suite struct KeptCacheTests {
  @Test(arguments: [20, 28, 36])
  func `without learning it changes nothing`(window: Int) throws {
    let (model, document) = (try decoder(), tokens(100))
    let again = scores(document, plan(epochs: 0, window: window), by: model)
    let kept = scores(document, plan(epochs: 0, window: window, reusesCache: true), by: model)
    #expect(zip(again, kept).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `with learning it is a little old`() throws {
    let (model, document) = (try decoder(), tokens(100))
    let again = scores(document, plan(window: 36), by: model)
    let kept = scores(document, plan(window: 36, reusesCache: true), by: model)
    #expect(again[..<7] == kept[..<7])
    let differences = zip(again, kept).map { abs($0 - $1) }
    #expect(differences.contains { $0 > 1e-3 })
    let (fresh, old) = (again.reduce(0, +), kept.reduce(0, +))
    #expect(abs(old / fresh - 1) < 0.02)
  }

  @Test func `it saves the work that its formula says`() throws {
    let (model, document) = (try decoder(), tokens(8 * 40))
    func multiplyAdds(reusesCache: Bool) -> Double {
      let plan = plan(epochs: 0, window: 36, reusesCache: reusesCache)
      return Double(Work.counting { _ = scores(document, plan, by: model) }.1.multiplyAdds)
    }
    #expect(multiplyAdds(reusesCache: true) < 0.75 * multiplyAdds(reusesCache: false))
  }
}

// MARK: - Who learns

@Suite struct LearnerTests {
  @Test func `all weights of a copy may learn, too`() throws {
    let (frozen, line) = (try decoder(), tokens(16))
    let copy = try trainableDecoder(like: frozen)
    let document = (0..<12).flatMap { _ in line }
    var dynamic = plan()
    dynamic.learning.rate = 3e-3
    let reader = DocumentReader(copy, learning: copy.parameters, by: dynamic)
    let with = Array(reader.read(document: document).joined())
    let without = scores(document, plan(epochs: 0), by: frozen)
    #expect(with[..<7] == without[..<7])
    #expect(ending(with) > ending(without) + 5)
  }

  @Test func `a step of plain descent is the gradient's`() throws {
    let (model, block) = (try decoder(), tokens(8))
    let (moved, still) = (adapter(to: model), adapter(to: model))
    var plain = LearningPlan()
    (plain.optimizer, plain.rate, plain.warmUp, plain.epochs) = (.descent, 0.5, 0, 1)
    let lesson = Lesson(block, after: tokens(5, seed: 3))
    Learner(moved.adapted, learning: moved.parameters, by: plain).learn(lesson)
    let tape = Tape()
    _ = still.adapted.loss(lesson.inputs, labels: lesson.labels, sequences: 1, on: tape)
    tape.backward()
    let slopes = still.parameters.withGradients { Array($0) }
    let values = still.parameters.withValues { Array($0) }
    let found = moved.parameters.withValues { Array($0) }
    #expect(slopes.contains { $0 != 0 })
    #expect(zip(found, zip(values, slopes)).allSatisfy { abs($0 - ($1.0 - 0.5 * $1.1)) < 1e-6 })
  }

  @Test func `one who writes learns from what it wrote`() throws {
    let (model, document) = (try decoder(), tokens(24))
    func writing(epochs: Int) -> (text: [Int32], norm: Float) {
      let adapter = adapter(to: model)
      let reader = DocumentReader(
        adapter.adapted, learning: adapter.parameters, by: plan(epochs: epochs))
      reader.skip(document)
      var generator = SeededGenerator(seed: 5)
      let text = reader.write(
        30, sampler: .nucleus(temperature: 1, topP: 1), using: &generator)
      return (text, adapter.relativeNorm)
    }
    let (learning, resting) = (writing(epochs: 2), writing(epochs: 0))
    #expect(learning.text.count == 30 && resting.text.count == 30)
    #expect(learning.text[..<8] == resting.text[..<8])
    #expect(learning.norm > 0 && resting.norm == 0)
  }
}
