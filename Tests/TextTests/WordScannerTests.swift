import Testing

@testable import Text

// MARK: - Words

private func words(of text: String) -> [String] {
  WordScanner(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
}

@Suite struct WordScannerTests {
  @Test(arguments: [
    ("", []),
    ("Emma Woodhouse", ["Emma", " Woodhouse"]),
    ("in 1816, at", ["in", " 1816", ",", " at"]),
    ("don't", ["don", "'t"]),
    ("1's", ["1", "'", "s"]),
    ("'Tis said", ["'", "Tis", " said"]),
    ("No!--said she", ["No", "!--", "said", " she"]),
    ("end.\n\nThe", ["end", ".", "\n\n", "The"]),
    ("a   b", ["a", "  ", " b"]),
    ("a  \nb", ["a", "  \n", "b"]),
    ("a ", ["a", " "]),
    ("café £5", ["café", " £", "5"]),
  ])
  func `words keep their leading space and part at a change of kind`(
    text: String, expected: [String]
  ) {
    #expect(words(of: text) == expected)
  }

  @Test func `a long run is cut every 64 bytes`() {
    #expect(words(of: String(repeating: "a", count: 130)).map(\.utf8.count) == [64, 64, 2])
    #expect(words(of: String(repeating: " ", count: 130)).map(\.utf8.count) == [64, 64, 2])
  }

  @Test func `the words joined are the text`() {
    var generator = TestGenerator(seed: 1)
    for _ in 0..<200 {
      // Few different bytes, so that spaces, apostrophes and letters meet often.
      let bytes = (0..<200).map { _ in Array(" 'a1.\n\u{e9}".utf8).randomElement(using: &generator)!
      }
      #expect(WordScanner(bytes).flatMap { $0 } == bytes)
      #expect(WordScanner(bytes).allSatisfy { !$0.isEmpty })
    }
  }
}
