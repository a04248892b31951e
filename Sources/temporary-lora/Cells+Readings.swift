import ChapterCommand
import Evidence
import Layers
import TemporaryLoRA
import Tensors

// MARK: - All readings

/// What all readers made of their texts.
struct Readings: Sendable {
  let configuration: Configuration
  let seeds: [UInt64]
  private let results: [String: Reading]

  init(_ results: [String: Reading], _ configuration: Configuration, _ seeds: [UInt64]) {
    (self.results, self.configuration, self.seeds) = (results, configuration, seeds)
  }

  subscript(name: String) -> Reading { results[name]! }

  /// Whether there is one of this name.
  func has(_ name: String) -> Bool { results[name] != nil }
}

// MARK: - Who reads what

extension TemporaryLoRAChapter {
  /// The novel: from each seed a base with a short window, one with a long window, with its cache
  /// kept and without, and one with a temporary adapter. The rest from the first seed.
  static func readings(
    by bases: [Base], of text: NovelText, _ configuration: Configuration, in notebook: Notebook
  ) throws -> Readings {
    try notebook.cell("Who reads what") { page in
      let trials =
        bases.flatMap { novel(by: $0, text, configuration) }
        + controls(by: bases[0], text, configuration)
        + variants(by: bases[0], text, configuration)
        + bible(by: bases[0], text, configuration)
      let results = try notebook.results(
        "readings",
        of: trials.map { trial in
          Trial(name: trial.name, work: trial.work) { try trial.reading(report: $0) }
        })
      page.print("\(trials.count) readings")
      return Readings(results, configuration, bases.map(\.seed))
    }
  }

  /// The main plan's readers and those with a long window.
  private static func novel(
    by base: Base, _ text: NovelText, _ configuration: Configuration
  ) -> [ReadingTrial] {
    let (plan, adapter) = (configuration.reading, configuration.adapter)
    return [
      ReadingTrial(
        name: "base-\(base.seed)", base: base, document: text.heldOut, plan: plan,
        learning: .nobody, keepsTokens: true),
      ReadingTrial(
        name: "long-\(base.seed)", base: base, document: text.heldOut,
        plan: configuration.longPlan, learning: .nobody),
      ReadingTrial(
        name: "long-kept-\(base.seed)", base: base, document: text.heldOut,
        plan: configuration.keptLongPlan, learning: .nobody),
      ReadingTrial(
        name: "reader-\(base.seed)", base: base, document: text.heldOut, plan: plan,
        learning: .adapter(adapter), keepsTokens: true),
    ]
  }

  /// Readers that show what the gain is not.
  private static func controls(
    by base: Base, _ text: NovelText, _ configuration: Configuration
  ) -> [ReadingTrial] {
    let (plan, adapter) = (configuration.reading, configuration.adapter)
    let novel = text.heldOut
    let other = Array(text.novel(configuration.otherBook).prefix(novel.count))
    // Where a segment begins, so that segments are those of all others.
    let late = 2 * novel.count / 3 / Reading.segment * Reading.segment
    func beginner(_ name: String, taught: [Int32] = []) -> ReadingTrial {
      ReadingTrial(
        name: name, base: base, document: Array(novel[late...]), plan: plan,
        learning: .adapter(adapter), taught: taught, skipped: Array(novel[..<late]))
    }
    func taught(_ name: String, _ text: [Int32]) -> ReadingTrial {
      ReadingTrial(
        name: name, base: base, document: novel, plan: plan, learning: .adapter(adapter),
        taught: Array(text.prefix(novel.count)), learnsOn: false)
    }
    let trials = [
      taught("other-book", other),
      beginner("late-start"),
      // One that has learned how to read so, but not from this book.
      beginner("late-start-taught", taught: other),
      ReadingTrial(
        name: "all-weights", base: base, document: novel,
        plan: configuration.planForAllWeights(rate: configuration.ratesOfAllWeights[0]),
        learning: .allWeights),
      ReadingTrial(
        name: "dear", base: base, document: novel, plan: configuration.dearPlan,
        learning: .adapter(adapter)),
    ]
    return trials + (text.bible.isEmpty ? [] : [taught("other-text", text.bible)])
  }

  /// Readers of the novel's beginning, each of which differs in one thing.
  private static func variants(
    by base: Base, _ text: NovelText, _ configuration: Configuration
  ) -> [ReadingTrial] {
    let document = Array(text.heldOut.prefix(configuration.sweptTokens))
    let main = configuration.reading
    func trial(
      _ name: String, _ plan: ReadingPlan, _ learning: ReadingTrial.Learning
    ) -> ReadingTrial {
      ReadingTrial(name: name, base: base, document: document, plan: plan, learning: learning)
    }
    let variants = configuration.variants.flatMap { variant -> [ReadingTrial] in
      let (plan, adapter) = variant.applied(main, configuration.adapter)
      let reader = trial(variant.id, plan, .adapter(adapter))
      // Who reads with another window is held against a base that does, too.
      return plan.window == main.window
        ? [reader] : [reader, trial("\(variant.id)-base", plan, .nobody)]
    }
    let kept = [Float(1), 3].flatMap { factor in
      [true, false].map { reuses in
        var plan = main
        plan.window = configuration.keptWindow
        plan.reusesCache = reuses
        plan.learning.rate *= factor
        var trial = trial(
          "\(reuses ? "kept" : "fresh")-cache-\(Int(factor))", plan,
          .adapter(configuration.adapter))
        trial.segment = plan.block
        return trial
      }
    }
    let all = configuration.ratesOfAllWeights.map { rate in
      trial("all-weights-\(rate)", configuration.planForAllWeights(rate: rate), .allWeights)
    }
    return variants + kept + all
  }

  /// Readers of the Bible.
  private static func bible(
    by base: Base, _ text: NovelText, _ configuration: Configuration
  ) -> [ReadingTrial] {
    guard !text.bible.isEmpty else { return [] }
    let (plan, adapter) = (configuration.reading, configuration.adapter)
    let late = configuration.lateStarts.filter { $0 < text.bible.count }.map { start in
      let name = "bible-late-\(start / 1_000)k"
      let start = start / Reading.segment * Reading.segment
      return ReadingTrial(
        name: name, base: base,
        document: Array(text.bible[start...].prefix(configuration.lateTokens)), plan: plan,
        learning: .adapter(adapter), skipped: Array(text.bible[..<start]))
    }
    return late + [
      ReadingTrial(
        name: "bible-base", base: base, document: text.bible, plan: plan, learning: .nobody),
      ReadingTrial(
        name: "bible-reader", base: base, document: text.bible, plan: plan,
        learning: .adapter(adapter)),
    ]
  }
}

extension Configuration {
  /// As with a long window, and learned from as by the main plan.
  var dearPlan: ReadingPlan {
    var plan = longPlan
    (plan.prefix, plan.learning) = (plan.block, reading.learning)
    return plan
  }

  /// As with a long window, half of which is read again when it is full.
  var keptLongPlan: ReadingPlan {
    var plan = longPlan
    (plan.context, plan.reusesCache) = (longPlan.window / 2, true)
    return plan
  }

  /// As the main plan, at another rate.
  func planForAllWeights(rate: Float) -> ReadingPlan {
    var plan = reading
    plan.learning.rate = rate
    return plan
  }
}
