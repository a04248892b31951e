// MARK: - Signs

extension MathWriter {
  /// A sign between its neighbours.
  ///
  /// A minus that joins nothing stands before a number, and one that is alone is a mark.
  func html(
    _ sign: MathSign, after before: MathSign.Class?, before next: MathSign.Class?
  ) -> String {
    guard sign.kind == .binary else { return html(sign, as: sign.kind, isPrefix: false) }
    let joinsLeft = before == .ordinary || before == .closing
    let joinsRight = next != nil && next != .relation && next != .closing && next != .punctuation
    return html(
      sign, as: joinsLeft && joinsRight ? .binary : .ordinary, isPrefix: !joinsLeft && joinsRight)
  }

  /// A sign as one of a class.
  func html(_ sign: MathSign, as kind: MathSign.Class, isPrefix: Bool) -> String {
    var attributes = ""
    switch kind {
    case .binary where style == .script, .relation where style == .script,
      .punctuation where style == .script:
      attributes = space(0, 0) + fence(sign)
    case .opening, .closing: attributes = form(of: kind) + fence(sign)
    case .ordinary where isPrefix: attributes = " form=\"prefix\"" + space(0, 0)
    case .ordinary: attributes = space(0, 0) + fence(sign)
    case .binary: attributes = " form=\"infix\"" + (sign.text == "mod" ? space(4, 4) : "")
    // A bar would be taken for a delimiter, and a colon for punctuation.
    case .relation: attributes = "|:".contains(sign.text) ? space(5, 5) + fence(sign) : ""
    case .punctuation: attributes = sign.text == ":" ? space(0, 3) : ""
    case .large: break
    }
    return "<mo\(attributes)>\(HTML.escaped(sign.text))</mo>"
  }

  private func form(of kind: MathSign.Class) -> String {
    kind == .opening ? " form=\"prefix\"" : " form=\"postfix\""
  }

  private func space(_ before: Int, _ after: Int) -> String {
    func em(_ eighteenths: Int) -> String {
      eighteenths == 0 ? "0" : MathWriter.number(Double(eighteenths) / 18) + "em"
    }
    return " lspace=\"\(em(before))\" rspace=\"\(em(after))\""
  }

  /// Delimiters grow unless they are told not to.
  private func fence(_ sign: MathSign) -> String {
    if let height = sign.height {
      let em = MathWriter.number(height) + "em"
      return " stretchy=\"true\" symmetric=\"true\" minsize=\"\(em)\" maxsize=\"\(em)\""
    }
    if sign.isStretchy { return " stretchy=\"true\" symmetric=\"true\"" }
    return MathWriter.growing.contains(sign.text) ? " stretchy=\"false\"" : ""
  }

  private static let growing = Set(MathSymbols.delimiters.values).subtracting(["/"])

  /// Content, which is MathML already, between delimiters that grow with it.
  func fence(_ opening: String?, _ content: String, _ closing: String?) -> String {
    func delimiter(_ text: String?, _ kind: MathSign.Class) -> String {
      guard let text else { return "" }
      return "<mo\(form(of: kind)) fence=\"true\" stretchy=\"true\" symmetric=\"true\">"
        + "\(HTML.escaped(text))</mo>"
    }
    return "<mrow>\(delimiter(opening, .opening))\(content)\(delimiter(closing, .closing))</mrow>"
  }
}

// MARK: - Tables

extension MathWriter {
  /// Rows of cells, between their delimiters.
  func html(_ table: MathTable, _ rows: [[MathAtom]]) -> String {
    let isAligned = table == .aligned
    let writer = MathWriter(style: isAligned ? .display : .text)
    let body = rows.map { cells in
      let cells = cells.enumerated().map { column, cell in
        // The second cell of a pair goes on where the first one ended.
        let content = writer.row(
          cell.parts, after: isAligned && column % 2 == 1 ? .ordinary : nil)
        return "<mtd\(table.style(of: column))>\(content)</mtd>"
      }
      return "<mtr>\(cells.joined())</mtr>"
    }.joined()
    let html =
      isAligned ? "<mtable displaystyle=\"true\">\(body)</mtable>" : "<mtable>\(body)</mtable>"
    let (opening, closing) = table.delimiters
    return opening == nil && closing == nil ? html : fence(opening, html, closing)
  }
}

extension MathTable {
  /// How the cells of a column are set; MathML Core leaves that to CSS.
  fileprivate func style(of column: Int) -> String {
    switch self {
    case .aligned where column % 2 == 1: " style=\"text-align: left; padding-inline: 0\""
    case .aligned:

      // Chromium and Safari align what is not text only by the name of their own.
      " style=\"text-align: right; text-align: -webkit-right; "
        + "padding-inline: \(column == 0 ? "0" : "2em") 0\""
    case .cases: " style=\"text-align: left; padding-inline: \(column == 0 ? "0" : "1em") 0\""
    case .matrix, .pmatrix, .bmatrix, .vmatrix: ""
    }
  }
}
