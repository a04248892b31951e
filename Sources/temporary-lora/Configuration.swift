import ChapterCommand
import Layers
import TemporaryLoRA

// MARK: - Settings

/// All that decides a run.
struct Configuration: Codable, Sendable {
  /// The novel that is read and never trained on, and one that is trained on, for a control.
  var heldOut = "Northanger Abbey"
  var otherBook = "Persuasion"
  /// How many novels the base learns from.
  var novels = 5
  /// The base, and how it learns.
  var model: TransformerConfiguration
  var training: Pretraining
  /// How a document is read, and with which adapter.
  var reading: ReadingPlan
  var adapter = AdapterConfiguration()
  /// The rates at which all weights learn, in place of an adapter: the novel is read with the first,
  /// its beginning with all.
  var ratesOfAllWeights: [Float] = [3e-5, 1e-5, 1e-4]
  /// How a base with a long window reads.
  var longPlan: ReadingPlan
  /// How much of the novel is read; nil for all.
  var readTokens: Int?
  /// How much of it variants read.
  var sweptTokens: Int
  /// The variants of the main plan.
  var variants: [Variant]
  /// W of a cache that is kept.
  var keptWindow: Int
  /// How much of the Bible is read; nil for all, 0 for nothing.
  var bibleTokens: Int?
  /// Where readers begin late in the Bible, and how much these read: whole segments.
  var lateStarts: [Int]
  var lateTokens: Int
  /// How often the time of a block is taken.
  var timedRounds: Int
  /// How a text is written on, and how often.
  var writing: WritingPlan
  /// Who translates, and what.
  var translation: TranslationPlan
}

/// How a language model learns.
struct Pretraining: Codable, Sendable {
  /// Windows of a step.
  var batchSize: Int
  var steps: Int
  var rate: Float
}

/// How a text is written on.
struct WritingPlan: Codable, Sendable {
  var texts: Int
  var tokens: Int
  var sampler = Sampler.nucleus(temperature: 0.8, topP: 0.95)
}

/// Who translates, and what.
struct TranslationPlan: Codable, Sendable {
  /// The verses, as the manifest calls them, and the books that are held out.
  var corpus: String
  var heldOut: [String]
  var model: TransformerConfiguration
  var training: Pretraining
  /// The verses of a block, and how they are learned.
  var block = 16
  var learning: LearningPlan = {
    var learning = LearningPlan()
    learning.rate = 1e-3
    return learning
  }()
  var adapter = AdapterConfiguration()
  /// How many verses of each held-out book are read; nil for all.
  var verses: Int?
}

// MARK: - Variants

/// A change of the main plan, of one thing at a time.
struct Variant: Codable, Sendable {
  /// What is changed.
  enum Knob: String, Codable, Sendable {
    case rank, alpha, targets, block, context, prefix, epochs, rate, kept
    /// Plain descent, at a rate of its own.
    case descent
  }

  let knob: Knob
  /// Its value as it is written, and so named in the record.
  let value: String

  /// The plan and the adapter with this change.
  func applied(_ reading: ReadingPlan, _ adapter: AdapterConfiguration)
    -> (ReadingPlan, AdapterConfiguration)
  {
    var (reading, adapter) = (reading, adapter)
    switch knob {
    case .rank: adapter = AdapterConfiguration(rank: Int(value)!)
    case .alpha: adapter.alpha = Float(value)!
    case .targets: adapter.targets = AdapterTargets(rawValue: value)!
    case .block:
      reading.block = Int(value)!
      reading.window = reading.context + reading.block
    case .context:
      reading.context = Int(value)!
      reading.window = reading.context + reading.block
    case .prefix: reading.prefix = Int(value)!
    case .epochs: reading.learning.epochs = Int(value)!
    case .rate: reading.learning.rate = Float(value)!
    case .kept: reading.learning.kept = LearningPlan.Kept(rawValue: value)!
    case .descent: (reading.learning.optimizer, reading.learning.rate) = (.descent, Float(value)!)
    }
    return (reading, adapter)
  }

  /// As it is called in a record: rate-0001 for 0.001.
  var id: String {
    let words = value.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : "\($1)" }
    return "\(knob.rawValue)-\(words.filter { $0 != "." })"
  }

  static func each(_ knob: Knob, _ values: [String]) -> [Variant] {
    values.map { Variant(knob: knob, value: $0) }
  }
}

// MARK: - Presets

extension Configuration {
  /// Whether everything works.
  static let smoke: Configuration = {
    var model = TransformerConfiguration.llama(
      vocabularySize: 512, contextLength: 128, layerCount: 2, width: 32, headWidth: 16)
    model.dropout = 0.1
    var reading = ReadingPlan(block: 32, context: 16)
    (reading.prefix, reading.learning.rate) = (32, 1e-3)
    return Configuration(
      novels: 2, model: model, training: Pretraining(batchSize: 2, steps: 20, rate: 3e-3),
      reading: reading, adapter: AdapterConfiguration(rank: 4),
      longPlan: ReadingPlan(block: 32, context: 96),
      readTokens: 1_024, sweptTokens: 256,
      variants: Variant.each(.rank, ["1"]) + Variant.each(.kept, ["nothing"]), keptWindow: 112,
      bibleTokens: 0, lateStarts: [], lateTokens: 0, timedRounds: 3,
      writing: WritingPlan(texts: 2, tokens: 20),
      translation: TranslationPlan(
        corpus: "gospels", heldOut: ["John"],
        model: .llama(
          vocabularySize: 512, contextLength: 256, layerCount: 2, width: 32, headWidth: 16),
        training: Pretraining(batchSize: 4, steps: 10, rate: 3e-3), block: 4, verses: 8))
  }()

  /// What a minute allows.
  static let quick: Configuration = {
    var model = TransformerConfiguration.llama(
      vocabularySize: 1024, contextLength: 512, layerCount: 4, width: 96, headWidth: 32)
    model.dropout = 0.1
    var reading = ReadingPlan(block: 32, context: 16)
    (reading.prefix, reading.learning.rate) = (32, 3e-4)
    return Configuration(
      model: model, training: Pretraining(batchSize: 2, steps: 700, rate: 4e-3),
      reading: reading, longPlan: ReadingPlan(block: 64, context: 448), readTokens: 7_680,
      sweptTokens: 2_048,
      variants: Variant.each(.rank, ["1", "32"]) + Variant.each(.rate, ["0.0001", "0.001"])
        + Variant.each(.kept, ["nothing"]), keptWindow: 144, bibleTokens: 0, lateStarts: [],
      lateTokens: 0, timedRounds: 9, writing: WritingPlan(texts: 6, tokens: 80),
      translation: TranslationPlan(
        corpus: "gospels", heldOut: ["John"],
        model: .llama(
          vocabularySize: 1024, contextLength: 384, layerCount: 3, width: 96, headWidth: 32),
        training: Pretraining(batchSize: 16, steps: 250, rate: 4e-3), verses: 96))
  }()

  /// What the book publishes.
  static let book: Configuration = {
    var model = TransformerConfiguration.llama(
      vocabularySize: 2048, contextLength: 1024, layerCount: 4, width: 160, headWidth: 32)
    model.dropout = 0.1
    var reading = ReadingPlan(block: 32, context: 16)
    (reading.prefix, reading.learning.rate) = (32, 5e-4)
    var translator = TransformerConfiguration.llama(
      vocabularySize: 2048, contextLength: 384, layerCount: 4, width: 160, headWidth: 32)
    translator.dropout = 0.1
    return Configuration(
      model: model, training: Pretraining(batchSize: 2, steps: 1_800, rate: 3e-3),
      reading: reading, longPlan: ReadingPlan(block: 128, context: 896), readTokens: nil,
      sweptTokens: 32_768,
      variants: Variant.each(.rank, ["1", "2", "32"])
        + Variant.each(.targets, ["attention", "feedForward", "down"])
        + Variant.each(.block, ["16", "64", "128"])
        + Variant.each(.context, ["4", "64", "240"])
        + Variant.each(.prefix, ["0", "96"])
        + Variant.each(.epochs, ["1", "4"])
        + Variant.each(.rate, ["0.0001", "0.001", "0.003"])
        + Variant.each(.kept, ["parameters", "nothing"])
        + Variant.each(.descent, ["0.03", "0.1", "0.3"]), keptWindow: 144, bibleTokens: nil,
      lateStarts: [500_000, 1_000_000], lateTokens: 99_968, timedRounds: 41,
      writing: WritingPlan(texts: 20, tokens: 200),
      translation: TranslationPlan(
        corpus: "new-testament", heldOut: ["Acts", "Revelation"], model: translator,
        training: Pretraining(batchSize: 16, steps: 3_000, rate: 3e-3)))
  }()
}

extension TemporaryLoRAChapter {
  static func configuration(for preset: Preset) -> Configuration {
    switch preset {
    case .smoke: .smoke
    case .quick: .quick
    case .book: .book
    }
  }
}
