import Layers
import Tensors
import Testing

@testable import DistillationSearch

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
