import Foundation

// MARK: - Texts with labels

/// Short texts, each with the one label that is right for it: what a classifier learns from and is
/// judged by.
public struct LabelledTexts: Hashable, Sendable {
  /// A text and the place of its label among `labels`.
  public struct Example: Hashable, Sendable {
    /// The place of the label.
    public let label: Int32
    /// The text.
    public let text: String
  }

  /// The names of the labels, in alphabetical order.
  public let labels: [String]
  /// What is learned from.
  public let training: [Example]
  /// What choices are made by.
  public let validation: [Example]
  /// What judges in the end, and decides nothing before.
  public let test: [Example]
}

// MARK: - Loading labelled texts

extension LabelledTexts {
  /// Loads the corpus that the manifest of `root` calls `name`, whose documents are `training`,
  /// `validation` and `test`, each with a line `label<TAB>text` for each example.
  ///
  /// Throws `CorpusError`: for files as `Corpus.load` does, for a line of another form, and for a
  /// label that nothing in `training` has.
  public static func load(_ name: String, from root: URL) throws -> LabelledTexts {
    let corpus = try Corpus.load(name, from: root)
    func pairs(_ title: String) throws -> [(label: String, text: String)] {
      try corpus.document(titled: title).labelledLines(of: name)
    }
    let training = try pairs("training")
    let labels = Set(training.map(\.label)).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices.map(Int32.init)))
    func examples(_ pairs: [(label: String, text: String)]) throws -> [Example] {
      try pairs.map { label, text in
        guard let place = places[label] else {
          throw CorpusError.unknownLabel(label, corpus: name, allowed: labels)
        }
        return Example(label: place, text: text)
      }
    }
    return LabelledTexts(
      labels: labels, training: try examples(training),
      validation: try examples(pairs("validation")), test: try examples(pairs("test")))
  }
}

// MARK: - A line of a labelled text

extension Corpus.Document {
  /// The label and the text of each line `label<TAB>text`.
  func labelledLines(of corpus: String) throws -> [(label: String, text: String)] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard !lines.isEmpty else { throw CorpusError.noExamples(corpus: corpus, document: title) }
    return try lines.enumerated().map { index, line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 2, fields.allSatisfy({ !$0.isEmpty }) else {
        throw CorpusError.notLabelled(
          corpus: corpus, document: title, line: index + 1, found: String(line.prefix(60)))
      }
      return (String(fields[0]), String(fields[1]))
    }
  }
}
