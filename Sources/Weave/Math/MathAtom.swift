// MARK: - Parts of a formula

/// A part of a formula, as MathML has them too.
indirect enum MathAtom: Hashable, Sendable {
  /// A name: a letter, which is set in italics unless it is upright, or several.
  case identifier(String, isUpright: Bool = false)
  /// Digits.
  case number(String)
  /// A sign that relates its neighbours, joins them or encloses.
  case sign(MathSign)
  /// The name of a function; with limits, what it runs over is set beneath it.
  case function(String, hasLimits: Bool)
  /// Words.
  case text(String)
  /// A space of a width in em.
  case space(Double)
  /// Several parts that count as one.
  case group([MathAtom])
  /// One part over another.
  case fraction(MathAtom, MathAtom, FractionStyle)
  /// A root; without an index, the square root.
  case root(MathAtom, index: MathAtom?)
  /// Something with an index, an exponent or both.
  case scripts(MathAtom, below: MathAtom?, above: MathAtom?)
  /// Something with a sign over it, or under it.
  case accent(MathAtom, MathAccent)
  /// Something set over or under something else, smaller.
  case stacked(MathAtom, below: MathAtom?, above: MathAtom?)
  /// What stands between two delimiters that grow with it; nil where one is left out.
  case fenced(String?, MathAtom, String?)
  /// Rows of cells.
  case table(MathTable, rows: [[MathAtom]])
}

/// How a fraction is set.
enum FractionStyle: Hashable, Sendable {
  /// As its surroundings ask.
  case automatic
  /// Large, or small, wherever it stands.
  case display, text
  /// Without a line.
  case binomial
}

// MARK: - What a part is to its neighbours

extension MathAtom {
  /// Its class; nil for a space, which is none.
  var kind: MathSign.Class? {
    switch self {
    case .space: nil
    case .sign(let sign): sign.kind
    case .function: .large
    case .scripts(let base, _, _), .stacked(let base, _, _): base.kind
    case .identifier, .number, .text, .group, .fraction, .root, .accent, .fenced, .table: .ordinary
    }
  }

  /// Whether it is a function's name, perhaps with an index.
  var isFunction: Bool {
    switch self {
    case .function: true
    case .scripts(let base, _, _), .stacked(let base, _, _): base.isFunction
    default: false
    }
  }

  /// Whether what is set below and above it is set right under and over it on a line of its own.
  var hasLimits: Bool {
    switch self {
    case .sign(let sign): sign.hasLimits
    case .function(_, let hasLimits): hasLimits
    default: false
    }
  }

  /// Whether it is a brace over or under something, which is named beside the brace.
  var isBrace: Bool {
    if case .accent(_, let accent) = self { "⏞⏟".contains(accent.text) } else { false }
  }

  /// The parts of a group; anything else is one part.
  var parts: [MathAtom] { if case .group(let atoms) = self { atoms } else { [self] } }
}

// MARK: - Signs

/// A sign and what it is to its neighbours, as Knuth classes them (*The TeXbook*, chapter 17).
struct MathSign: Hashable, Sendable {
  /// What a sign is to its neighbours.
  enum Class: Hashable, Sendable {
    case ordinary, large, binary, relation, opening, closing, punctuation
  }

  /// The character.
  let text: String
  /// What it is to its neighbours.
  let kind: Class
  /// Whether a large sign has its limits above and below on a line of its own.
  var hasLimits = false
  /// A fixed height in em, of a delimiter that was asked to be large.
  var height: Double?
  /// Whether it grows with what it stands beside.
  var isStretchy = false

  init(_ text: String, _ kind: Class) {
    self.text = text
    self.kind = kind
  }
}

/// A sign over or under something.
struct MathAccent: Hashable, Sendable {
  /// The character.
  let text: String
  /// Whether it is as wide as what it belongs to.
  var isWide = false
  /// Whether it stands below.
  var isBelow = false
}

// MARK: - Tables

/// A table of an environment: what encloses it and how its columns are set.
enum MathTable: Hashable, Sendable {
  case aligned, matrix, pmatrix, bmatrix, vmatrix, cases

  /// What stands before it and after it.
  var delimiters: (String?, String?) {
    switch self {
    case .aligned, .matrix: (nil, nil)
    case .pmatrix: ("(", ")")
    case .bmatrix: ("[", "]")
    case .vmatrix: ("|", "|")
    case .cases: ("{", nil)
    }
  }
}
