import ChapterCommand
import Evidence

// MARK: - Words that were supplied

extension MultiplexingChapter {
  /// Which words of a verse the translators supplied: rare ones, so that F1 is asked for.
  static func suppliedWords(
    _ results: Results, _ texts: Texts, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("Words that were supplied") { page in
      let runs = results["supplied"]!
      let learners = configuration.learners(of: "supplied")
      let baseline = try notebook.measure(
        .counted(
          "token-f1-words", texts.wordBaseline, unit: "%", note: "what each word alone tells"))
      try scores(
        "supplied", stem: "token", score: "F1", of: learners, runs,
        others: [["words alone", baseline.figure, "–", "–", "–", "–"]], on: page, in: notebook)
      page.draw(
        slotPlot(
          of: "supplied words", learners.filter { $0.role == .frontier }, runs, unit: "F1"))
    }
  }
}

// MARK: - Other tasks

extension MultiplexingChapter {
  /// Does a symbol recur, what does a question ask for, does a sentence praise a film?
  static func otherTasks(
    _ results: Results, _ texts: Texts, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("Other tasks") { page in
      for task in ["recurrence", "questions", "films"] {
        guard let runs = results[task] else { continue }
        try scores(
          task, stem: task, of: configuration.learners(of: task), runs, on: page, in: notebook)
      }
    }
  }
}
