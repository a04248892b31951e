import ChapterCommand
import ChapterEngine
import Evidence
import Text

// MARK: - The chapter

@main
struct Foundations: ChapterProgram {
  static let chapter = Chapter(
    id: "00-foundations", title: "Foundations",
    abstract: "Trains a language model on five novels by Jane Austen and judges it on the sixth.",
    sources: ["Sources/foundations", "Sources/ChapterEngine"],
    engine: Chapter.engine, data: ["austen"],
    presets: [
      .smoke: Plan(.seconds(5), repeats: 1),
      .quick: Plan(.seconds(35), repeats: 1),
      .book: Plan(.seconds(11 * 60), repeats: 3),
    ],
    claims: claims)

  static func run(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.withEngine {
      try speed(configuration, in: notebook)
      let novels = try novels(configuration, in: notebook)
      let text = try tokens(of: novels, configuration, in: notebook)
      let controls = try controls(on: text, in: notebook)
      try model(configuration, in: notebook)
      let runs = try training(on: text, against: controls, configuration, in: notebook)
      try result(of: runs, against: controls, in: notebook)
      try attention(of: runs[0], text, in: notebook)
      try page(by: runs[0], text, configuration, in: notebook)
    }
  }
}

// MARK: - What is claimed

extension Foundations {
  static let claims = [
    Claim(
      "beats-kneser-ney",
      "The transformer takes fewer bits a byte of a novel that it never saw than a Kneser–Ney "
        + "5-gram model of the same tokens.",
      holdsWhen: measured("bits-per-byte") < measured("bits-per-byte-kneser-ney-5"),
      test: "RecordTests/the transformer beats every n-gram model"),
    Claim(
      "context-helps",
      "Each n-gram model beats the one that sees less.",
      holdsWhen: measured("bits-per-byte-kneser-ney-5") < measured("bits-per-byte-bigram")
        && measured("bits-per-byte-bigram") < measured("bits-per-byte-unigram"),
      test: "RecordTests/each n-gram model beats the shorter one"),
    Claim(
      "near-the-limit",
      "The matrix products of a training step alone take OpenBLAS at least 85 % of the time that "
        + "the whole step takes here.",
      holdsWhen: measured("sgemm-limit-share-4x256") >= 85,
      test: "RecordTests/training is judged against the limit of the machine"),
  ]
}
