// MARK: - Reading a formula

/// Reads LaTeX, a character at a time.
struct MathParser {
  let source: [Character]
  var position = 0
  /// The alphabet that the letters are being read in, within `\mathbf{…}` for example.
  var alphabet: MathAlphabet?
  /// How many `\left` have not met their `\right`.
  var openFences = 0

  init(_ latex: String) { source = Array(latex) }

  /// The parts of the whole formula.
  mutating func formula() throws(MathError) -> [MathAtom] { try list(until: .end, from: 0) }
}

// MARK: - Lists

extension MathParser {
  /// What ends a list of parts.
  enum Ending {
    case end, brace, bracket, right, cell

    func allows(_ stop: String) -> Bool {
      switch self {
      case .end: false
      case .brace: stop == "}"
      case .bracket: stop == "]"
      case .right: stop == "\\right"
      case .cell: ["&", "\\\\", "\\end"].contains(stop)
      }
    }
  }

  /// The parts up to what ends them, which is left to be read.
  ///
  /// - Parameter start: Where the list was opened, for the error when it is never closed.
  mutating func list(until ending: Ending, from start: Int) throws(MathError) -> [MathAtom] {
    var atoms: [MathAtom] = []
    while true {
      skipSpaces()
      if position == source.count {
        if ending == .end { return atoms }
        throw unclosed(ending, from: start)
      }
      if let stop = stop(for: ending) {
        if ending.allows(stop) { return atoms }
        throw misplaced(stop)
      }
      atoms.append(try scripted())
    }
  }

  /// What stands here if it ends a list rather than continue it.
  private func stop(for ending: Ending) -> String? {
    switch source[position] {
    case "}", "&": return String(source[position])
    case "]" where ending == .bracket: return "]"
    case "\\":
      let command = "\\" + command(at: position)
      return ["\\\\", "\\end", "\\right"].contains(command) ? command : nil
    default: return nil
    }
  }

  private func misplaced(_ stop: String) -> MathError {
    switch stop {
    case "}": error("this } closes nothing; remove it, write \\} for a brace, or add a {")
    case "\\right": error("\\right has no \\left before it; write both or neither")
    case "\\end": error("\\end has no \\begin before it; write both or neither")
    default:
      error("\(stop) stands in no table; put the rows into \\begin{aligned} … \\end{aligned}")
    }
  }

  private func unclosed(_ ending: Ending, from start: Int) -> MathError {
    switch ending {
    case .bracket: MathError(position: start, message: "this [ is never closed; add the ]")
    case .right: MathError(position: start, message: "this \\left has no \\right; add it")
    case .cell: MathError(position: start, message: "this \\begin has no \\end; add it")
    default: MathError(position: start, message: "this { is never closed; add the }")
    }
  }
}

// MARK: - Indices and exponents

extension MathParser {
  /// A part with what stands below and above it.
  private mutating func scripted() throws(MathError) -> MathAtom {
    let base = "^_'".contains(source[position]) ? MathAtom.group([]) : try atom(isArgument: false)
    var below: MathAtom?
    var above: MathAtom?
    let primes = primes()
    if primes > 0 { above = .sign(MathSign(["", "′", "″", "‴"][min(primes, 3)], .ordinary)) }
    while let sign = afterSpaces(), sign == "^" || sign == "_" {
      skipSpaces()
      let isTaken =
        sign == "_" ? below != nil : above != nil && !(primes > 0 && above?.isPrime == true)
      if isTaken { throw error("a second \(sign) on one base; put both into one pair of braces") }
      position += 1
      let script = try argument(of: "\(sign)", as: "\(sign){…}")
      if sign == "_" {
        below = script
      } else {
        above = above.map { .group([$0, script]) } ?? script
      }
    }
    return below == nil && above == nil ? base : .scripts(base, below: below, above: above)
  }

  private mutating func primes() -> Int {
    let start = position
    while position < source.count, source[position] == "'" { position += 1 }
    return position - start
  }
}

extension MathAtom {
  fileprivate var isPrime: Bool {
    if case .sign(let sign) = self { "′″‴".contains(sign.text) } else { false }
  }
}

// MARK: - Single parts

extension MathParser {
  /// A part without index or exponent; as an argument, a number is one digit only.
  mutating func atom(isArgument: Bool) throws(MathError) -> MathAtom {
    let letter = source[position]
    switch letter {
    case "\\": return try commanded()
    case "{":
      let start = position
      position += 1
      let atoms = try list(until: .brace, from: start)
      position += 1
      return .group(atoms)
    case "0"..."9": return number(isArgument: isArgument)
    case "~":
      position += 1
      return .space(0.25)
    default: break
    }
    if let sign = MathSymbols.characters[letter] {
      position += 1
      return .sign(sign)
    }
    guard letter.isLetter else { throw unknown(letter) }
    return identifier(isArgument: isArgument)
  }

  /// What follows a command, `{…}` or one part without braces.
  mutating func argument(of name: String, as usage: String) throws(MathError) -> MathAtom {
    skipSpaces()
    guard position < source.count else {
      throw error("\(name) lacks an argument at the formula's end; write \(usage)")
    }
    if let stop = stop(for: .end)
      ?? ("^_'".contains(source[position]) ? "\(source[position])" : nil)
    {
      throw error("\(name) lacks an argument before \(stop); write \(usage)")
    }
    return try atom(isArgument: true)
  }

  private func unknown(_ letter: Character) -> MathError {
    switch letter {
    case "$": error("a $ within a formula; write \\$ for the sign, or end the formula before it")
    case "%", "#": error("\(letter) means something else in LaTeX; write \\\(letter) for the sign")
    default: error("the character \(letter) is unknown; write the command for it, or \\text{…}")
    }
  }
}

// MARK: - Numbers and letters

extension MathParser {
  private mutating func number(isArgument: Bool) -> MathAtom {
    let start = position
    position += 1
    func isDigit(_ index: Int) -> Bool { index < source.count && "0"..."9" ~= source[index] }
    while !isArgument,
      isDigit(position)
        || (position < source.count && source[position] == "." && isDigit(position + 1))
    {
      position += 1
    }
    let digits = source[start..<position]
    return .number(String(digits.map { alphabet?.letter($0) ?? $0 }))
  }

  private mutating func identifier(isArgument: Bool) -> MathAtom {
    let start = position
    position += 1
    while let alphabet, alphabet.joinsLetters, position < source.count, source[position].isLetter {
      position += 1
    }
    let letters = source[start..<position]
    guard let alphabet else { return .identifier(String(letters)) }
    return .identifier(String(letters.map(alphabet.letter)), isUpright: alphabet == .roman)
  }
}

// MARK: - Moving on

extension MathParser {
  mutating func skipSpaces() {
    while position < source.count, source[position].isWhitespace { position += 1 }
  }

  /// The next character that is no space; none of them is passed.
  private func afterSpaces() -> Character? { source[position...].first { !$0.isWhitespace } }

  /// The name of the command whose backslash is at `index`: letters, or one other character.
  func command(at index: Int) -> String {
    let rest = source[(index + 1)...]
    let letters = rest.prefix { $0.isASCII && $0.isLetter }
    return String(letters.isEmpty ? rest.prefix(1) : letters)
  }

  func error(_ message: String, at place: Int? = nil) -> MathError {
    MathError(position: place ?? position, message: message)
  }
}
