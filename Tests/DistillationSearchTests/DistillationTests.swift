import Layers
import Tensors
import Testing

@testable import DistillationSearch

// MARK: - A teacher and its students

private let vocabulary = 13

private func teacherEncoder() throws -> Transformer {
  var generator = SeededGenerator(seed: 1)
  let shape = StudentShape(layers: 4, width: 16, heads: 2, feedForwardWidth: 32)
  let encoder = try Transformer(
    shape.configuration(vocabularySize: vocabulary, contextLength: 12), isTrainable: false,
    using: &generator)
  // Far from its start, so that tokens and layers differ a lot.
  encoder.parameters.withValues { for i in $0.indices { $0[i] += 0.2 * generator.normal() } }
  return encoder
}

private func texts(_ lengths: [Int], seed: UInt64 = 1) -> [[Int32]] {
  var generator = SeededGenerator(seed: seed)
  return lengths.map { (0..<$0).map { _ in Int32.random(in: 1..<12, using: &generator) } }
}

/// Texts with some tokens to be guessed that all stand there as they were.
private func unmasked(_ texts: [[Int32]]) -> MaskedTexts { unmasked(PaddedBatch(texts)) }

private func unmasked(_ batch: PaddedBatch) -> MaskedTexts {
  var generator = SeededGenerator(seed: 4)
  return MaskedTexts(batch, maskToken: 12, hidden: -1, using: &generator)
}

private func teacher() throws -> Teacher {
  Teacher(
    try teacherEncoder(),
    standardizedOver: (0..<4).map { PaddedBatch(texts([5, 9, 12, 7], seed: 50 + $0)) })
}

private func student(
  _ objective: Objective, of teacher: Teacher, layers: Int = 2
) throws -> Student {
  var generator = SeededGenerator(seed: 2)
  let student = try Student(
    StudentShape(layers: layers, width: 8, heads: 1, feedForwardWidth: 16), of: teacher,
    learning: objective, using: &generator)
  student.encoder.parameters.withValues {
    for i in $0.indices { $0[i] += 0.2 * generator.normal() }
  }
  return student
}

private let objectives: [Objective] = [
  .states(.uniformAndLast), .states(.uniform), .states(.last), .relations(heads: 2),
]

// MARK: - Losses

@Suite struct ImitationTests {
  @Test(arguments: objectives)
  func `the gradient is the limit of difference quotients, in the projection and below`(
    objective: Objective
  ) throws {
    let teacher = try teacher()
    let student = try student(objective, of: teacher)
    let lesson = teacher.lesson(on: unmasked(texts([4, 6, 2])), for: [objective])
    let tape = Tape()
    _ = student.loss(lesson, on: tape)
    tape.backward()
    let gradient = student.encoder.parameters.withGradients { Array($0) }
    var generator = SeededGenerator(seed: 9)
    for entry in student.encoder.parameters.entries {
      let place = entry.offset + Int.random(in: 0..<entry.tensor.count, using: &generator)
      func loss(_ step: Float) -> Double {
        student.encoder.parameters.withValues { $0[place] += step }
        defer { student.encoder.parameters.withValues { $0[place] -= step } }
        return Double(student.loss(lesson).mean)
      }
      let quotient = (loss(4e-3) - loss(-4e-3)) / 8e-3
      #expect(
        abs(quotient - Double(gradient[place])) < 2e-3 + 0.02 * abs(quotient), "\(entry.name)")
    }
  }

  @Test func `who says the mean of everything has a loss of 1, in whichever layer`() throws {
    let teacher = try teacher()
    let batches = (0..<4).map { PaddedBatch(texts([5, 9, 12, 7], seed: 50 + $0)) }
    for layer in 1...4 {
      var (sum, count) = (0.0, 0)
      for batch in batches {
        let target = teacher.lesson(on: unmasked(batch), for: [.states(.last)]).target([layer])
          .elements
        sum += target.reduce(0) { $0 + Double($1 * $1) }
        count += target.count
      }
      #expect(abs(sum / Double(count) - 1) < 1e-4)
    }
  }

  @Test func `a lesson of two layers is both side by side`() throws {
    let lesson = try teacher().lesson(on: unmasked(texts([3, 5])), for: [.states(.uniformAndLast)])
    let (both, first, second) = (
      lesson.target([2, 3]).elements, lesson.target([2]).elements, lesson.target([3]).elements
    )
    for row in 0..<8 {
      #expect(Array(both[row * 32..<row * 32 + 16]) == Array(first[row * 16..<(row + 1) * 16]))
      #expect(
        Array(both[row * 32 + 16..<(row + 1) * 32]) == Array(second[row * 16..<(row + 1) * 16]))
    }
  }

  @Test(arguments: objectives)
  func `padding says nothing and learns nothing`(objective: Objective) throws {
    let teacher = try teacher()
    let student = try student(objective, of: teacher)
    let (short, long) = (texts([4])[0], texts([11], seed: 8)[0])
    func loss(_ texts: [[Int32]]) -> Double {
      Double(student.loss(teacher.lesson(on: unmasked(texts), for: [objective])).mean)
    }
    // Alone or beside a long text: the mean over tokens is the same.
    let apart = (4 * loss([short]) + 11 * loss([long])) / 15
    #expect(abs(loss([short, long]) - apart) < 1e-5 * max(1, apart))
  }

  @Test func `relations with oneself diverge by nothing, and with others by more`() throws {
    let encoder = try teacherEncoder()
    let batch = PaddedBatch(texts([6, 3]))
    func relations(_ encoder: Transformer) -> Relations {
      encoder.relations(encoder.states(of: batch), lengths: batch.lengths, heads: 2)
    }
    #expect(relations(encoder).divergence(from: relations(encoder)) == 0)
    let other = try student(.relations(heads: 2), of: teacher()).encoder
    #expect(relations(other).divergence(from: relations(encoder)) > 0.01)
  }

  @Test(arguments: objectives)
  func `students come closer to their teacher`(objective: Objective) throws {
    let teacher = try teacher()
    let student = try student(objective, of: teacher)
    let lesson = teacher.lesson(on: unmasked(texts([6, 9, 12, 4])), for: [objective])
    let before = student.loss(lesson).mean
    try [student].imitate(Training(steps: 80, rate: 1e-2), drawing: { lesson }) { _, _ in }
    #expect(student.loss(lesson).mean < 0.6 * before)
  }

  @Test func `what a student learns does not depend on who learns beside it`() throws {
    let teacher = try teacher()
    let lessons = (0..<3).map { seed in
      teacher.lesson(on: unmasked(texts([6, 9, 12], seed: seed)), for: objectives)
    }
    func learned(_ students: [Student]) throws -> [[Float]] {
      var step = -1
      try students.imitate(
        Training(steps: 6, rate: 1e-2), guessing: 0.5,
        drawing: {
          step += 1
          return lessons[step % lessons.count]
        }, report: { _, _ in })
      return students.map { $0.encoder.parameters.withValues { Array($0) } }
    }
    let together = try learned(objectives.map { try student($0, of: teacher) })
    for (objective, weights) in zip(objectives, together) {
      #expect(try learned([student(objective, of: teacher)]) == [weights])
    }
    #expect(Set(together).count == objectives.count)
  }

  @Test func `with the last layer alone, layers below get no target of their own`() throws {
    let teacher = try teacher()
    let lesson = teacher.lesson(on: unmasked(texts([6, 9])), for: [.states(.last)])
    let last = try student(.states(.last), of: teacher).loss(lesson)
    #expect(last.mean == last.last)
    let many = try student(.states(.uniformAndLast), of: teacher).loss(lesson)
    #expect(many.mean != many.last)
  }
}

// MARK: - Guessing as the teacher does

@Suite struct AdoptedHeadTests {
  @Test(arguments: LayerMapping.allCases)
  func `who imitates perfectly guesses as its teacher does`(mapping: LayerMapping) throws {
    let teacher = try teacher()
    let student = try student(.states(mapping), of: teacher)
    // A lesson's target by the projection's own words: the last layer times it, in the teacher's scale.
    let batch = PaddedBatch(texts([5, 8]))
    let vectors = student.encoder(batch)
    let projected = student.projection!(vectors).elements
    let (parts, wide) = (student.projection!.weight.rows, teacher.width)
    let (means, deviations) = teacher.scale
    let rows = vectors.rows
    let back = (0..<rows).flatMap { row in
      (0..<wide).map { deviations[$0] * projected[(row + 1) * parts - wide + $0] + means[$0] }
    }
    let expected = Tensor(back, shape: [rows, wide]).linear(teacher.encoder.head).elements
    student.adoptHead(of: teacher)
    for (found, expected) in zip(student.logits(vectors).elements, expected) {
      #expect(abs(found - expected) < 1e-3 * max(1, abs(expected)))
    }
  }

  @Test func `guessing is learned beside imitating, and alone`() throws {
    let teacher = try teacher()
    var generator = SeededGenerator(seed: 5)
    let masked = MaskedTexts(
      PaddedBatch(texts([6, 9, 12, 4])), maskToken: 12, hidden: 1, using: &generator)
    func right(_ student: Student) -> Int {
      let rows = masked.guessedRows
      let logits = student.logits(student.encoder(masked.batch).gatheringRows(rows)).elements
      return rows.indices.count { place in
        let scores = logits[place * 13..<(place + 1) * 13]
        return scores.firstIndex(of: scores.max()!)! - place * 13
          == Int(masked.labels[Int(rows[place])])
      }
    }
    let beside = try student(.states(.uniformAndLast), of: teacher)
    let lesson = teacher.lesson(on: masked, for: [.states(.uniformAndLast)])
    let before = beside.loss(lesson).mean
    try [beside].imitate(
      Training(steps: 150, rate: 1e-2), guessing: 1, drawing: { lesson }, report: { _, _ in })
    #expect(right(beside) == masked.guessedRows.count)
    #expect(beside.loss(lesson).mean < before)
    let alone = try student(.states(.last), of: teacher)
    try alone.guess(Training(steps: 150, rate: 1e-2), drawing: { masked }) { _, _ in }
    #expect(right(alone) == masked.guessedRows.count)
  }
}

// MARK: - Texts side by side

@Suite struct PaddedBatchTests {
  @Test func `short texts are padded to the longest`() {
    let batch = PaddedBatch([[5, 6, 7, 8, 9], [1, 2, 3]])
    #expect(batch.tokens == [5, 6, 7, 8, 9, 1, 2, 3, 0, 0])
    #expect(batch.lengths == [5, 3] && batch.realRows == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test func `what a text is read as does not depend on who stands beside it`() throws {
    let encoder = try teacherEncoder()
    let all = texts([3, 10, 6])
    let together = PaddedBatch(all)
    let states = encoder(together).elements
    for (text, rows) in zip(all, together.texts) {
      let alone = encoder(PaddedBatch([text])).elements
      for (one, other) in zip(alone, states[rows.lowerBound * 16..<rows.upperBound * 16]) {
        #expect(abs(one - other) < 1e-4)
      }
    }
  }

  @Test func `a share of the real tokens is hidden, and labels tell what stood there`() {
    var generator = SeededGenerator(seed: 3)
    let batch = PaddedBatch(texts([Int](repeating: 12, count: 200) + [7, 5]))
    let masked = MaskedTexts(batch, maskToken: 12, using: &generator)
    let rows = masked.guessedRows.map(Int.init)
    #expect(abs(Double(rows.count) / Double(batch.realRows.count) - 0.15) < 0.02)
    #expect(Set(rows).isSubset(of: Set(batch.realRows.map(Int.init))))
    for row in batch.tokens.indices {
      if rows.contains(row) {
        #expect(masked.labels[row] == batch.tokens[row])
      } else {
        #expect(masked.labels[row] == ignoredLabel && masked.batch.tokens[row] == batch.tokens[row])
      }
    }
    let hidden = rows.count { masked.batch.tokens[$0] == 12 }
    #expect(abs(Double(hidden) / Double(rows.count) - 0.8) < 0.06)
    let all = MaskedTexts(batch, maskToken: 12, hidden: 1, using: &generator)
    #expect(all.guessedRows.allSatisfy { all.batch.tokens[Int($0)] == 12 })
  }

  @Test func `guessing is learned`() throws {
    var generator = SeededGenerator(seed: 3)
    let shape = StudentShape(layers: 2, width: 16, heads: 2, feedForwardWidth: 32)
    let encoder = try Transformer(
      shape.configuration(vocabularySize: vocabulary, contextLength: 12), using: &generator)
    // Each text counts upwards: a hidden token follows from its neighbours.
    func draw() -> MaskedTexts {
      let texts = (0..<16).map { _ in
        let start = Int32.random(in: 0..<4, using: &generator)
        return (0..<8).map { start + Int32($0) }
      }
      return MaskedTexts(PaddedBatch(texts), maskToken: 12, hidden: 1, using: &generator)
    }
    var losses: [Float] = []
    try Training(steps: 300, rate: 1e-2).run(
      [encoder.parameters], report: { losses.append($1) },
      loss: { encoder.guessingLoss(draw(), on: $0) })
    #expect(losses[290...].reduce(0, +) / 10 < 0.3 * losses[..<10].reduce(0, +) / 10)
  }

  @Test func `translations are learned to be found among others`() throws {
    var generator = SeededGenerator(seed: 3)
    let shape = StudentShape(layers: 1, width: 16, heads: 1, feedForwardWidth: 32)
    let encoder = try Transformer(
      shape.configuration(vocabularySize: vocabulary, contextLength: 12), using: &generator)
    // A "language" of tokens 0 to 5, and another of tokens 6 to 11.
    func pair() -> (MaskedTexts, MaskedTexts) {
      let texts = (0..<8).map { _ in (0..<6).map { _ in Int32.random(in: 0..<6, using: &generator) }
      }
      func masked(_ texts: [[Int32]]) -> MaskedTexts {
        MaskedTexts(PaddedBatch(texts), maskToken: 12, using: &generator)
      }
      return (masked(texts), masked(texts.map { $0.map { $0 + 6 } }))
    }
    func ranking() -> Float {
      let (texts, others) = pair()
      let guessing = [texts, others].map { encoder.guessingLoss($0) }.reduce(0, +) / 2
      return 2 * (encoder.rankingLoss(texts, against: others) - guessing)
    }
    func mean() -> Float { (0..<20).reduce(0) { sum, _ in sum + ranking() } / 20 }
    let before = mean()
    // Who knows nothing gives each of the eight an equal share.
    #expect(abs(before - 2.08) < 0.3)
    try Training(steps: 300, rate: 1e-2).run([encoder.parameters], report: { _, _ in }) { tape in
      let (texts, others) = pair()
      return encoder.rankingLoss(texts, against: others, on: tape)
    }
    #expect(mean() < 0.5 * before)
  }
}
