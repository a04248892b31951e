import Evidence
import Foundation

// MARK: - Corpus

/// Some documents that belong together, the six novels of one author for example.
public struct Corpus: Sendable {
  /// A text with its title.
  public struct Document: Hashable, Sendable {
    /// The title, unique within the corpus.
    public let title: String
    /// The whole text.
    public let text: String
    /// The text's UTF-8, which tokenizers work on.
    public var bytes: [UInt8] { Array(text.utf8) }

    /// A document of this `title` and `text`.
    public init(title: String, text: String) {
      self.title = title
      self.text = text
    }
  }

  /// The name in the manifest.
  public let name: String
  /// The documents, in the manifest's order.
  public let documents: [Document]

  /// A corpus of the given documents.
  public init(name: String, documents: [Document]) {
    self.name = name
    self.documents = documents
  }
}

extension Corpus {
  /// The document of this `title`. Throws `CorpusError.unknownDocument`.
  public func document(titled title: String) throws -> Document {
    guard let document = documents.first(where: { $0.title == title }) else {
      throw CorpusError.unknownDocument(title: title, allowed: documents.map(\.title))
    }
    return document
  }
}

// MARK: - Loading a corpus

extension Corpus {
  /// Loads the corpus that the manifest of `root` calls `name`.
  ///
  /// Each file must have the length and the SHA-256 that the manifest states, so that a figure
  /// measured on a text is measured on that text. Throws `CorpusError`.
  public static func load(_ name: String, from root: URL) throws -> Corpus {
    let entry = try Manifest.load(from: root).entry(named: name)
    let documents = try entry.documents.map { file in
      let text = try text(of: file, in: root, isFetched: entry.kind == .fetched)
      return Document(title: file.title, text: text)
    }
    return Corpus(name: name, documents: documents)
  }

  private static func text(
    of file: Manifest.File, in root: URL, isFetched: Bool
  ) throws -> String {
    guard let bytes = try? Data(contentsOf: root.appendingPathComponent(file.file)) else {
      throw CorpusError.missingFile(file: file.file, isFetched: isFetched)
    }
    guard bytes.count == file.bytes else {
      throw CorpusError.wrongLength(
        file: file.file, isFetched: isFetched, expected: file.bytes, found: bytes.count)
    }
    let digest = SHA256.digest(of: bytes)
    guard digest == file.sha256 else {
      throw CorpusError.wrongDigest(
        file: file.file, isFetched: isFetched, expected: file.sha256, found: digest)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CorpusError.notText(file: file.file)
    }
    return text
  }
}

// MARK: - Holding out a document

extension Corpus {
  /// A corpus in two parts: what a model learns from, and a document that it never saw.
  public struct Split: Sendable {
    /// The documents to learn from.
    public let training: [Document]
    /// The document to be judged by.
    public let heldOut: Document

    /// The same with the last `count` training documents only.
    public func keeping(_ count: Int) -> Split {
      Split(training: training.suffix(count), heldOut: heldOut)
    }
  }

  /// Holds out the document of this `title` and keeps the others.
  ///
  /// A whole document, not a share of each: pages of one novel share names and events, and a model
  /// would be judged on what it half knows. Throws `CorpusError.unknownDocument`.
  public func split(holdingOut title: String) throws -> Split {
    let heldOut = try document(titled: title)
    return Split(training: documents.filter { $0.title != title }, heldOut: heldOut)
  }
}
