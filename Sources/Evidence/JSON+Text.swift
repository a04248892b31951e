// MARK: - Canonical text

// Foundation's encoder may order keys and break lines differently from one release to the next.
// Digests are taken over this text, so it is written here: the same value, always the same bytes.

extension JSON {
  /// The value on one line: keys sorted, no space that is not needed.
  public var compactText: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): String(describing: value)
    case .string(let value): JSON.quoted(value)
    case .array(let elements):
      "[" + elements.map(\.compactText).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }
        .map { JSON.quoted($0.key) + ":" + $0.value.compactText }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case ..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

// MARK: - Legible text

extension JSON {
  /// The value over several lines, as records are committed: a list of numbers stays on one line,
  /// so that a change of one measurement is a change of one line.
  public var prettyText: String { prettyText(indentedBy: "") }

  private func prettyText(indentedBy margin: String) -> String {
    let inner = margin + "  "
    switch self {
    case .array(let elements) where elements.contains(where: { !$0.isNumber }):
      let lines = elements.map { inner + $0.prettyText(indentedBy: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(margin)]"
    case .array(let elements):
      return "[" + elements.map(\.compactText).joined(separator: ", ") + "]"
    case .object(let members) where !members.isEmpty:
      let lines = members.sorted { $0.key < $1.key }.map { key, value in
        inner + JSON.quoted(key) + ": " + value.prettyText(indentedBy: inner)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
    default:
      return compactText
    }
  }

  private var isNumber: Bool {
    switch self {
    case .integer, .number: true
    default: false
    }
  }
}
