// MARK: - Commands

extension MathParser {
  /// What a command stands for, with its arguments.
  mutating func commanded() throws(MathError) -> MathAtom {
    let start = position
    let name = command(at: position)
    position += 1 + name.count
    if let alphabet = MathAlphabet(rawValue: name) { return try letters(in: alphabet, name) }
    if let sign = MathSymbols.signs[name] { return .sign(sign) }
    if let identifier = MathSymbols.identifiers[name] { return identifier }
    if let limits = MathSymbols.functions[name] { return .function(name, hasLimits: limits) }
    if let width = MathSymbols.spaces[name] { return .space(width) }
    if let accent = MathSymbols.accents[name] {
      return .accent(try argument(of: "\\\(name)", as: "\\\(name){…}"), accent)
    }
    if name.count == 1, let letter = name.first, MathSymbols.escapes.contains(letter) {
      return .text(name)
    }
    if let sized = try sizedDelimiter(name) { return sized }
    if let built = try construction(name, from: start) { return built }
    throw unknown(name, at: start)
  }

  /// What is built of arguments; nil for a command that is none of these.
  private mutating func construction(
    _ name: String, from start: Int
  ) throws(MathError) -> MathAtom? {
    switch name {
    case "frac": return try fraction(name, .automatic)
    case "dfrac": return try fraction(name, .display)
    case "tfrac": return try fraction(name, .text)
    case "binom":
      let fraction = try fraction(name, .binomial)
      return .fenced("(", fraction, ")")
    case "sqrt": return try root()
    case "overset", "stackrel": return try stack(name, isBelow: false)
    case "underset": return try stack(name, isBelow: true)
    case "text", "textrm": return .text(try words(of: name))
    case "operatorname": return try function()
    case "left": return try fence(from: start)
    case "middle":
      guard openFences > 0 else {
        throw error("\\middle has no \\left before it; write both or neither", at: start)
      }
      var sign = MathSign(try delimiter(after: name) ?? "", .relation)
      sign.isStretchy = true
      return .sign(sign)
    case "begin": return try environment(from: start)
    default: return nil
    }
  }

  private func unknown(_ name: String, at start: Int) -> MathError {
    guard !name.isEmpty else { return error("a \\ at the formula's end; remove it", at: start) }
    let next = "write another, or add it to Sources/Weave/Math/MathSymbols.swift"
    return error("the command \\\(name) is unknown; \(next)", at: start)
  }
}

// MARK: - Letters and words

extension MathParser {
  private mutating func letters(
    in alphabet: MathAlphabet, _ name: String
  ) throws(MathError) -> MathAtom {
    let outer = self.alphabet
    self.alphabet = alphabet
    defer { self.alphabet = outer }
    return try argument(of: "\\\(name)", as: "\\\(name){…}")
  }

  /// A function's name; with a star, its limits stand beneath it.
  private mutating func function() throws(MathError) -> MathAtom {
    let hasLimits = position < source.count && source[position] == "*"
    if hasLimits { position += 1 }
    return .function(try words(of: "operatorname"), hasLimits: hasLimits)
  }

  /// The characters within braces, as they are.
  private mutating func words(of name: String) throws(MathError) -> String {
    skipSpaces()
    let start = position
    guard position < source.count, source[position] == "{" else {
      throw error("\\\(name) lacks its braces; write \\\(name){…}")
    }
    position += 1
    var words = ""
    while position < source.count, source[position] != "}" {
      switch source[position] {
      case "\\":
        let escaped = command(at: position)
        guard escaped.count == 1, "{}%_#&$ ".contains(escaped) else {
          throw error("the command \\\(escaped) within \\\(name); close its braces before it")
        }
        words += escaped
        position += 2
      case "{", "$":
        throw error("a \(source[position]) within \\\(name); close its braces before it")
      default:
        words.append(source[position].isWhitespace ? " " : source[position])
        position += 1
      }
    }
    guard position < source.count else {
      throw error("this { is never closed; add the }", at: start)
    }
    position += 1
    return words
  }
}

// MARK: - Fractions, roots, stacks

extension MathParser {
  private mutating func fraction(
    _ name: String, _ style: FractionStyle
  ) throws(MathError) -> MathAtom {
    let usage = "\\\(name){…}{…}"
    let numerator = try argument(of: "\\\(name)", as: usage)
    return .fraction(numerator, try argument(of: "\\\(name)", as: usage), style)
  }

  private mutating func root() throws(MathError) -> MathAtom {
    skipSpaces()
    var index: MathAtom?
    if position < source.count, source[position] == "[" {
      let start = position
      position += 1
      index = .group(try list(until: .bracket, from: start))
      position += 1
    }
    return .root(try argument(of: "\\sqrt", as: "\\sqrt{…} or \\sqrt[3]{…}"), index: index)
  }

  private mutating func stack(_ name: String, isBelow: Bool) throws(MathError) -> MathAtom {
    let usage = "\\\(name){…}{…}"
    let script = try argument(of: "\\\(name)", as: usage)
    let base = try argument(of: "\\\(name)", as: usage)
    return .stacked(base, below: isBelow ? script : nil, above: isBelow ? nil : script)
  }
}

// MARK: - Delimiters

extension MathParser {
  /// What stands between `\left` and `\right`.
  private mutating func fence(from start: Int) throws(MathError) -> MathAtom {
    let opening = try delimiter(after: "left")
    openFences += 1
    defer { openFences -= 1 }
    let content = try list(until: .right, from: start)
    position += "\\right".count
    return .fenced(opening, .group(content), try delimiter(after: "right"))
  }

  /// The delimiter after a command; nil for a dot, which stands for none.
  private mutating func delimiter(after name: String) throws(MathError) -> String? {
    skipSpaces()
    guard position < source.count else {
      throw error("\\\(name) lacks a delimiter at the formula's end; write \\\(name)( for example")
    }
    let start = position
    let letter = source[position]
    let key = letter == "\\" ? "\\" + command(at: position) : String(letter)
    position += key.count
    if key == "." { return nil }
    guard let delimiter = MathSymbols.delimiters[key] else {
      throw error(
        "\(key) after \\\(name) is no delimiter; write ( or \\{ or \\lfloor, or . for none",
        at: start)
    }
    return delimiter
  }

  /// `\bigl(` and its like; nil for any other command.
  private mutating func sizedDelimiter(_ name: String) throws(MathError) -> MathAtom? {
    let kinds: [Character: MathSign.Class] = ["l": .opening, "r": .closing, "m": .relation]
    let kind = name.last.flatMap { kinds[$0] }
    guard let height = MathSymbols.heights[kind == nil ? name : String(name.dropLast())] else {
      return nil
    }
    var sign = MathSign(try delimiter(after: name) ?? "", kind ?? .ordinary)
    sign.isStretchy = true
    sign.height = height
    return .sign(sign)
  }
}

// MARK: - Environments

extension MathParser {
  private static let tables: [String: MathTable] = [
    "aligned": .aligned, "align": .aligned, "align*": .aligned, "split": .aligned,
    "matrix": .matrix, "pmatrix": .pmatrix, "bmatrix": .bmatrix, "vmatrix": .vmatrix,
    "cases": .cases,
  ]

  private mutating func environment(from start: Int) throws(MathError) -> MathAtom {
    let name = try words(of: "begin")
    guard let table = MathParser.tables[name] else {
      let known = MathParser.tables.keys.sorted().joined(separator: ", ")
      throw error("the environment \(name) is unknown; write one of \(known)", at: start)
    }
    var rows: [[MathAtom]] = [[]]
    while true {
      rows[rows.count - 1].append(.group(try list(until: .cell, from: start)))
      let place = position
      let stop = source[position] == "&" ? "&" : command(at: position)
      position += stop == "&" ? 1 : stop.count + 1
      switch stop {
      case "&": continue
      case "\\": rows.append([])
      default:
        let closed = try words(of: "end")
        guard closed == name else {
          throw error("\\end{\(closed)} closes \\begin{\(name)}; write the same name", at: place)
        }
        // A line break after the last row begins no other.
        if rows.count > 1, rows.last == [.group([])] { rows.removeLast() }
        return .table(table, rows: rows)
      }
    }
  }
}
