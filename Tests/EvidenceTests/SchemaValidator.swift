import Evidence
import Foundation

// MARK: - A small validator

/// Checks JSON against the part of JSON Schema (draft 2020-12) that the record's schema uses.
///
/// A keyword that it does not know is an error, so that none is silently ignored.
struct SchemaValidator {
  let schema: JSON

  private static let annotations: Set = ["$schema", "$defs", "title", "description"]

  /// What is wrong with a document, a line each; empty for a valid one.
  func problems(of document: JSON) -> [String] { problems(of: document, against: schema, at: "") }

  private func problems(of value: JSON, against schema: JSON, at path: String) -> [String] {
    guard case .object(let keywords) = schema else { return ["\(path): the schema is no object"] }
    return keywords.sorted { $0.key < $1.key }.flatMap { keyword, operand in
      check(keyword, operand, of: value, within: keywords, at: path)
    }
  }
}

// MARK: - Keywords

extension SchemaValidator {
  private func check(
    _ keyword: String, _ operand: JSON, of value: JSON, within schema: [String: JSON],
    at path: String
  ) -> [String] {
    switch keyword {
    case "$ref": return problems(of: value, against: definition(operand), at: path)
    case "oneOf":
      let matches = operand.elements.filter { problems(of: value, against: $0, at: path).isEmpty }
      return matches.count == 1 ? [] : ["\(path): matches \(matches.count) of oneOf"]
    case "type": return value.has(type: operand) ? [] : ["\(path): is no \(operand.compactText)"]
    case "enum": return operand.elements.contains(value) ? [] : ["\(path): is not in enum"]
    case "pattern": return value.matches(operand) ? [] : ["\(path): does not match the pattern"]
    case "minimum", "maximum", "exclusiveMinimum", "minItems":
      return value.respects(keyword, operand) ? [] : ["\(path): \(keyword) is violated"]
    case "required":
      return operand.elements.compactMap(\.text).filter { value[$0] == nil }
        .map { "\(path): has no \($0)" }
    case "properties":
      return value.members.flatMap { key, member in
        operand[key].map { problems(of: member, against: $0, at: "\(path)/\(key)") } ?? []
      }
    case "additionalProperties":
      return value.members.keys.filter { schema["properties"]?[$0] == nil }
        .map { "\(path): \($0) is not allowed" }
    case "items":
      return value.elements.enumerated().flatMap { index, element in
        problems(of: element, against: operand, at: "\(path)/\(index)")
      }
    default:
      return Self.annotations.contains(keyword) ? [] : ["\(path): unknown keyword \(keyword)"]
    }
  }

  private func definition(_ reference: JSON) -> JSON {
    let name = reference.text?.split(separator: "/").last.map(String.init) ?? ""
    return schema["$defs"]?[name] ?? .null
  }
}

// MARK: - Values as schemas see them

extension JSON {
  fileprivate var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
  fileprivate var members: [String: JSON] {
    if case .object(let members) = self { members } else { [:] }
  }
  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
  fileprivate var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  fileprivate func has(type: JSON) -> Bool {
    switch (self, type.text) {
    case (.null, "null"), (.boolean, "boolean"), (.string, "string"), (.array, "array"),
      (.object, "object"), (.integer, "integer"), (.integer, "number"), (.number, "number"):
      true
    default: false
    }
  }

  fileprivate func matches(_ pattern: JSON) -> Bool {
    guard let text, let regex = pattern.text.flatMap({ try? Regex($0) }) else { return false }
    return text.firstMatch(of: regex) != nil
  }

  fileprivate func respects(_ keyword: String, _ bound: JSON) -> Bool {
    let size = keyword == "minItems" ? Double(elements.count) : double
    guard let size, let bound = bound.double else { return false }
    return switch keyword {
    case "maximum": size <= bound
    case "exclusiveMinimum": size > bound
    default: size >= bound
    }
  }
}
