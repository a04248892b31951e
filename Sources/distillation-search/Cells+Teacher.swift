import ChapterCommand
import ChapterEngine
import DistillationSearch
import Evidence
import Layers
import Tensors
import Text

// MARK: - What is read

extension DistillationSearchChapter {
  static func texts(_ configuration: Configuration, in notebook: Notebook) throws -> VerseText {
    try notebook.cell("What is read") { page in
      let verses = try verses(configuration, on: page, in: notebook)
      let text = try VerseText(
        verses, vocabularySize: configuration.vocabularySize, longest: configuration.longest)
      let parts = [
        ("to learn from", verses.training), ("for choices", verses.validation),
        ("to judge", verses.test),
      ]
      page.table(["verses in five languages", ""], parts.map { [$0.0, "\($0.1.count)"] })
      for language in AlignedVerses.Language.allCases {
        page.print(
          "\(verses.test[0].place), \(language.name): \(verses.test[0].text(in: language))")
      }
      return text
    }
  }

  /// The whole New Testament, where it is asked for and was fetched; the Gospels elsewhere.
  private static func verses(
    _ configuration: Configuration, on page: Page, in notebook: Notebook
  ) throws -> AlignedVerses {
    do {
      let verses = try AlignedVerses.load(configuration.corpus, from: notebook.root)
      try notebook.use(configuration.corpus)
      return verses
    } catch CorpusError.missingFile(let file, _) where configuration.corpus != "gospels" {
      page.print("the Gospels alone, since \(file) is not there; make data fetches it")
      try notebook.use("gospels")
      return try AlignedVerses.load(from: notebook.root)
    }
  }
}

// MARK: - The teacher

extension DistillationSearchChapter {
  /// Trains the teacher, or takes the one that is kept, and judges it.
  static func teacher(
    of text: VerseText, _ configuration: Configuration, in notebook: Notebook
  ) throws -> TaughtTeacher {
    try notebook.cell("The teacher") { page in
      let trial = TeacherTrial(
        plan: configuration.teacher, seed: notebook.seed, texts: text.digest)
      let file = try notebook.trials("teacher").file(of: trial, ending: "safetensors")
      let threads = notebook.threads
      let result = try notebook.results("teacher", of: [trial]) { trial, report in
        // One model, and nothing beside it: it takes all threads.
        try ThreadPool.with(threads: threads) {
          try trial.train(on: text, configuration, keeping: file, report: report)
        }
      }[0]
      var generator = SeededGenerator(seed: 0)
      let encoder = try configuration.teacherEncoder(isTrainable: false, using: &generator)
      try Checkpoint.load(encoder.parameters, from: file)
      page.print("weights \(result.weights.prefix(16))")
      page.draw(
        Plot(
          "The teacher's loss, by steps", x: Axis("steps"), y: Axis("loss", unit: "nats"),
          series: [Series("loss", result.losses.map { .init($0[0], $0[1]) })]))
      let scores = result.scores
      for (language, score) in zip(AlignedVerses.Language.allCases, scores.masked) {
        try notebook.measure(
          .counted("teacher-masked-accuracy-\(language.rawValue)", score, unit: "%"))
      }
      try notebook.measure(
        .counted("teacher-masked-accuracy", scores.maskedMean, unit: "%"))
      try notebook.measure(.counted("teacher-retrieval", scores.retrieval, unit: "%"))
      try notebook.measure(.counted("teacher-language", scores.language, unit: "%"))
      page.table(
        ["teacher"] + AlignedVerses.Language.allCases.map(\.name),
        [["hidden tokens guessed"] + scores.masked.map { Figure.text($0, unit: "%") }])
      page.print("verses found in other languages: \(Figure.text(scores.retrieval, unit: "%"))")
      // What these are worth: guessing blindly.
      try notebook.measure(
        .counted("frequent-token-accuracy", text.frequentTokenAccuracy, unit: "%"))
      try notebook.measure(
        .counted("blind-retrieval", 100 / Double(text.test[0].count), unit: "%"))
      page.print("languages told apart: \(Figure.text(scores.language, unit: "%"))")
      return TaughtTeacher(encoder, text, configuration, weights: result.weights, scores: scores)
    }
  }
}

/// The teacher of all students, and what it can do.
struct TaughtTeacher: @unchecked Sendable {
  let teacher: Teacher
  let weights: String
  let scores: EncoderScores

  init(
    _ encoder: Transformer, _ text: VerseText, _ configuration: Configuration, weights: String,
    scores: EncoderScores
  ) {
    var generator = SeededGenerator(seed: 0)
    var reader = VerseReader(text.training, batchSize: configuration.batchSize)
    let batches = (0..<20).map { _ in
      MaskedTexts(
        reader.next(using: &generator), maskToken: text.maskToken,
        share: configuration.hiddenShare, using: &generator
      ).batch
    }
    teacher = Teacher(encoder, standardizedOver: batches)
    (self.weights, self.scores) = (weights, scores)
  }
}

extension Configuration {
  /// The teacher's shape, as if it were a student's.
  var teacherShape: StudentShape {
    StudentShape(
      layers: teacher.layers, width: teacher.width, heads: teacher.width / 32,
      feedForwardWidth: 4 * teacher.width)
  }

  /// A teacher with freshly drawn weights.
  func teacherEncoder(
    isTrainable: Bool = true, using generator: inout some RandomNumberGenerator
  ) throws -> Transformer {
    try Transformer(
      teacherShape.configuration(
        vocabularySize: vocabularySize, contextLength: longest),
      isTrainable: isTrainable, using: &generator)
  }
}
