// MARK: - Pieces of source

/// A piece of Swift source: where it is, and what can be told of it without its neighbours.
struct SwiftPiece {
  /// What a piece is.
  enum Kind: Equatable {
    /// A keyword, or a name.
    case word
    /// A name in backticks.
    case quotedName
    case number, string, comment, documentation, attribute, space
    /// One byte of an operator or of punctuation.
    case mark(UInt8)
  }

  /// What it is.
  let kind: Kind
  /// Its bytes.
  let range: Range<Int>
}

// MARK: - Reading

/// Takes Swift source apart. All pieces together are the source, whatever it holds.
///
/// It knows Swift's tokens and no more of its grammar, and so needs no compiler.
struct SwiftLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var pieces: [SwiftPiece] = []

  /// The pieces of a source, in order.
  static func pieces(of bytes: [UInt8]) -> [SwiftPiece] {
    var lexer = SwiftLexer(bytes)
    while lexer.position < bytes.count {
      lexer.readCode()
      // A parenthesis that closes nothing is a mark like any other.
      if lexer.position < bytes.count { lexer.readMark() }
    }
    return lexer.pieces
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The byte so far ahead, or 0 behind the end.
  private func peek(_ distance: Int = 0) -> UInt8 {
    position + distance < bytes.count ? bytes[position + distance] : 0
  }

  private mutating func add(_ kind: SwiftPiece.Kind, from start: Int) {
    if start < position { pieces.append(SwiftPiece(kind: kind, range: start..<position)) }
  }
}

// MARK: - Code

extension SwiftLexer {
  /// Reads code up to the parenthesis that closes what it stands in, or to the end.
  private mutating func readCode() {
    var depth = 0
    while position < bytes.count {
      switch peek() {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")") where depth == 0: return
      case UInt8(ascii: ")"): depth -= 1
      default: break
      }
      readPiece()
    }
  }

  private mutating func readPiece() {
    let byte = peek()
    if byte.isSpace {
      read(.space) { $0.isSpace }
    } else if byte == UInt8(ascii: "/") {
      readSlash()
    } else if byte == UInt8(ascii: "\"") {
      readString(hashes: 0)
    } else if byte == UInt8(ascii: "#") {
      readHash()
    } else if byte == UInt8(ascii: "@"), peek(1).startsWord {
      read(.attribute) { $0.continuesWord || $0 == UInt8(ascii: ".") }
    } else if byte == UInt8(ascii: "`") {
      readQuotedName()
    } else if byte.isDigit {
      readNumber()
    } else if byte.startsWord || byte == UInt8(ascii: "$") {
      read(.word) { $0.continuesWord }
    } else {
      readMark()
    }
  }

  /// Reads one byte, whatever it is, and those after it that belong to it.
  private mutating func read(_ kind: SwiftPiece.Kind, while belongs: (UInt8) -> Bool) {
    let start = position
    repeat { position += 1 } while position < bytes.count && belongs(bytes[position])
    add(kind, from: start)
  }

  private mutating func readMark() { read(.mark(peek())) { _ in false } }
}

// MARK: - Names and numbers

extension SwiftLexer {
  private mutating func readQuotedName() {
    let rest = bytes[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
    guard let end = rest.firstIndex(of: UInt8(ascii: "`")) else { return readMark() }
    let start = position
    position = end + 1
    add(.quotedName, from: start)
  }

  private mutating func readNumber() {
    let start = position
    let isHexadecimal = peek() == UInt8(ascii: "0") && peek(1) == UInt8(ascii: "x")
    let exponents = isHexadecimal ? "pP" : "eE"
    while position < bytes.count {
      let isSign = peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-")
      if peek() == UInt8(ascii: ".") || isSign {
        let isExponent = isSign && exponents.utf8.contains(bytes[position - 1])
        guard isExponent || !isSign, peek(1).isDigit else { break }
      } else if !peek().continuesWord {
        break
      }
      position += 1
    }
    add(.number, from: start)
  }

  /// A macro or a condition such as `#if`, a string or a regular expression between hashes.
  private mutating func readHash() {
    let hashes = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
    switch peek(hashes) {
    case UInt8(ascii: "\""):
      readString(hashes: hashes)
    case UInt8(ascii: "/"):
      readRegularExpression(hashes: hashes)
    case let byte where hashes == 1 && byte.startsWord:
      read(.attribute) { $0.continuesWord }
    default:
      readMark()
    }
  }
}

// MARK: - Comments and regular expressions

extension SwiftLexer {
  private mutating func readSlash() {
    switch peek(1) {
    case UInt8(ascii: "/"):
      let isDocumentation = peek(2) == UInt8(ascii: "/") && peek(3) != UInt8(ascii: "/")
      read(isDocumentation ? .documentation : .comment) { $0 != UInt8(ascii: "\n") }
    case UInt8(ascii: "*"): readBlockComment()
    // After an operand a slash divides.
    case let byte where !byte.isSpace && !endsOperand: readRegularExpression(hashes: 0)
    default: readMark()
    }
  }

  private mutating func readBlockComment() {
    let start = position
    let isDocumentation = peek(2) == UInt8(ascii: "*") && peek(3) != UInt8(ascii: "/")
    var depth = 0
    repeat {
      if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0 && position < bytes.count
    position = min(position, bytes.count)
    add(isDocumentation ? .documentation : .comment, from: start)
  }

  /// Whether the last piece that is no space ends something that could be divided.
  private var endsOperand: Bool {
    switch pieces.last(where: { $0.kind != .space })?.kind {
    case .word, .quotedName, .number, .string: true
    case .mark(let byte): ")]}?!>".utf8.contains(byte)
    default: false
    }
  }

  /// A regular expression, which ends on its line; a slash that begins none is an operator.
  private mutating func readRegularExpression(hashes: Int) {
    var end = position + hashes + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      let closes =
        bytes[end] == UInt8(ascii: "/")
        && bytes[(end + 1)...].prefix(hashes).count { $0 == UInt8(ascii: "#") } == hashes
      if closes {
        let start = position
        position = end + 1 + hashes
        return add(.string, from: start)
      }
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    readMark()
  }
}

// MARK: - Strings

extension SwiftLexer {
  /// Reads a string, and the code within it.
  private mutating func readString(hashes: Int) {
    var start = position
    position += hashes + 1
    let isMultiline = opensLines()
    if isMultiline { position += 2 }
    let fence = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
    let escape = [UInt8(ascii: "\\")] + fence
    let end = [UInt8](repeating: UInt8(ascii: "\""), count: isMultiline ? 3 : 1) + fence
    while position < bytes.count {
      if bytes[position...].starts(with: end) {
        position += end.count
        return add(.string, from: start)
      }
      if !isMultiline, peek() == UInt8(ascii: "\n") { break }
      guard bytes[position...].starts(with: escape) else {
        position += 1
        continue
      }
      position = min(position + escape.count + 1, bytes.count)
      if bytes[position - 1] == UInt8(ascii: "(") {
        add(.string, from: start)
        readCode()
        start = position
      }
    }
    add(.string, from: start)
  }

  /// Whether two more quotes and the end of the line follow a quote.
  private func opensLines() -> Bool {
    guard peek() == UInt8(ascii: "\""), peek(1) == UInt8(ascii: "\"") else { return false }
    return bytes[(position + 2)...].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
      == UInt8(ascii: "\n")
  }
}

// MARK: - Bytes

extension UInt8 {
  fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  /// Bytes beyond ASCII are parts of letters, as far as names go.
  fileprivate var startsWord: Bool {
    (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == 0x5F || self >= 0x80
  }
  fileprivate var continuesWord: Bool { startsWord || isDigit }
}
