import ChapterCommand
import ChapterEngine
import Evidence

// MARK: - The chapter

@main
struct TemporaryLoRAChapter: ChapterProgram {
  static let chapter = Chapter(
    id: "04-temporary-lora", title: "Temporary LoRA",
    abstract: "Lets a language model learn from a novel while it reads it, and forget it again.",
    sources: ["Sources/TemporaryLoRA", "Sources/temporary-lora"],
    engine: Chapter.engine + ["Sources/ChapterEngine"],
    data: ["austen", "gospels", "king-james-bible", "new-testament"],
    presets: [
      .smoke: Plan(.seconds(5), repeats: 1),
      .quick: Plan(.seconds(55), repeats: 1),
      .book: Plan(.seconds(37 * 60), repeats: 3),
    ],
    claims: claims)

  static func run(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.withEngine {
      let text = try texts(configuration, in: notebook)
      let bases = try bases(of: text, configuration, in: notebook)
      let readings = try readings(by: bases, of: text, configuration, in: notebook)
      try novel(readings, in: notebook)
      try norms(readings, in: notebook)
      try controls(readings, in: notebook)
      try bible(readings, in: notebook)
      let ablations = try ablations(readings, bases[0], text, in: notebook)
      try keptCache(readings, bases[0], text, in: notebook)
      try costs(readings, ablations, bases[0], text, in: notebook)
      try times(readings, bases[0], text, in: notebook)
      try words(readings, of: text, in: notebook)
      try writing(by: bases[0], of: text, configuration, in: notebook)
      try translation(configuration, in: notebook)
    }
  }
}
