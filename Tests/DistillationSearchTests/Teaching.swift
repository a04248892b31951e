import Layers
import Tensors

@testable import DistillationSearch

// MARK: - A teacher and its students

let vocabulary = 13

func teacherEncoder() throws -> Transformer {
  var generator = SeededGenerator(seed: 1)
  let shape = StudentShape(layers: 4, width: 16, heads: 2, feedForwardWidth: 32)
  let encoder = try Transformer(
    shape.configuration(vocabularySize: vocabulary, contextLength: 12), isTrainable: false,
    using: &generator)
  // Far from its start, so that tokens and layers differ a lot.
  encoder.parameters.withValues { for i in $0.indices { $0[i] += 0.2 * generator.normal() } }
  return encoder
}

func texts(_ lengths: [Int], seed: UInt64 = 1) -> [[Int32]] {
  var generator = SeededGenerator(seed: seed)
  return lengths.map { (0..<$0).map { _ in Int32.random(in: 1..<12, using: &generator) } }
}

/// Texts with some tokens to be guessed that all stand there as they were.
func unmasked(_ texts: [[Int32]]) -> MaskedTexts { unmasked(PaddedBatch(texts)) }

func unmasked(_ batch: PaddedBatch) -> MaskedTexts {
  var generator = SeededGenerator(seed: 4)
  return MaskedTexts(batch, maskToken: 12, hidden: -1, using: &generator)
}

func teacher() throws -> Teacher {
  Teacher(
    try teacherEncoder(),
    standardizedOver: (0..<4).map { PaddedBatch(texts([5, 9, 12, 7], seed: 50 + $0)) })
}

func student(
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

let objectives: [Objective] = [
  .states(.uniformAndLast), .states(.uniform), .states(.last), .relations(heads: 2),
]
