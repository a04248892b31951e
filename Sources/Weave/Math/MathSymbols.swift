// MARK: - Signs by their commands

/// What the commands stand for that take no argument.
enum MathSymbols {
  /// Signs, by what they are to their neighbours.
  static let signs: [String: MathSign] = {
    let classes: [(MathSign.Class, [String: String])] = [
      (.binary, binary), (.relation, relations), (.large, large), (.opening, opening),
      (.closing, closing), (.punctuation, ["colon": ":"]),
    ]
    var signs: [String: MathSign] = [:]
    for (kind, commands) in classes {
      for (command, text) in commands {
        signs[command] = MathSign(text, kind)
        signs[command]?.hasLimits = kind == .large && !text.contains { "∫∬∮".contains($0) }
      }
    }
    return signs
  }()

  private static let binary = [
    "cdot": "⋅", "times": "×", "odot": "⊙", "oplus": "⊕", "otimes": "⊗", "ominus": "⊖", "pm": "±",
    "mp": "∓", "circ": "∘", "bullet": "∙", "ast": "∗", "star": "⋆", "div": "÷", "cup": "∪",
    "cap": "∩", "setminus": "∖", "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "bmod": "mod",
  ]

  private static let relations = [
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈",
    "sim": "∼", "simeq": "≃", "cong": "≅", "equiv": "≡", "propto": "∝", "ll": "≪", "gg": "≫",
    "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃",
    "supseteq": "⊇", "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←",
    "leftrightarrow": "↔", "mapsto": "↦", "Rightarrow": "⇒", "Leftarrow": "⇐", "implies": "⟹",
    "Leftrightarrow": "⇔", "iff": "⟺", "mid": "|", "parallel": "∥", "perp": "⟂", "prec": "≺",
    "succ": "≻", "triangleq": "≜", "uparrow": "↑", "downarrow": "↓",
  ]

  private static let large = [
    "sum": "∑", "prod": "∏", "int": "∫", "iint": "∬", "oint": "∮", "bigcup": "⋃", "bigcap": "⋂",
    "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀", "bigvee": "⋁", "bigwedge": "⋀",
  ]

  private static let opening = [
    "{": "{", "lbrace": "{", "langle": "⟨", "lfloor": "⌊", "lceil": "⌈", "lvert": "|", "lVert": "‖",
  ]

  private static let closing = [
    "}": "}", "rbrace": "}", "rangle": "⟩", "rfloor": "⌋", "rceil": "⌉", "rvert": "|", "rVert": "‖",
  ]

  /// Characters that are signs by themselves.
  static let characters: [Character: MathSign] = [
    "+": MathSign("+", .binary), "-": MathSign("−", .binary), "*": MathSign("∗", .binary),
    "=": MathSign("=", .relation), "<": MathSign("<", .relation), ">": MathSign(">", .relation),
    ":": MathSign(":", .relation), "(": MathSign("(", .opening), "[": MathSign("[", .opening),
    ")": MathSign(")", .closing), "]": MathSign("]", .closing), ",": MathSign(",", .punctuation),
    ";": MathSign(";", .punctuation), "/": MathSign("/", .ordinary), "|": MathSign("|", .ordinary),
    "!": MathSign("!", .closing), "?": MathSign("?", .closing), ".": MathSign(".", .ordinary),
  ]
}

// MARK: - Names by their commands

extension MathSymbols {
  /// Letters and what stands like one.
  static let identifiers: [String: MathAtom] = {
    var identifiers: [String: MathAtom] = [:]
    for (command, text) in greek.merging(italic, uniquingKeysWith: { first, _ in first }) {
      identifiers[command] = .identifier(text)
    }
    for (command, text) in upright {
      identifiers[command] = .identifier(text, isUpright: true)
    }
    return identifiers
  }()

  private static let greek = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ",
    "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
  ]

  private static let italic = ["partial": "∂", "ell": "ℓ", "Re": "ℜ", "Im": "ℑ", "hbar": "ℏ"]

  private static let upright = [
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "nabla": "∇", "infty": "∞", "top": "⊤",
    "bot": "⊥", "emptyset": "∅", "varnothing": "∅", "forall": "∀", "exists": "∃", "neg": "¬",
    "lnot": "¬", "angle": "∠", "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮",
    "ddots": "⋱", "prime": "′", "dagger": "†", "vert": "|", "Vert": "‖", "|": "‖", "checkmark": "✓",
  ]

  /// Functions; true for those whose limits stand beneath them.
  static let functions: [String: Bool] = [
    "max": true, "min": true, "sup": true, "inf": true, "lim": true, "det": true, "gcd": true,
    "Pr": true, "log": false, "ln": false, "exp": false, "sin": false, "cos": false, "tan": false,
    "sinh": false, "cosh": false, "tanh": false, "arctan": false, "arccos": false, "arcsin": false,
    "arg": false, "dim": false, "deg": false, "ker": false,
  ]
}

// MARK: - Commands with arguments

extension MathSymbols {
  /// Signs over or under their argument.
  static let accents: [String: MathAccent] = [
    "hat": MathAccent(text: "ˆ"), "bar": MathAccent(text: "¯"), "tilde": MathAccent(text: "˜"),
    "vec": MathAccent(text: "→"), "dot": MathAccent(text: "˙"), "ddot": MathAccent(text: "¨"),
    "overbrace": MathAccent(text: "⏞", isWide: true),
    "underbrace": MathAccent(text: "⏟", isWide: true, isBelow: true),
  ]

  /// Spaces, in em.
  static let spaces: [String: Double] = [
    ",": 3 / 18, ":": 4 / 18, ">": 4 / 18, ";": 5 / 18, "!": -3 / 18, " ": 0.25, "quad": 1,
    "qquad": 2, "thinspace": 3 / 18,
  ]

  /// Characters that mean something else unless they are escaped.
  static let escapes: Set<Character> = ["%", "_", "#", "&", "$"]

  /// The heights of delimiters in em, by what their commands begin with.
  static let heights: [String: Double] = ["big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3]

  /// Delimiters that grow, by the command or the character after `\left`.
  static let delimiters: [String: String] = [
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "/": "/", "<": "⟨", ">": "⟩", "\\|": "‖",
    "\\vert": "|", "\\Vert": "‖",
  ].merging(
    (opening.merging(closing) { first, _ in first }).map { ("\\\($0)", $1) },
    uniquingKeysWith: { first, _ in first })
}
