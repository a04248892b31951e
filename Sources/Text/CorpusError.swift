import Evidence

// MARK: - What can be wrong with the data

/// A text that cannot be had, and what to do about it.
public enum CorpusError: DataError, Equatable {
  /// There is no manifest at `path`.
  case missingManifest(path: String)
  /// The manifest is there but cannot be read, for `reason`.
  case unreadableManifest(path: String, reason: String)
  /// The manifest has no corpus of this `name`.
  case unknownCorpus(name: String, allowed: [String])
  /// A corpus has no document of this `title`.
  case unknownDocument(title: String, allowed: [String])
  /// The manifest names `file`, but it is not there.
  case missingFile(file: String, isFetched: Bool)
  /// A file is longer or shorter than the manifest says, in bytes.
  case wrongLength(file: String, isFetched: Bool, expected: Int, found: Int)
  /// A file has the right length, but not the bytes that the manifest means.
  case wrongDigest(file: String, isFetched: Bool, expected: Digest, found: Digest)
  /// A file has the right bytes, but they are no UTF-8.
  case notText(file: String)
  /// A line of a labelled document is not a label, a tab and a text.
  case notLabelled(corpus: String, document: String, line: Int, found: String)
  /// A labelled document is empty.
  case noExamples(corpus: String, document: String)
  /// An example has a label that no training example has.
  case unknownLabel(String, corpus: String, allowed: [String])
  /// A mark in a verse does not open before a word and close after one; `found` is where.
  case wrongMark(corpus: String, document: String, line: Int, found: String)
  /// A line does not begin with a book, a chapter and a verse.
  case wrongPlace(corpus: String, document: String, line: Int, found: String)
  /// A line has another place than that line has in the first language; nil is past the end.
  case misaligned(
    corpus: String, document: String, line: Int, expected: String?, found: String?)
}

// MARK: - Saying what is wrong with the data

extension CorpusError {
  /// What is wrong, what was found, what is allowed, and what to do next.
  public var description: String {
    switch self {
    case .missingManifest(let path):
      "The manifest \(path) is missing. It is part of the repository: git checkout \(path)"
    case .unreadableManifest(let path, let reason):
      "The manifest \(path) cannot be read: \(reason). It is part of the repository: "
        + "git checkout \(path)"
    case .unknownCorpus(let name, let allowed):
      "There is no corpus \"\(name)\". The manifest has: \(Self.list(allowed))."
    case .unknownDocument(let title, let allowed):
      "There is no document \"\(title)\". The corpus has: \(Self.list(allowed))."
    case .missingFile(let file, let isFetched):
      "The text \(file) is missing. " + Self.remedy(file, isFetched)
    case .wrongLength(let file, let isFetched, let expected, let found):
      "The text \(file) should have \(expected) bytes but has \(found). "
        + Self.remedy(file, isFetched)
    case .wrongDigest(let file, let isFetched, let expected, let found):
      "The text \(file) should have SHA-256 \(expected) but has \(found). "
        + Self.remedy(file, isFetched)
    case .notText(let file):
      "The text \(file) is not UTF-8. Convert it, and correct its entry in the manifest."
    case .notLabelled(let corpus, let document, let line, let found):
      "Line \(line) of \"\(document)\" in the corpus \"\(corpus)\" should be a label, a tab and a "
        + "text, but is \"\(found)\". Correct the file, and its entry in the manifest."
    case .noExamples(let corpus, let document):
      "The document \"\(document)\" of the corpus \"\(corpus)\" has no examples. It should have a "
        + "line with a label, a tab and a text for each. Correct the file, and its entry."
    case .unknownLabel(let label, let corpus, let allowed):
      "No training example of the corpus \"\(corpus)\" has the label \"\(label)\". They have: "
        + "\(Self.list(allowed)). Correct the file, and its entry in the manifest."
    case .wrongMark(let corpus, let document, let line, let found):
      "Line \(line) of \"\(document)\" in the corpus \"\(corpus)\" should have words with one space "
        + "between, and one { before and one } after those that are supplied, but has \"\(found)\". "
        + "Correct the file, and its entry in the manifest."
    case .wrongPlace(let corpus, let document, let line, let found):
      "Line \(line) of \"\(document)\" in the corpus \"\(corpus)\" should begin with a book, a "
        + "chapter and a verse, as \"John 11:35\" does, but begins with \"\(found)\". "
        + "Correct the file, and its entry in the manifest."
    case .misaligned(let corpus, let document, let line, let expected, let found):
      "Line \(line) of \"\(document)\" in the corpus \"\(corpus)\" should be "
        + "\(Self.place(expected)) as in the first language, but is \(Self.place(found)). "
        + "Correct the file, and its entry in the manifest."
    }
  }

  private static func place(_ place: String?) -> String {
    place.map { "\"\($0)\"" } ?? "past the end"
  }

  private static func list(_ names: [String]) -> String {
    names.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  private static func remedy(_ file: String, _ isFetched: Bool) -> String {
    isFetched
      ? "It is fetched, not committed: run make data."
      : "It is part of the repository: git checkout \(file)"
  }
}
