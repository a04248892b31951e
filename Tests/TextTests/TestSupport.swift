import Evidence
import Foundation
import Testing

@testable import Text

// MARK: - Randomness

/// SplitMix64 (Steele, Lea & Flood, 2014), so that a test draws the same numbers every time.
struct TestGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

// MARK: - Folders

/// Runs `body` in a new folder, and takes the folder away afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("text-tests-\(UUID().uuidString)", isDirectory: true)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A folder with the committed corpus `small`, which has these documents, and nothing else.
func withSmallCorpus<Result>(
  _ documents: [(title: String, text: String)], _ body: (URL) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let data = folder.appendingPathComponent("chapters/data")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    let files = try documents.map { title, text in
      try Data(text.utf8).write(to: data.appendingPathComponent("\(title).tsv"))
      return """
        {"title": "\(title)", "file": "chapters/data/\(title).tsv", "bytes": \(text.utf8.count),
         "words": 2, "sha256": "\(SHA256.digest(of: text.utf8))"}
        """
    }
    let manifest = """
      {"version": 1, "entries": [{"name": "small", "title": "T", "author": "A",
       "kind": "committed", "edition": "E", "licence": "L",
       "sources": [{"client": "apt", "package": "p", "version": "1"}],
       "documents": [\(files.joined(separator: ","))]}]}
      """
    try Data(manifest.utf8).write(to: Manifest.url(in: folder))
    return try body(folder)
  }
}

// MARK: - The real texts

/// The repository's own data, found from this file.
func repositoryData() throws -> URL {
  try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
}

/// The bytes of a novel, or of its beginning.
func novel(_ title: String, prefix: Int = .max) throws -> [UInt8] {
  let split = try Corpus.load("austen", from: repositoryData()).split(holdingOut: title)
  return Array(split.heldOut.bytes.prefix(prefix))
}
