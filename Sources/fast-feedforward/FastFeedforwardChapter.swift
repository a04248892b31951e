import ChapterCommand
import ChapterEngine
import Evidence
import FastFeedforward

// MARK: - The chapter

@main
struct FastFeedforwardChapter: ChapterProgram {
  static let chapter = Chapter(
    id: "01-fast-feedforward", title: "Fast feedforward",
    abstract: "Replaces feedforward layers by trees of neurons of which each token visits a path.",
    sources: [
      "Sources/FastFeedforward", "Sources/fast-feedforward", "Sources/EncoderTasks",
      "Sources/ChapterEngine",
    ],
    engine: Chapter.engine,
    data: ["austen", "wordnet", "questions", "films"],
    presets: [
      .smoke: Plan(.seconds(5), repeats: 1),
      .quick: Plan(.seconds(55), repeats: 1),
      .book: Plan(.seconds(16 * 60), repeats: 3),
    ],
    claims: claims)

  static func run(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.withEngine {
      try cost(in: notebook)
      try speed(configuration, in: notebook)
      try widths(configuration.race, in: notebook)
      try large(configuration.race, in: notebook)
      try encoderSpeed(configuration, in: notebook)
      try regions(configuration, in: notebook)
      try map(configuration, in: notebook)
      let (text, tasks) = try texts(configuration, in: notebook)
      let results = try learning(on: text, tasks, configuration, in: notebook)
      try quality(of: results, tasks, configuration, in: notebook)
      try variations(of: results, tasks, configuration, in: notebook)
      try balance(of: results, text, configuration, in: notebook)
      try paths(of: results, text, configuration, in: notebook)
    }
  }
}
