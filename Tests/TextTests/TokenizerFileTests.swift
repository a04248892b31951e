import Foundation
import Testing

@testable import Text

// MARK: - Saving and loading

@Suite struct TokenizerFileTests {
  let tokenizer: BytePairTokenizer

  init() throws {
    tokenizer = try .trained(
      on: [Array("ab cd ab cd".utf8)], vocabularySize: 300, specialTokens: ["<|endoftext|>", "é"])
  }

  @Test func `what is saved is loaded again`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("tokenizer.json")
      try tokenizer.save(to: url)
      let loaded = try BytePairTokenizer.load(from: url)
      #expect(loaded == tokenizer)
      #expect(loaded.encode("abcd ab") == tokenizer.encode("abcd ab"))
      #expect(loaded.specialToken("é") == tokenizer.specialToken("é"))
      #expect(loaded.digest == tokenizer.digest)
    }
  }

  @Test func `saving replaces the old file and leaves nothing beside it`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("tokenizer.json")
      try Data("old".utf8).write(to: url)
      try tokenizer.save(to: url)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["tokenizer.json"])
      #expect(try BytePairTokenizer.load(from: url) == tokenizer)
    }
  }

  @Test func `a missing file is named`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("none.json")
      let error = try #require(throws: TokenizerError.self) {
        try BytePairTokenizer.load(from: url)
      }
      #expect(error == .unreadableFile(path: url.path))
      #expect(error.description.hasSuffix("Train one and save it there."))
    }
  }
}

// MARK: - Damage

extension TokenizerFileTests {
  /// Saves the tokenizer, damages the bytes, and returns what loading says.
  private func load(damagedBy damage: (inout Data) -> Void) throws -> TokenizerError? {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("tokenizer.json")
      try tokenizer.save(to: url)
      var data = try Data(contentsOf: url)
      damage(&data)
      try data.write(to: url)
      do {
        _ = try BytePairTokenizer.load(from: url)
        return nil
      } catch let error as TokenizerError {
        return error
      }
    }
  }

  private func isDamaged(_ error: TokenizerError?) -> Bool {
    if case .damagedFile = error { true } else { false }
  }

  private func savedLength() throws -> Int {
    var length = 0
    #expect(try load { length = $0.count } == nil)
    return length
  }

  @Test func `a file cut short anywhere is refused`() throws {
    for length in 0..<(try savedLength()) {
      #expect(isDamaged(try load { $0 = $0.prefix(length) }), "cut to \(length) bytes")
    }
  }

  @Test func `a file with any one bit flipped is refused`() throws {
    for bit in 0..<(try savedLength() * 8) {
      #expect(isDamaged(try load { $0[bit / 8] ^= 1 << (bit % 8) }), "bit \(bit)")
    }
  }

  @Test(arguments: [
    (
      #""format":"parsimony byte-pair tokenizer 1""#, #""format":"another""#,
      "its format is \"another\""
    ),
    ("[32,99]", "[32,99,1]", "a merge does not join two tokens"),
    ("[32,99]", "[32,999]", "Merge 0 joins tokens 32 and 999, but may only use tokens 0 to 255"),
    ("[32,99]", "[32,98]", "its SHA-256 is"),
  ])
  func `the reason for refusing a file is told`(old: String, new: String, reason: String) throws {
    let error = try load { data in
      let text = String(decoding: data, as: UTF8.self)
      #expect(text.contains(old))
      data = Data(text.replacingOccurrences(of: old, with: new).utf8)
    }
    #expect(try #require(error).description.contains(reason))
  }
}
