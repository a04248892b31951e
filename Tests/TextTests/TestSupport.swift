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
