import Foundation
import Testing

@testable import Evidence

// MARK: - Records and the schema

@Suite struct SchemaTests {
  private let schema: JSON
  private let validator: SchemaValidator
  private let document: JSON

  init() throws {
    let url = projectRoot.appendingPathComponent("chapters/results/record.schema.json")
    schema = try JSON(parsing: Data(contentsOf: url))
    validator = SchemaValidator(schema: schema)
    document = try JSON(parsing: Record.sample().encoded())
  }

  @Test func `an encoded record has the form that the schema describes`() {
    #expect(validator.problems(of: document) == [])
  }

  @Test(arguments: ["00-foundations", "benchmarks"])
  func `the book's records have it too`(name: String) throws {
    let url = projectRoot.appendingPathComponent("chapters/results/\(name).json")
    #expect(validator.problems(of: try JSON(parsing: Data(contentsOf: url))) == [])
    #expect(throws: Never.self) { try Record(contentsOf: url) }
  }

  @Test func `the schema describes the version that is written`() {
    #expect(
      schema["properties"]?["schema"] == .object(["enum": .array([.integer(Record.currentSchema)])])
    )
  }

  @Test(arguments: [
    ("\"cores\": 2", "\"cores\": 0", "/machine/cores: minimum is violated"),
    ("\"cores\": 2", "\"cores\": 2.5", "/machine/cores: is no \"integer\""),
    ("\"cores\": 2", "\"core\": 2", "/machine: has no cores"),
    ("\"cores\": 2", "\"core\": 2", "/machine: core is not allowed"),
    ("\"engine\"", "\"motor\"", "/code: motor is not allowed"),
    ("\"schema\": 1", "\"schema\": 2", "/schema: is not in enum"),
    ("\"level\": 0.95", "\"level\": 1.5", "/measurements/1/interval/level: maximum is violated"),
    ("\"samples\": [4096]", "\"samples\": []", "/measurements/0/samples: minItems is violated"),
    ("2026-01-01T", "2026-01-01 ", "/run/start: does not match the pattern"),
    ("\"number\": 5000", "\"factor\": 5000", "/claims/0/predicate/0/right: matches 0 of oneOf"),
    ("\"factor\": 0.95", "\"factor\": 0", "/claims/1/predicate/0/right: matches 0 of oneOf"),
    ("\"form\": \"line\"", "\"form\": \"pie\"", "/outputs/0/items/2: matches 0 of oneOf"),
    ("\"categories\"", "\"category\"", "/outputs/1/items/0: matches 0 of oneOf"),
    ("\"reference\"", "\"line\"", "/outputs/1/items/0: matches 0 of oneOf"),
    ("\"heatMap\"", "\"heatmap\"", "/outputs/1/items/1: matches 0 of oneOf"),
    ("\"novel\"", "3", "/outputs/1/items/1: matches 0 of oneOf"),
    ("0.5, 0.25, 0.25", "\"half\"", "/outputs/1/items/1: matches 0 of oneOf"),
    ("\"passage\"", "\"prose\"", "/outputs/1/items/2: matches 0 of oneOf"),
    ("\"Miss\"", "3", "/outputs/1/items/2: matches 0 of oneOf"),
    ("-1.5", "\"little\"", "/outputs/1/items/2: matches 0 of oneOf"),
  ])
  func `a document of another form is rejected`(
    old: String, new: String, problem: String
  ) throws {
    let text = document.prettyText
    try #require(text.contains(old))
    let wrong = try JSON(
      parsing: Data(text.replacing(old, with: new, maxReplacements: 1).utf8))
    #expect(validator.problems(of: wrong).contains(problem))
  }
}

// MARK: - The validator itself

extension SchemaTests {
  @Test func `a keyword that the validator does not know is an error`() {
    let unknown = SchemaValidator(schema: .object(["multipleOf": .integer(2)]))
    #expect(unknown.problems(of: .integer(2)) == [": unknown keyword multipleOf"])
  }

  @Test func `a reference to nothing is an error`() {
    let lost = SchemaValidator(schema: .object(["$ref": .string("#/$defs/lost")]))
    #expect(lost.problems(of: .null) == [": the schema is no object"])
  }
}
