import Foundation
import Testing

@testable import Evidence

// MARK: - Text

@Suite struct JSONTests {
  private let value = JSON.object([
    "b": .array([.integer(1), .number(0.5)]),
    "a": .object(["list": .array([.string("x"), .null, .boolean(true)]), "none": .object([:])]),
  ])

  @Test func `compact text has sorted keys and no spaces`() {
    #expect(value.compactText == #"{"a":{"list":["x",null,true],"none":{}},"b":[1,0.5]}"#)
  }

  @Test func `pretty text keeps lists of numbers on one line`() {
    #expect(
      value.prettyText == """
        {
          "a": {
            "list": [
              "x",
              null,
              true
            ],
            "none": {}
          },
          "b": [1, 0.5]
        }
        """)
  }

  @Test func `texts survive with quotes, control characters and all that is not ASCII`() throws {
    let text = "\"quoted\" \\ back\nline\ttab\u{1}\u{1F} × ✓ ü 𝒳"
    let written = JSON.string(text).compactText
    #expect(written.hasSuffix(#"line\ttab\u0001\u001f × ✓ ü 𝒳""#))
    #expect(try JSON(parsing: Data(written.utf8)) == .string(text))
  }
}

// MARK: - Numbers

extension JSONTests {
  @Test func `numbers of both precisions survive with the same bits`() throws {
    var generator = SplitMix64(state: 3)
    for _ in 0..<2000 {
      let double = Double(bitPattern: generator.next())
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      guard double.isFinite, float.isFinite else { continue }
      #expect(try JSON(encoding: [double]).decoded(as: [Double].self) == [double])
      #expect(try JSON(encoding: [float]).decoded(as: [Float].self) == [float])
    }
  }

  @Test func `writing what was parsed gives the same text`() throws {
    for text in ["1e-07", "1.5", "-3", "9007199254740991", "1e+300", "0.1"] {
      #expect(try JSON(parsing: Data(text.utf8)).compactText == text)
    }
  }

  @Test func `a number that is none has no JSON`() {
    #expect(throws: EncodingError.self) { try JSON(encoding: [Double.nan]) }
  }
}
