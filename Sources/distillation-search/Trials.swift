import ChapterCommand
import ChapterEngine
import DistillationSearch
import Evidence
import Foundation
import Layers
import Tensors

// MARK: - The teacher's training

/// All that a teacher depends on within a run.
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
    /// What it can do.
    let scores: EncoderScores
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
          let texts = masked(reader.next(using: &generator), share: configuration.hiddenShare)
          return encoder.guessingLoss(texts, on: tape)
        }
        let (texts, translations) = reader.translations(using: &generator)
        return encoder.rankingLoss(
          masked(texts, share: 0.15), against: masked(translations, share: 0.15), on: tape)
      })
    try Checkpoint.save(encoder.parameters, to: file)
    return Result(
      losses: losses, weights: encoder.parameters.digest.description,
      scores: EncoderScores(encoder, text, by: text.test, guessing: encoder.logits))
  }
}

// MARK: - A short distillation

/// All that a short distillation depends on within a run.
struct ProxyTrial: Codable, Sendable {
  let shape: StudentShape
  let seed: UInt64
  /// The digest of the teacher's weights.
  let teacher: String

  /// The loss of the last layer on verses that were not learned from.
  func loss(_ lessons: ProxyLessons, _ plan: ProxyPlan) throws -> Double {
    var generator = SeededGenerator(seed: seed)
    let student = try Student(
      shape, of: lessons.teacher, learning: lessons.objective, using: &generator)
    var step = 0
    try [student].imitate(
      plan.training,
      drawing: {
        step += 1
        return lessons.training[(step - 1) % lessons.training.count]
      }, report: { _, _ in })
    return lessons.judging.map { Double(student.loss($0).last) }.mean
  }
}

/// The lessons of all short distillations from one seed: the teacher gives them once.
struct ProxyLessons: @unchecked Sendable {
  let teacher: Teacher
  let objective: Objective
  let training, judging: [Lesson]

  init(
    _ teacher: Teacher, _ text: VerseText, _ configuration: Configuration, seed: UInt64
  ) {
    self.teacher = teacher
    objective = configuration.objective
    var generator = SeededGenerator(seed: seed + (1 << 32))
    func lessons(_ verses: VerseText.Verses, _ count: Int) -> [Lesson] {
      var reader = VerseReader(verses, batchSize: configuration.batchSize)
      return (0..<count).map { _ in
        let texts = MaskedTexts(
          reader.next(using: &generator), maskToken: text.maskToken,
          share: configuration.hiddenShare, using: &generator)
        return teacher.lesson(on: texts, for: [configuration.objective])
      }
    }
    training = lessons(text.training, configuration.proxy.lessons)
    judging = lessons(text.validation, configuration.proxy.judging)
  }
}

/// All short distillations of a run: each is made once, by whoever asks for it first.
struct Trials {
  /// Every student from every seed, student by student.
  let all: [ProxyTrial]
  private let folder: TrialFolder
  private let lessons: [UInt64: ProxyLessons]
  private let configuration: Configuration

  init(
    _ teacher: TaughtTeacher, _ text: VerseText, _ configuration: Configuration,
    _ seeds: [UInt64], in notebook: Notebook
  ) throws {
    all = configuration.space.students.flatMap { shape in
      seeds.map { ProxyTrial(shape: shape, seed: $0, teacher: teacher.weights) }
    }
    folder = try notebook.trials("trials")
    lessons = Dictionary(
      uniqueKeysWithValues: seeds.map {
        ($0, ProxyLessons(teacher.teacher, text, configuration, seed: $0))
      })
    self.configuration = configuration
  }

  /// The losses of some trials.
  func losses(of trials: [ProxyTrial], report: (_ share: Double) throws -> Void) throws -> [Double]
  {
    try folder.results(
      of: trials, report: { share, _ in try report(share) },
      computing: { [lessons, configuration] trial, _ in
        try trial.loss(lessons[trial.seed]!, configuration.proxy)
      })
  }

  /// Makes the trials of a search, from the first seed.
  func search(
    within budget: Double, _ costs: Costs, _ seed: UInt64,
    report: (_ share: Double) throws -> Void
  ) throws {
    let (reward, seeds) = (Reward.hard(budget: budget), configuration.seedsOfTable)
    var tried = 0.0
    _ = try ControlledSearch.trace(in: configuration.space, configuration, seed) { students in
      defer { tried += Double(students.count) }
      return try zip(
        students,
        losses(of: students.map { all[$0 * seeds] }) {
          try report((tried + $0 * Double(students.count)) / Double(all.count))
        }
      ).map { reward(loss: $1, latency: costs.latency($0)) }
    }
  }
}

// MARK: - A whole distillation

/// A student to teach.
struct Pupil: Codable, Hashable, Sendable {
  let shape: StudentShape
  /// What it imitates before it guesses; nil for one that only guesses, as many steps as both take.
  let objective: Objective?
  /// Whether it is taught as long as students are that somebody would use.
  var isTaughtToTheEnd = false
}

/// Pupils who sit in one class: the teacher reads each text once for all of them.
///
/// Their seed decides with which weights each begins, and which texts the class reads. What a pupil
/// learns does not depend on who sits beside it.
struct ClassTrial: Codable, Sendable {
  let pupils: [Pupil]
  let seed: UInt64
  /// The digest of the teacher's weights.
  let teacher: String

  /// Teaches and judges the pupils.
  func scores(
    of teacher: Teacher, on text: VerseText, _ configuration: Configuration,
    report: (_ share: Double, _ loss: Float) throws -> Void
  ) throws -> [EncoderScores] {
    let students = try pupils.map { pupil in
      var weights = SeededGenerator(seed: seed)
      return try Student(
        pupil.shape, of: teacher, learning: pupil.objective ?? .states(.last), using: &weights)
    }
    let plan = configuration.lessons(toTheEnd: pupils[0].isTaughtToTheEnd)
    let steps = Double(plan.imitating.steps + plan.guessing.steps)
    var texts = SeededGenerator(seed: seed + (1 << 32))
    var reader = VerseReader(text.training, batchSize: configuration.batchSize)
    func masked() -> MaskedTexts {
      MaskedTexts(
        reader.next(using: &texts), maskToken: text.maskToken, share: configuration.hiddenShare,
        using: &texts)
    }
    func lesson() -> Lesson { teacher.lesson(on: masked(), for: pupils.compactMap(\.objective)) }
    func tell(_ step: Int, _ loss: Float) throws { try report(Double(step) / steps, loss) }
    if pupils.contains(where: { $0.objective == nil }) {
      precondition(pupils.count == 1, "who only guesses needs no teacher, and sits alone")
      var training = plan.imitating
      training.steps += plan.guessing.steps
      try students[0].guess(training, drawing: masked, report: tell)
    } else {
      try students.imitate(plan.imitating, drawing: lesson, report: tell)
      for student in students { student.adoptHead(of: teacher) }
      try students.imitate(
        plan.guessing, guessing: plan.guessingWeight, drawing: lesson,
        report: { step, loss in try tell(plan.imitating.steps + step, loss) })
    }
    return students.map {
      EncoderScores($0.encoder, text, by: text.test, guessing: $0.logits)
    }
  }
}
