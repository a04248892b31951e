import Evidence
import Foundation
import Testing

@testable import Text

// MARK: - The committed texts

@Suite struct AustenTests {
  static let titles = [
    "Sense and Sensibility", "Pride and Prejudice", "Mansfield Park", "Emma", "Northanger Abbey",
    "Persuasion",
  ]

  @Test func `the six novels are there, with the bytes and words that the manifest states`() throws
  {
    let folder = try repositoryData()
    let entry = try Manifest.load(from: folder).entry(named: "austen")
    let corpus = try Corpus.load("austen", from: folder)
    #expect(corpus.documents.map(\.title) == Self.titles)
    let words = corpus.documents.map { document in
      document.text.utf8.split { [0x20, 0x0a].contains($0) }.count
    }
    #expect(words == entry.documents.map(\.words))
    #expect(words.reduce(0, +) == 717_537)
    #expect(entry.licence.contains("public domain"))
  }

  @Test func `a split holds out one novel and keeps the other five`() throws {
    let split = try Corpus.load("austen", from: repositoryData())
      .split(holdingOut: "Northanger Abbey")
    #expect(split.heldOut.text.hasPrefix("NORTHANGER ABBEY\n"))
    #expect(split.training.map(\.title) == Self.titles.filter { $0 != "Northanger Abbey" })
  }

  @Test func `an unknown novel is refused with the list of those there are`() throws {
    let corpus = Corpus(
      name: "two", documents: [.init(title: "One", text: "1"), .init(title: "Two", text: "2")])
    let error = try #require(throws: CorpusError.self) { try corpus.split(holdingOut: "Three") }
    #expect(
      error.description == #"There is no document "Three". The corpus has: "One", "Two"."#)
  }

  @Test func `every entry of the manifest has a package, a version and a licence`() throws {
    let entries = try Manifest.load(from: repositoryData()).entries
    #expect(Set(entries.map(\.name)).count == entries.count)
    for entry in entries {
      #expect(!entry.sources.isEmpty && !entry.licence.isEmpty && !entry.documents.isEmpty)
      #expect(entry.sources.allSatisfy { !$0.package.isEmpty && !$0.version.isEmpty })
      let place = entry.kind == .committed ? "chapters/data/" : ".cache/data/"
      #expect(entry.documents.allSatisfy { $0.file.hasPrefix(place) })
    }
  }
}

// MARK: - A small package of texts

/// A package folder with two corpora: `small`, committed, of 11 bytes, and `large`, fetched but not
/// there.
private func withPackage(
  holding bytes: [UInt8] = Array("Some text.\n".utf8), _ body: (URL) throws -> Void
) throws {
  try withTemporaryFolder { folder in
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("chapters/data/deep"), withIntermediateDirectories: true)
    try Data().write(to: folder.appendingPathComponent("Package.swift"))
    try Data(bytes).write(to: folder.appendingPathComponent("chapters/data/small.txt"))
    let digest = SHA256.digest(of: bytes)
    func entry(_ name: String, _ kind: String, _ file: String) -> String {
      """
      {"name": "\(name)", "title": "T", "author": "A", "kind": "\(kind)", "edition": "E",
       "licence": "L", "sources": [{"client": "apt", "package": "p", "version": "1"}],
       "documents": [{"title": "D", "file": "\(file)", "bytes": 11, "words": 2,
                      "sha256": "\(digest)"}]}
      """
    }
    let small = entry("small", "committed", "chapters/data/small.txt")
    let large = entry("large", "fetched", ".cache/data/large.txt")
    let manifest = "{\"version\": 1, \"entries\": [\(small), \(large)]}"
    try Data(manifest.utf8).write(to: Manifest.url(in: folder))
    try body(folder)
  }
}

/// What loading the corpus `name` says when it fails.
private func complaint(loading name: String, from folder: URL) throws -> String {
  try #require(throws: CorpusError.self) { try Corpus.load(name, from: folder) }.description
}

// MARK: - Refusals

@Suite struct CorpusRefusalTests {
  @Test func `a sound corpus is loaded`() throws {
    try withPackage { folder in
      let corpus = try Corpus.load("small", from: folder)
      #expect(corpus.documents == [.init(title: "D", text: "Some text.\n")])
    }
  }

  @Test func `an unknown name is refused with the list of those there are`() throws {
    try withPackage { folder in
      let found = try complaint(loading: "medium", from: folder)
      #expect(
        found
          == #"There is no corpus "medium". The manifest has: "small", "large"."#)
    }
  }

  @Test func `a missing text is named, and how to get it`() throws {
    try withPackage { folder in
      let found = try complaint(loading: "large", from: folder)
      #expect(
        found
          == "The text .cache/data/large.txt is missing. "
          + "It is fetched, not committed: run make data.")
      try FileManager.default.removeItem(
        at: folder.appendingPathComponent("chapters/data/small.txt"))
      let committed = try complaint(loading: "small", from: folder)
      #expect(
        committed
          == "The text chapters/data/small.txt is missing. "
          + "It is part of the repository: git checkout chapters/data/small.txt")
    }
  }

  @Test func `a text with another digest is refused, and both are told`() throws {
    try withPackage { folder in
      let other = "Same text.\n"
      try Data(other.utf8).write(to: folder.appendingPathComponent("chapters/data/small.txt"))
      let found = try complaint(loading: "small", from: folder)
      #expect(
        found
          == "The text chapters/data/small.txt should have SHA-256 "
          + "\(SHA256.digest(of: "Some text.\n".utf8)) but has \(SHA256.digest(of: other.utf8)). "
          + "It is part of the repository: git checkout chapters/data/small.txt")
    }
  }

  @Test func `a text of another length is refused, and both are told`() throws {
    try withPackage { folder in
      try Data("Short".utf8).write(to: folder.appendingPathComponent("chapters/data/small.txt"))
      let found = try complaint(loading: "small", from: folder)
      #expect(
        found
          .hasPrefix("The text chapters/data/small.txt should have 11 bytes but has 5."))
    }
  }

  @Test func `a text that is no UTF-8 is refused`() throws {
    try withPackage(holding: Array("Some tex".utf8) + [0xc3, 0x28, 0x0a]) { folder in
      let found = try complaint(loading: "small", from: folder)
      #expect(found.hasPrefix("The text chapters/data/small.txt is not UTF-8."))
    }
  }

  @Test func `a missing manifest is named`() throws {
    try withPackage { folder in
      let path = Manifest.url(in: folder).path
      try FileManager.default.removeItem(at: Manifest.url(in: folder))
      let found = try complaint(loading: "small", from: folder)
      #expect(
        found
          == "The manifest \(path) is missing. It is part of the repository: git checkout \(path)")
    }
  }

  @Test(arguments: ["{\"version\": 1, \"entr", "[]", "{\"version\": 2, \"entries\": []}"])
  func `a manifest that is cut short or of another version is refused`(text: String) throws {
    try withPackage { folder in
      try Data(text.utf8).write(to: Manifest.url(in: folder))
      let found = try complaint(loading: "small", from: folder)
      #expect(found.contains("cannot be read: "))
    }
  }
}
