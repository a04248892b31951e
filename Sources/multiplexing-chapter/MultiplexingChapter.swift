import ChapterCommand
import ChapterEngine
import Evidence

// MARK: - The chapter

@main
struct MultiplexingChapter: ChapterProgram {
  static let chapter = Chapter(
    id: "02-multiplexing", title: "Data multiplexing",
    abstract: "Reads several texts in one pass of an encoder, and finds each one's answer again.",
    sources: ["Sources/Multiplexing", "Sources/multiplexing-chapter"],
    engine: Chapter.engine + ["Sources/ChapterEngine", "Sources/EncoderTasks"],
    data: ["austen", "wordnet", "king-james-marks", "questions", "films"],
    presets: [
      .smoke: Plan(.seconds(5), repeats: 1),
      .quick: Plan(.seconds(55), repeats: 1),
      .book: Plan(.seconds(36 * 60), repeats: 3),
    ],
    claims: claims)

  static func run(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.withEngine {
      try cost(configuration, in: notebook)
      let speed = try speed(configuration, in: notebook)
      let texts = try texts(configuration, in: notebook)
      let results = try learning(on: texts, configuration, in: notebook)
      try sentences(results, configuration, in: notebook)
      try suppliedWords(results, texts, configuration, in: notebook)
      try otherTasks(results, texts, configuration, in: notebook)
      try frontier(results, speed, configuration, in: notebook)
      try variants(results, configuration, in: notebook)
      try retrieval(results, configuration, in: notebook)
      try superposition(results, texts, configuration, in: notebook)
      try interference(results, texts, configuration, in: notebook)
      try queue(texts, configuration, in: notebook)
    }
  }
}
