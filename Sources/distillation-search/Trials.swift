import ChapterEngine
import DistillationSearch
import Evidence
import Foundation
import Layers
import Tensors

// MARK: - The teacher's training

/// All that a teacher depends on.
struct TeacherTrial: Codable, Sendable {
  let plan: TeacherPlan
  let seed: UInt64
  /// The digest of the texts: they may have been fetched since an earlier run.
  let texts: String

  /// What is kept beside the weights.
  struct Result: Codable, Sendable {
    /// Steps and losses.
    let losses: [[Double]]
    /// The digest of the weights.
    let weights: String
  }

  /// Trains a teacher, which guesses hidden tokens and finds translations, and keeps its weights at
  /// `file`.
  func train(
    on text: VerseText, _ configuration: Configuration, keeping file: URL,
    report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws -> Result {
    var generator = SeededGenerator(seed: seed)
    let encoder = try configuration.teacherEncoder(using: &generator)
    var reader = VerseReader(text.training, batchSize: plan.batchSize)
    func masked(_ batch: PaddedBatch, share: Float) -> MaskedTexts {
      MaskedTexts(batch, maskToken: text.maskToken, share: share, using: &generator)
    }
    var losses: [[Double]] = []
    let interval = max(1, plan.training.steps / 40)
    var sum = 0.0
    try plan.training.run(
      [encoder.parameters],
      report: { step, loss in
        sum += Double(loss)
        if step % interval == 0 {
          losses.append([Double(step), sum / Double(interval)])
          sum = 0
        }
        try report(Double(step) / Double(plan.training.steps), loss)
      },
      loss: { tape in
        guard generator.uniform() < plan.rankedShare else {
          let texts = masked(reader.next(using: &generator), share: plan.hiddenShare)
          return encoder.guessingLoss(texts, on: tape)
        }
        let (texts, translations) = reader.translations(using: &generator)
        return encoder.rankingLoss(
          masked(texts, share: 0.15), against: masked(translations, share: 0.15), on: tape)
      })
    try Checkpoint.save(encoder.parameters, to: file)
    return Result(losses: losses, weights: encoder.parameters.digest.description)
  }
}

// MARK: - A short distillation

/// All that a short distillation depends on.
struct ProxyTrial: Codable, Sendable {
  let shape: StudentShape
  let seed: UInt64
  /// The digest of the teacher's weights.
  let teacher: String

  /// The loss of the last layer on verses that were not learned from.
  func loss(_ lessons: ProxyLessons, _ plan: ProxyPlan) throws -> Double {
    var generator = SeededGenerator(seed: seed)
    let student = try Student(
      shape, of: lessons.teacher, learning: ProxyLessons.objective, using: &generator)
    var step = 0
    try student.imitate(
      plan.training,
      drawing: {
        step += 1
        return lessons.training[(step - 1) % lessons.training.count]
      }, report: { _, _ in })
    return lessons.judging.map { Double(student.loss($0).last) }.mean
  }
}

/// The lessons of all short distillations: the teacher gives them once.
struct ProxyLessons: @unchecked Sendable {
  static let objective = Objective.states(.uniformAndLast)
  let teacher: Teacher
  let training, judging: [Lesson]

  init(_ teacher: Teacher, _ text: VerseText, _ configuration: Configuration) {
    self.teacher = teacher
    var generator = SeededGenerator(seed: 0)
    func lessons(_ verses: VerseText.Verses, _ count: Int) -> [Lesson] {
      var reader = VerseReader(verses, batchSize: configuration.lessons.batchSize)
      return (0..<count).map { _ in
        let texts = MaskedTexts(
          reader.next(using: &generator), maskToken: text.maskToken, using: &generator)
        return teacher.lesson(on: texts, for: Self.objective)
      }
    }
    training = lessons(text.training, configuration.proxy.lessons)
    judging = lessons(text.validation, configuration.proxy.judging)
  }
}

// MARK: - A whole distillation

/// All that a student's whole education depends on.
struct StudentTrial: Codable, Sendable {
  let shape: StudentShape
  /// What it imitates before it guesses; nil for one that only guesses, as many steps as both take.
  let objective: Objective?
  let seed: UInt64
  /// The digest of the teacher's weights.
  let teacher: String

  /// Teaches and judges a student.
  func result(
    of teacher: Teacher, on text: VerseText, _ plan: LessonPlan
  ) throws -> EncoderScores {
    var generator = SeededGenerator(seed: seed)
    let student = try Student(
      shape, of: teacher, learning: objective ?? .states(.last), using: &generator)
    var reader = VerseReader(text.training, batchSize: plan.batchSize)
    func masked() -> MaskedTexts {
      MaskedTexts(
        reader.next(using: &generator), maskToken: text.maskToken, share: plan.hiddenShare,
        using: &generator)
    }
    guard let objective else {
      var training = plan.guessing
      training.steps += plan.imitating.steps
      try student.guess(training, drawing: masked, report: { _, _ in })
      return student.scores(text)
    }
    func lesson() -> Lesson { teacher.lesson(on: masked(), for: objective) }
    try student.imitate(plan.imitating, drawing: lesson, report: { _, _ in })
    student.adoptHead(of: teacher)
    try student.imitate(
      plan.guessing, guessing: plan.guessingWeight, drawing: lesson, report: { _, _ in })
    return student.scores(text)
  }
}

extension Student {
  fileprivate func scores(_ text: VerseText) -> EncoderScores {
    EncoderScores(encoder, text, by: text.test, guessing: logits)
  }
}
