// MARK: - Pipes behind a backslash

/// Only a pipe without a backslash parts the cells of a table, but once cmark has read `\|` nothing
/// tells the two apart. So `\|` is hidden from it, as a character that no chapter uses.
enum EscapedPipe {
  static let mark: Character = "\u{F8FF}"

  /// The text with each `\|` hidden, but not behind another backslash.
  static func hidden(in text: String) -> String {
    guard text.contains("\\|") else { return text }
    var result = ""
    var isEscaped = false
    for letter in text {
      if letter == "|" && isEscaped {
        result.removeLast()
        result.append(mark)
      } else {
        result.append(letter)
      }
      isEscaped = letter == "\\" && !isEscaped
    }
    return result
  }

  /// What is seen of it in prose: a pipe.
  static func removed(from text: String) -> String { text.replacing(String(mark), with: "|") }

  /// What is seen of it in code: a backslash and a pipe.
  static func restored(in text: String) -> String { text.replacing(String(mark), with: "\\|") }
}

// MARK: - Texts that belong together

extension [Inline] {
  /// The pieces with neighbouring texts joined, as cmark parts them around what is dropped,
  /// and with the mathematics in `` $`…`$ `` recognised.
  func joiningTexts() -> [Inline] {
    var result: [Inline] = []
    for inline in self {
      switch inline.kind {
      case .text(let text):
        let text = EscapedPipe.removed(from: text)
        if case .text(let before)? = result.last?.kind {
          let line = result.removeLast().line
          result.append(Inline(kind: .text(before + text), line: line))
        } else {
          result.append(Inline(kind: .text(text), line: inline.line))
        }
      case .code(let code):
        result.append(Inline(kind: .code(EscapedPipe.restored(in: code)), line: inline.line))
      default: result.append(inline)
      }
    }
    return result.recognisingMath()
  }

  private func recognisingMath() -> [Inline] {
    var result = self
    for index in indices {
      guard index > 0, index + 1 < count, case .code(let latex) = result[index].kind,
        case .text(let before) = result[index - 1].kind, before.hasSuffix("$"),
        case .text(let after) = result[index + 1].kind, after.hasPrefix("$")
      else { continue }
      result[index - 1] = Inline(kind: .text(String(before.dropLast())), line: self[index - 1].line)
      result[index] = Inline(kind: .math(latex), line: self[index].line)
      result[index + 1] = Inline(kind: .text(String(after.dropFirst())), line: self[index + 1].line)
    }
    return result.filter { $0.kind != .text("") }
  }
}
