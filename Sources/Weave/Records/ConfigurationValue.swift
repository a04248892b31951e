import Evidence

// MARK: - Values of a configuration

extension JSON {
  /// All values that are no objects or lists, each with its dotted path, in order of the paths.
  func leaves(at path: String) -> [(path: String, text: String)] {
    if let settingText { return [(path, settingText)] }
    switch self {
    case .object(let members):
      return members.sorted { $0.key < $1.key }
        .flatMap { $0.value.leaves(at: "\(path).\($0.key)") }
    case .array(let elements):
      return elements.enumerated().flatMap { $0.element.leaves(at: "\(path).\($0.offset)") }
    default: return []
    }
  }

  /// The value as prose writes it, if it is a single one: whole numbers with commas between the
  /// thousands, other numbers with all their digits, since they are set and not measured.
  private var settingText: String? {
    switch self {
    case .null: "none"
    case .boolean(let value): "\(value)"
    case .integer(let value): Figure.text(Double(value))
    case .number(let value): value.settingText
    case .string(let value): value
    case .array(let elements) where elements.isEmpty: "none"
    default: nil
    }
  }
}

extension Double {
  /// A number that was set: with commas between the thousands if it is whole, else as it was written.
  var settingText: String { self == rounded() ? Figure.text(self) : "\(self)" }
}
