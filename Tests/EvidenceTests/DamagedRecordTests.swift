import Foundation
import Testing

@testable import Evidence

// MARK: - Help

/// What reading `text` says, or nil where it is read without complaint.
private func complaint(_ text: Data) -> String? {
  do {
    _ = try Record(parsing: text, named: "x.json")
    return nil
  } catch {
    return error.description
  }
}

/// The sample with `edit` applied to its text.
private func edited(_ old: String, _ new: String) throws -> Data {
  let text = String(decoding: try Record.sample().encoded(), as: UTF8.self)
  try #require(text.contains(old))
  return Data(text.replacing(old, with: new, maxReplacements: 1).utf8)
}

/// The sample edited by somebody who takes the trouble to seal it again.
private func resealed(_ old: String, _ new: String) throws -> Data {
  Record.sealed(try JSON(parsing: edited(old, new)))
}

// MARK: - Damage by accident

@Suite struct DamagedRecordTests {
  @Test func `an undamaged record is read without complaint`() throws {
    #expect(complaint(try Record.sample().encoded()) == nil)
    #expect(complaint(try resealed("\"threads\": 2", "\"threads\": 2")) == nil)
  }

  @Test func `a record that was cut off is told apart`() throws {
    let whole = try Record.sample().encoded()
    #expect(
      complaint(whole.prefix(100)) == """
        the record x.json is cut off or damaged
          found:   100 bytes that are not a JSON object
          allowed: one whole JSON object
          next:    restore it with git, or run the chapter's executable again, with --preset book
        """)
    for length in stride(from: 0, to: whole.count - 1, by: 97) {
      #expect(complaint(whole.prefix(length)) != nil)
    }
    #expect(complaint(whole.dropLast())?.contains("was changed after it was written") == true)
  }

  @Test func `no single flipped bit goes unnoticed`() throws {
    let whole = try Record.sample().encoded()
    for position in whole.indices where position % 5 == 0 {
      var flipped = whole
      flipped[position] ^= 1 << UInt8(position / 5 % 8)
      #expect(complaint(flipped) != nil, "byte \(position)")
    }
  }

  @Test func `a missing file is told apart`() {
    let url = URL(fileURLWithPath: "/nowhere/x.json")
    let error = #expect(throws: RecordError.self) { try Record(contentsOf: url) }
    #expect(error?.problem == .unreadable)
    #expect(error?.description.hasPrefix("the record /nowhere/x.json cannot be read\n") == true)
  }
}

// MARK: - Edits by hand

extension DamagedRecordTests {
  @Test(arguments: [
    ("93, 94, 95", "93, 94, 96"), ("64 tokens", "65 tokens"), ("\"partly\"", "\"met\""),
    ("\"threads\": 2", "\"threads\":  2"), ("{\n", "{\n  \"extra\": 1,\n"),
    ("\"schema\": 1,", "\"schema\": 1,\n  \"schema\": 1,"),
  ])
  func `an edit by hand breaks the seal`(old: String, new: String) throws {
    #expect(
      complaint(try edited(old, new)) == """
        the record x.json was changed after it was written
          found:   a text that its sha256 does not seal
          allowed: the text exactly as written
          next:    restore it with git, or run the chapter's executable again, with --preset book
        """)
  }

  @Test func `an unknown schema version is told before all else`() throws {
    #expect(
      complaint(try edited("\"schema\": 1", "\"schema\": 7")) == """
        the record x.json has an unknown form
          found:   schema version 7
          allowed: schema version 1
          next:    build the current code, then run the chapter's executable again, \
        with --preset book
        """)
    #expect(complaint(Data("{}".utf8))?.contains("schema version none") == true)
  }

  @Test(arguments: [
    ("\"partly\"", "\"met\"", "a wrong verdict on the claim as-accurate\n  found:   ✓ met"),
    ("\"id\": \"accuracy-tree\"", "\"id\": \"accuracy-dense\"", "one id twice"),
    ("\"id\": \"as-accurate\"", "\"id\": \"few-multiply-adds\"", "two of kind claim"),
    ("\"left\": \"accuracy-tree\"", "\"left\": \"lost\"", "no measurement lost"),
    ("\"id\": \"accuracy-tree\"", "\"id\": \"Accuracy\"", "Accuracy: its id is not in kebab-case"),
    ("\"number\": 5000", "\"nothing\": 5000", "the claim few-multiply-adds is no comparison"),
    ("\"cell\": \"Silence\"", "\"cell\": \"Routing\"", "two of kind cell with the id Routing"),
    ("\"cores\": 2", "\"cores\": \"two\"", "machine.cores is not of type Int"),
    ("\"kind\": \"counted\",\n", "", "measurements.0 has no member kind"),
    ("\"samples\": [4096]", "\"samples\": [4097]", "a counted figure is its one sample"),
  ])
  func `a seal does not save what contradicts itself`(
    old: String, new: String, reason: String
  ) throws {
    let text = try #require(complaint(try resealed(old, new)))
    #expect(text.contains(reason))
    #expect(text.split(separator: "\n").count == 4)
  }
}
