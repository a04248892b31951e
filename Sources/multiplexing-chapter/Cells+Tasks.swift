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
      var rows = [["words alone", baseline.figure, "–", "–", "–"]]
      let alone = runs["n1"]!.map(\.judged.score)
      for contender in learners {
        let own = runs[contender.name]!
        let f1 = try notebook.measure(
          .statistical("token-f1-\(contender.name)", seeds: own.map(\.judged.score), unit: "%"))
        guard contender.groupSize > 1 else {
          rows.append([contender.name, f1.figureWithInterval, "–", "–", "–"])
          continue
        }
        let drop = try notebook.measure(
          .statistical(
            "token-drop-\(contender.name)", seeds: zip(alone, own).map { $0 - $1.judged.score },
            unit: "points"))
        let worst = try notebook.measure(
          .statistical(
            "token-worst-slot-\(contender.name)",
            seeds: own.map { 100 * $0.judged.slots.min()! / $0.judged.score }, unit: "%"))
        let ensembled = try notebook.measure(
          .statistical(
            "token-ensembled-\(contender.name)",
            seeds: own.map { $0.ensembles[contender.groupSize]! }, unit: "%"))
        rows.append([
          contender.name, f1.figureWithInterval, drop.figure, worst.figure, ensembled.figure,
        ])
      }
      page.table(["supplied", "F1", "drop", "worst slot, of the mean", "ensemble of N"], rows)
      page.draw(
        slotPlot(
          of: "supplied words", learners.filter(\.isOfTheFrontier), runs, unit: "F1"))
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
        let rows = try configuration.learners(of: task).map { contender in
          let own = runs[contender.name]!
          let accuracy = try notebook.measure(
            .statistical(
              "\(task)-accuracy-\(contender.name)", seeds: own.map(\.judged.score), unit: "%"))
          let slots = (0..<contender.groupSize).map { slot in
            own.map { $0.judged.slots[slot] }.mean
          }
          return [
            contender.name, accuracy.figureWithInterval,
            slots.map { Figure.text($0) }.joined(separator: ", "),
          ]
        }
        page.table([task, "accuracy", "slot by slot"], rows)
      }
    }
  }
}
