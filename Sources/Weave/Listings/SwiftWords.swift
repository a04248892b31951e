// MARK: - What words are

/// Tells keywords from names by what stands before and behind them.
struct SwiftWords {
  private let pieces: [SwiftPiece]
  private let bytes: [UInt8]

  /// For the pieces of a source.
  init(_ pieces: [SwiftPiece], in bytes: [UInt8]) {
    self.pieces = pieces
    self.bytes = bytes
  }

  /// The class of each piece; nil for what has no colour.
  var classes: [String?] {
    let code = pieces.indices.filter { !pieces[$0].isPassedOver }
    var classes = pieces.map(\.ownClass)
    for (place, index) in code.enumerated() {
      switch pieces[index].kind {
      case .word:
        classes[index] = wordClass(
          index, before: code[..<place].suffix(2), after: code[(place + 1)...].prefix(2))
      case .quotedName: classes[index] = isCalled(index) ? "call" : nil
      default: break
      }
    }
    return classes
  }
}

// MARK: - One word

extension SwiftWords {
  private func wordClass(
    _ index: Int, before: ArraySlice<Int>, after: ArraySlice<Int>
  ) -> String? {
    let word = text(index)
    if isMember(before) {
      return ["self", "init"].contains(word) ? "keyword" : word.isType ? "type" : "call"
    }
    if Self.keywords.contains(word) {
      return isLabel(index, word, before: before, after: after) ? nil : "keyword"
    }
    if isContextualKeyword(word, index, before: before.last, after: after.first) {
      return "keyword"
    }
    return word.isType ? "type" : isCalled(index) ? "call" : nil
  }

  /// Whether a dot stands before the word which is not the end of a range's.
  private func isMember(_ before: ArraySlice<Int>) -> Bool {
    guard let last = before.last, isMark(last, ".") else { return false }
    return before.count < 2 || !isMark(before[before.startIndex], ".")
  }

  /// Whether a keyword is an argument's label: `for:`, or `for` in `(for leaf: Int)`.
  private func isLabel(
    _ index: Int, _ word: String, before: ArraySlice<Int>, after: ArraySlice<Int>
  ) -> Bool {
    guard let last = before.last, isMark(last, "(") || isMark(last, ",") else { return false }
    guard let next = after.first, let second = after.last else { return false }
    if isMark(next, ":") { return pieces[index].range.upperBound == pieces[next].range.lowerBound }
    return isMark(second, ":") && pieces[next].kind == .word && !Self.specifiers.contains(word)
  }

  /// Whether a word that is a keyword in some places only stands in one of them.
  private func isContextualKeyword(
    _ word: String, _ index: Int, before: Int?, after: Int?
  ) -> Bool {
    guard let after, !isNamed(before) else { return false }
    if word == "get" || word == "set" {
      return isMark(after, "{") || isMark(after, "}") || Self.effects.contains(text(after))
    }
    guard Self.contextual.contains(word), isSameLine(index, after) else { return false }
    switch pieces[after].kind {
    case .word, .quotedName, .attribute: return true
    default: return ["any", "some", "nonisolated"].contains(word) && isMark(after, "(")
    }
  }

  /// Whether the word before says that a name follows.
  private func isNamed(_ before: Int?) -> Bool {
    before.map { ["let", "var", "func", "case"].contains(text($0)) } ?? false
  }

  private func isCalled(_ index: Int) -> Bool {
    let end = pieces[index].range.upperBound
    return end < bytes.count && bytes[end] == UInt8(ascii: "(")
  }
}

// MARK: - Looking at pieces

extension SwiftWords {
  private func text(_ index: Int) -> String {
    String(decoding: bytes[pieces[index].range], as: UTF8.self)
  }

  private func isMark(_ index: Int, _ mark: Unicode.Scalar) -> Bool {
    pieces[index].kind == .mark(UInt8(ascii: mark))
  }

  private func isSameLine(_ first: Int, _ second: Int) -> Bool {
    let between = bytes[pieces[first].range.upperBound..<pieces[second].range.lowerBound]
    return !between.contains(UInt8(ascii: "\n"))
  }
}

extension SwiftPiece {
  /// Whether it makes no difference to its neighbours.
  fileprivate var isPassedOver: Bool { [.space, .comment, .documentation].contains(kind) }

  /// The class that it has whatever stands beside it.
  fileprivate var ownClass: String? {
    switch kind {
    case .number: "number"
    case .string: "string"
    case .comment: "comment"
    case .documentation: "doc"
    case .attribute: "attribute"
    case .word, .quotedName, .space, .mark: nil
    }
  }
}

extension String {
  /// Whether the name is that of a type, by the guidelines.
  fileprivate var isType: Bool { first { $0 != "_" }?.isUppercase == true }
}

// MARK: - The words

extension SwiftWords {
  private static let keywords: Set = [
    "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue",
    "default", "defer", "deinit", "didSet", "do", "else", "enum", "extension", "fallthrough",
    "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout",
    "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol",
    "public", "repeat", "rethrows", "return", "self", "Self", "static", "struct", "subscript",
    "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    "willSet",
  ]

  private static let contextual: Set = [
    "actor", "any", "borrowing", "consume", "consuming", "convenience", "copy", "dynamic", "each",
    "final", "indirect", "infix", "isolated", "lazy", "macro", "mutating", "nonisolated",
    "nonmutating", "open", "optional", "override", "package", "postfix", "prefix", "required",
    "sending", "some", "unowned", "weak",
  ]

  /// Keywords that stand before a parameter's or a pattern's name and are no labels.
  private static let specifiers: Set = ["case", "inout", "let", "var"]

  private static let effects: Set = ["async", "get", "mutating", "nonmutating", "set", "throws"]
}
