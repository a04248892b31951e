import Layers
import Tensors
import Testing

@testable import DistillationSearch

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
