// MARK: - Alphabets

/// An alphabet for letters and digits.
///
/// MathML Core has no attribute for bold or blackboard letters: they are characters of their own
/// (*Unicode*, block Mathematical Alphanumeric Symbols).
enum MathAlphabet: String {
  case roman = "mathrm"
  case italic = "mathit"
  case bold = "mathbf"
  case boldItalic = "boldsymbol"
  case blackboard = "mathbb"
  case calligraphic = "mathcal"
  case sansSerif = "mathsf"
  case monospaced = "mathtt"

  /// Whether letters that follow each other make one word.
  var joinsLetters: Bool { self != .blackboard && self != .calligraphic && self != .boldItalic }
}

// MARK: - Letters of an alphabet

extension MathAlphabet {
  /// The character that is `letter` in this alphabet; itself where there is none.
  func letter(_ letter: Character) -> Character {
    if let exception = MathAlphabet.exceptions[self]?[letter] { return exception }
    guard let scalar = letter.unicodeScalars.first, letter.unicodeScalars.count == 1 else {
      return letter
    }
    let start: UInt32? =
      switch scalar {
      case "A"..."Z": starts.capitals.map { $0 + scalar.value - 0x41 }
      case "a"..."z": starts.capitals.map { $0 + 26 + scalar.value - 0x61 }
      case "0"..."9": starts.digits.map { $0 + scalar.value - 0x30 }
      case "Α"..."Ω": starts.greek.map { $0 + scalar.value - 0x391 }
      case "α"..."ω": starts.greek.map { $0 + 26 + scalar.value - 0x3B1 }
      default: nil
      }
    return start.flatMap(UnicodeScalar.init).map(Character.init) ?? letter
  }

  /// Where the alphabet's capitals, digits and Greek capitals begin; small letters follow capitals.
  private var starts: (capitals: UInt32?, digits: UInt32?, greek: UInt32?) {
    switch self {
    case .roman: (nil, nil, nil)
    case .italic: (0x1D434, nil, 0x1D6E2)
    case .bold: (0x1D400, 0x1D7CE, 0x1D6A8)
    case .boldItalic: (0x1D468, nil, 0x1D71C)
    case .blackboard: (0x1D538, 0x1D7D8, nil)
    case .calligraphic: (0x1D49C, nil, nil)
    case .sansSerif: (0x1D5A0, 0x1D7E2, nil)
    case .monospaced: (0x1D670, 0x1D7F6, nil)
    }
  }

  /// Letters that had a character before the others of their alphabet were given theirs.
  private static let exceptions: [MathAlphabet: [Character: Character]] = [
    .italic: ["h": "ℎ"],
    .blackboard: ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"],
    .calligraphic: [
      "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ",
      "g": "ℊ", "o": "ℴ",
    ],
  ]
}
