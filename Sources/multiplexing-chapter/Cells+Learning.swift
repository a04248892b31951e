import ChapterCommand
import ChapterEngine
import EncoderTasks
import Evidence
import Tensors
import Text

// MARK: - What is read

/// The novels' tokens, and the tasks.
struct Texts {
  let encoderText: EncoderText
  let tasks: [Task]
  /// What words alone tell of whether they were supplied: F1, in percent.
  let wordBaseline: Double

  /// The task of that name; nil if its texts were not fetched.
  func task(_ name: String) -> Task? { tasks.first { $0.name == name } }
}

extension MultiplexingChapter {
  static func texts(_ configuration: Configuration, in notebook: Notebook) throws -> Texts {
    try notebook.cell("What is read") { page in
      for name in ["austen", "wordnet", "king-james-marks"] { try notebook.use(name) }
      let novels = try Corpus.load("austen", from: notebook.root)
        .split(holdingOut: configuration.heldOut).keeping(configuration.novels)
      let glosses = try LabelledTexts.load("wordnet", from: notebook.root)
      let verses = try MarkedVerses.load(from: notebook.root)
      let text = try EncoderText(novels, glosses, vocabularySize: configuration.vocabularySize)
      let longest = configuration.longest
      func task(_ name: String, _ texts: LabelledTexts) -> Task {
        Task(SortingTask(name, texts, text.tokenizer, longest: longest))
      }
      let supplied = TokenTask(
        verses, text.tokenizer, longest: configuration.longestVerse)
      var tasks = [
        task("glosses", glosses), Task(supplied),
        Task(SortingTask.recurrence(count: configuration.rows)),
      ]
      let named = Set(configuration.tasks.map(\.task))
      for name in ["questions", "films"] where named.contains(name) {
        if let texts = try notebook.fetchedTexts(name, on: page) { tasks.append(task(name, texts)) }
      }
      page.table(
        ["task", "what has a class", "classes", "to learn from", "for choices", "to judge"],
        tasks.map { task in
          let counts = [task.classes] + [task.training, task.validation, task.test].map(\.count)
          return [task.name, task.unit.rawValue] + counts.map { "\($0)" }
        })
      for verse in verses.test.filter({ $0.words.contains(where: \.isSupplied) }).prefix(2) {
        let words = verse.words.map { $0.isSupplied ? "[\($0.text)]" : $0.text }
        page.print("\(verse.place): " + words.joined(separator: " "))
      }
      return Texts(
        encoderText: text, tasks: tasks,
        wordBaseline: WordShares(supplied)
          .score(Array(supplied.test.prefix(configuration.judging))).f1)
    }
  }
}

// MARK: - Learning

/// What was learned: by task, by contender, a result for each seed.
typealias Results = [String: [String: [TaskResult]]]

extension MultiplexingChapter {
  /// Trains each task's contenders from each seed.
  static func learning(
    on texts: Texts, _ configuration: Configuration, in notebook: Notebook
  ) throws -> Results {
    try notebook.cell("Learning") { page in
      let runs = runs(on: texts, configuration, notebook.seeds)
      let jobs = SideBySide(
        try runs.map { run in
          let model = try run.isShown ? notebook.scratch(run.name) : nil
          return { report in
            try run.result(
              keeping: model?.appendingPathComponent("encoder.safetensors"), report: report)
          }
        }, threads: notebook.threads)
      var results: Results = [:]
      for (number, run) in runs.enumerated() {
        let result = try notebook.step(run.name) { progress in
          try jobs.value(of: number) { share, loss in
            progress.update(share, "loss \(Figure.text(Double(loss)))")
            try notebook.checkInterruption()
          }
        }
        results[run.task.name, default: [:]][run.contender.name, default: []].append(result)
        if run.seed == notebook.seed {
          page.print("\(run.name): weights \(result.weights.prefix(16))")
        }
      }
      return results
    }
  }

  /// All that is to be trained: those of one encoder with different seeds follow each other.
  private static func runs(
    on texts: Texts, _ configuration: Configuration, _ seeds: [UInt64]
  ) -> [TaskRun] {
    configuration.tasks.flatMap { plan in
      texts.task(plan.task).map { task in
        plan.contenders.flatMap { name in
          seeds.prefix(plan.seeds).map { seed in
            TaskRun(
              task: task, maskToken: texts.encoderText.maskToken,
              contender: configuration.contender(name), configuration: configuration,
              steps: plan.steps, seed: seed,
              isShown: name == configuration.shown && task.name == "glosses" && seed == seeds[0])
          }
        }
      } ?? []
    }
  }
}

extension TaskRun {
  /// The name of its step, in kebab-case.
  fileprivate var name: String { "\(task.name)-\(contender.name)-seed-\(seed)" }
}

extension Configuration {
  /// The contender of that name.
  func contender(_ name: String) -> Contender { contenders.first { $0.name == name }! }

  /// The names of the contenders that learn a task.
  func learners(of task: String) -> [Contender] {
    tasks.filter { $0.task == task }.flatMap(\.contenders).map(contender)
  }
}
