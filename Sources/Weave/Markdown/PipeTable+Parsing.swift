// MARK: - Tables among paragraphs

/// Why a paragraph that looks like a table is none.
struct TableError: Error {
  let line: Int
  let what: String
  let next: String
}

extension PipeTable {
  /// The table that a paragraph is; nil where its second line is not the one below a table's head.
  ///
  /// - Throws: `TableError` where a row has more or fewer cells than the head.
  init?(_ paragraph: [Inline]) throws(TableError) {
    let lines = paragraph.split(omittingEmptySubsequences: false) { $0.kind == .softBreak }
      .map(Array.init)
    guard let position = lines.firstIndex(where: { Self.alignments(in: $0) != nil }), position > 0,
      let alignments = Self.alignments(in: lines[position])
    else { return nil }
    guard position == 1 else {
      throw TableError(
        line: lines[position - 1].first?.line ?? 0, what: "a table stands within a paragraph",
        next: "put an empty line before it")
    }
    self.alignments = alignments
    var rows: [Row] = []
    for line in [lines[0]] + lines.dropFirst(2) {
      rows.append(try Self.row(line, columns: alignments.count))
    }
    head = rows.removeFirst()
    self.rows = rows
  }

  /// How the columns are aligned, where the line is one of hyphens, colons and pipes.
  private static func alignments(in line: [Inline]) -> [Alignment]? {
    let texts = line.map { inline in
      if case .text(let text) = inline.kind { text } else { "x" }
    }
    let text = texts.joined().trimmingSpaces
    guard text.contains("-"), text.contains("|"), text.allSatisfy({ "|:- ".contains($0) }) else {
      return nil
    }
    let cells = text.split(separator: "|", omittingEmptySubsequences: false)
      .map { String($0).trimmingSpaces }
    return cells.droppingOuter(while: \.isEmpty).map(alignment)
  }

  private static func alignment(_ cell: String) -> Alignment {
    switch (cell.hasPrefix(":"), cell.hasSuffix(":")) {
    case (true, true): .center
    case (true, false): .left
    case (false, true): .right
    case (false, false): .none
    }
  }
}

// MARK: - Rows

extension PipeTable {
  private static func row(_ inlines: [Inline], columns: Int) throws(TableError) -> Row {
    let line = inlines.first?.line ?? 0
    var cells = try cells(inlines)
    // A pipe at either end parts nothing.
    if cells.first?.isEmpty == true { cells.removeFirst() }
    if cells.last?.isEmpty == true { cells.removeLast() }
    guard cells.count == columns else {
      throw TableError(
        line: line, what: "the row of a table has \(cells.count) cells, its head has \(columns)",
        next: "give each row \(columns) cells, and write \\| for a pipe that parts none")
    }
    return Row(cells: cells.map { $0.joiningTexts() }, line: line)
  }

  private static func cells(_ inlines: [Inline]) throws(TableError) -> [[Inline]] {
    var cells: [[Inline]] = [[]]
    for inline in inlines {
      switch inline.kind {
      case .text(let text):
        for (index, part) in text.split(separator: "|", omittingEmptySubsequences: false)
          .enumerated()
        {
          if index > 0 { cells.append([]) }
          if !part.isEmpty {
            cells[cells.count - 1].append(Inline(kind: .text(String(part)), line: inline.line))
          }
        }
      case .code(let code):
        cells[cells.count - 1].append(
          Inline(kind: .code(try unescapingPipes(in: code, line: inline.line)), line: inline.line))
      default: cells[cells.count - 1].append(inline)
      }
    }
    return cells.map(trimmingSpaces)
  }

  /// Code hosts part cells even within code.
  private static func unescapingPipes(in code: String, line: Int) throws(TableError) -> String {
    guard !code.contains("|") else {
      throw TableError(
        line: line, what: "a pipe stands within code in a table, where code hosts part cells",
        next: "write \\| instead, or \\vert in mathematics")
    }
    return EscapedPipe.removed(from: code)
  }

  private static func trimmingSpaces(_ cell: [Inline]) -> [Inline] {
    var cell = cell
    if case .text(let text)? = cell.first?.kind {
      cell[0] = Inline(kind: .text(String(text.drop { $0 == " " })), line: cell[0].line)
    }
    if case .text(let text)? = cell.last?.kind {
      cell[cell.count - 1] = Inline(
        kind: .text(text.trimmingSpacesAtEnd), line: cell[cell.count - 1].line)
    }
    return cell.filter { $0.kind != .text("") }
  }
}

// MARK: - Spaces

extension String {
  var trimmingSpacesAtEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
  var trimmingSpaces: String { String(drop { $0 == " " }).trimmingSpacesAtEnd }
}

extension Array {
  /// The array without a first and a last element that are of no account.
  fileprivate func droppingOuter(while isEmpty: (Element) -> Bool) -> [Element] {
    var rest = self[...]
    if let first = rest.first, isEmpty(first) { rest.removeFirst() }
    if let last = rest.last, isEmpty(last) { rest.removeLast() }
    return Array(rest)
  }
}
