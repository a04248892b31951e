// MARK: - Writing MathML

/// Writes parts as MathML Core.
///
/// The spaces around signs are left to the browser, which has them from the same dictionary as
/// every other; what LaTeX knows of a sign's place and the dictionary does not is written out.
struct MathWriter {
  /// How much room there is.
  enum Style {
    /// A line of its own: limits stand above and below.
    case display
    /// A line of text.
    case text
    /// Above or below something: signs keep no distance from their neighbours.
    case script
  }

  /// How much room there is.
  let style: Style

  private var script: MathWriter { MathWriter(style: .script) }
}

// MARK: - Rows

extension MathWriter {
  /// Parts in a row.
  ///
  /// - Parameter start: What the row continues, in the second cell of an aligned row.
  func row(_ atoms: [MathAtom], after start: MathSign.Class? = nil) -> String {
    var html = ""
    var before = start
    for (index, atom) in atoms.enumerated() {
      let next = atoms[(index + 1)...].first { $0.kind != nil }?.kind
      if case .space = atom {
        html += self.html(atom)
        continue
      }
      if atom.isFunction, before == .ordinary || before == .closing { html += thinSpace }
      if case .sign(let sign) = atom {
        html += self.html(sign, after: before, before: next)
      } else {
        html += self.html(atom)
      }
      if atom.isFunction { html += application(to: next) }
      before = atom.kind
    }
    return html
  }

  /// Parts that must be one element.
  private func element(_ atom: MathAtom) -> String {
    guard case .group(let atoms) = atom else { return html(atom) }
    return atoms.count == 1 && !atoms[0].isFunction
      ? element(atoms[0]) : "<mrow>\(row(atoms))</mrow>"
  }

  private var thinSpace: String { html(.space(3 / 18)) }

  /// What stands between a function's name and what it is applied to.
  private func application(to next: MathSign.Class?) -> String {
    switch next {
    case .opening: "<mo>&#x2061;</mo>"
    case .ordinary, .large: "<mo>&#x2061;</mo>" + thinSpace
    default: ""
    }
  }
}

// MARK: - Single parts

extension MathWriter {
  private func html(_ atom: MathAtom) -> String {
    switch atom {
    case .identifier(let name, let isUpright):
      return isUpright && name.count == 1
        ? "<mi mathvariant=\"normal\">\(HTML.escaped(name))</mi>" : "<mi>\(HTML.escaped(name))</mi>"
    case .number(let digits): return "<mn>\(digits)</mn>"
    case .function(let name, _): return function(name)
    // Spaces at the ends of an element would be lost.
    case .text(let words):
      return "<mtext>\(HTML.escaped(words).replacing(" ", with: "\u{A0}"))</mtext>"
    case .space(let width):
      let em = MathWriter.number(width)
      return width < 0
        ? "<mspace style=\"margin-left: \(em)em\"></mspace>" : "<mspace width=\"\(em)em\"></mspace>"
    case .group(let atoms): return group(atoms)
    case .sign(let sign): return html(sign, after: nil, before: nil)
    case .fraction(let over, let under, let style): return fraction(over, under, style)
    case .root(let radicand, nil): return "<msqrt>\(element(radicand))</msqrt>"
    case .root(let radicand, let index?):
      return "<mroot>\(element(radicand))\(script.element(index))</mroot>"
    case .scripts(let base, let below, let above): return scripts(base, below, above)
    case .accent(let base, let accent): return html(base, accent)
    case .stacked(let base, let below, let above):
      return stack(element(base), below.map(script.element), above.map(script.element))
    case .fenced(let opening, let content, let closing):
      return fence(opening, row(content.parts), closing)
    case .table(let table, let rows): return html(table, rows)
    }
  }

  /// Parts in braces; a sign by itself there keeps no distance from its neighbours.
  private func group(_ atoms: [MathAtom]) -> String {
    if atoms.count == 1, case .sign(let sign) = atoms[0] {
      return html(sign, as: .ordinary, isPrefix: false)
    }
    return element(.group(atoms))
  }

  /// A name of one letter would be set in italics.
  private func function(_ name: String) -> String {
    html(.identifier(name, isUpright: true))
  }

  private func fraction(_ over: MathAtom, _ under: MathAtom, _ style: FractionStyle) -> String {
    let inner = MathWriter(
      style: style == .display || style == .automatic && self.style == .display ? .text : .script)
    let parts = inner.element(over) + inner.element(under)
    switch style {
    case .automatic: return "<mfrac>\(parts)</mfrac>"
    case .binomial: return "<mfrac linethickness=\"0\">\(parts)</mfrac>"
    case .display, .text:
      let isDisplay = style == .display
      return
        "<mstyle displaystyle=\"\(isDisplay)\" scriptlevel=\"0\"><mfrac>\(parts)</mfrac></mstyle>"
    }
  }

  /// A number without zeros at its end.
  static func number(_ value: Double) -> String {
    let thousandths = Int((abs(value) * 10_000).rounded())
    var digits = String(10_000 + thousandths % 10_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    let whole = (value < 0 ? "-" : "") + String(thousandths / 10_000)
    return digits.isEmpty ? whole : "\(whole).\(digits)"
  }
}

// MARK: - Above and below

extension MathWriter {
  private func scripts(_ base: MathAtom, _ below: MathAtom?, _ above: MathAtom?) -> String {
    let scripts = (below.map(script.element), above.map(script.element))
    if style == .display && base.hasLimits || base.isBrace {
      return stack(element(base), scripts.0, scripts.1)
    }
    let base = element(base)
    switch scripts {
    case (let below?, let above?): return "<msubsup>\(base)\(below)\(above)</msubsup>"
    case (let below?, nil): return "<msub>\(base)\(below)</msub>"
    case (nil, let above?): return "<msup>\(base)\(above)</msup>"
    case (nil, nil): return base
    }
  }

  private func stack(_ base: String, _ below: String?, _ above: String?) -> String {
    switch (below, above) {
    case (let below?, let above?): "<munderover>\(base)\(below)\(above)</munderover>"
    case (let below?, nil): "<munder>\(base)\(below)</munder>"
    case (nil, let above?): "<mover>\(base)\(above)</mover>"
    case (nil, nil): base
    }
  }

  private func html(_ base: MathAtom, _ accent: MathAccent) -> String {
    // An arrow is as long as between words unless it is told otherwise.
    let style = accent.text == "→" ? " style=\"font-size: 0.7em\"" : ""
    let sign = "<mo stretchy=\"\(accent.isWide)\"\(style)>\(accent.text)</mo>"
    return accent.isBelow
      ? "<munder accentunder=\"true\">\(element(base))\(sign)</munder>"
      : "<mover accent=\"true\">\(element(base))\(sign)</mover>"
  }
}
