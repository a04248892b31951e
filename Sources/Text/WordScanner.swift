// MARK: - Words

/// Cuts bytes into words, within which a tokenizer may merge; it never merges across them.
///
/// The rules are those of GPT-2 in spirit, and look at single bytes:
///  - letters, digits or punctuation make a word each, together with the one space before it;
///  - an apostrophe between letters opens a word of its own: `don`, `'t`;
///  - any other white space is a word of its own;
///  - a word ends at 64 bytes, so that no text, however odd, takes longer than another.
///
/// Every byte beyond ASCII counts as a letter, so that no UTF-8 character is cut in two, unless by
/// the limit of 64. The words, joined, are the text again.
struct WordScanner: Sequence, IteratorProtocol {
  static let longestWord = 64

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func next() -> ArraySlice<UInt8>? {
    guard position < bytes.count else { return nil }
    let start = position
    position = Swift.min(end(ofWordAt: start), start + Self.longestWord)
    return bytes[start..<position]
  }
}

// MARK: - Where a word ends

extension WordScanner {
  private func end(ofWordAt start: Int) -> Int {
    let opensWithSpace = bytes[start] == UInt8(ascii: " ") && start + 1 < bytes.count
    let body = opensWithSpace && kind(at: start + 1) != .whiteSpace ? start + 1 : start
    switch kind(at: body) {
    case .whiteSpace:
      let end = end(ofRunAt: start)
      // The last space belongs to the word that follows.
      let leavesSpace = end < bytes.count && end - start > 1 && bytes[end - 1] == UInt8(ascii: " ")
      return leavesSpace ? end - 1 : end
    case .punctuation where isContraction(at: start):
      return end(ofRunAt: start + 1)
    default:
      return end(ofRunAt: body)
    }
  }

  private func isContraction(at start: Int) -> Bool {
    bytes[start] == UInt8(ascii: "'")
      && start > 0 && kind(at: start - 1) == .letter
      && start + 1 < bytes.count && kind(at: start + 1) == .letter
  }

  private func end(ofRunAt start: Int) -> Int {
    let kind = kind(at: start)
    // No further than a word may be long, or a long run would be walked again for every word.
    let limit = Swift.min(bytes.count, start + Self.longestWord + 1)
    var end = start + 1
    while end < limit, self.kind(at: end) == kind { end += 1 }
    return end
  }
}

// MARK: - Kinds of bytes

extension WordScanner {
  private enum Kind {
    case letter, digit, whiteSpace, punctuation
  }

  private func kind(at position: Int) -> Kind {
    switch bytes[position] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
      .letter
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      .digit
    case UInt8(ascii: " "), 0x09...0x0d:
      .whiteSpace
    default:
      .punctuation
    }
  }
}
