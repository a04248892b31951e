import Evidence

// MARK: - The page of a cell

/// Where a cell prints and draws: on the terminal now, and in the record for the book.
public final class Page {
  private let notebook: Notebook
  private(set) var output: CellOutput
  private var isHeaded = false

  init(for notebook: Notebook, cell: String) {
    self.notebook = notebook
    output = CellOutput(cell: cell)
  }

  /// Prints a line, or several parted by line breaks.
  public func print(_ text: String = "") {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if case let previous? = output.items.last?.lines {
      output.items.removeLast()
      show(.lines(previous + lines), printing: lines)
    } else {
      show(.lines(lines), printing: lines)
    }
  }

  /// Prints a table with aligned columns.
  public func table(_ columns: [String], _ rows: [[String]]) {
    let table = Table(columns: columns, rows: rows)
    show(.table(table), printing: table.lines)
  }

  /// Draws a figure: a sketch on the terminal, the real one in the book.
  public func draw(_ plot: Plot) {
    show(.plot(plot), printing: plot.sketch)
  }

  /// Draws a figure of shaded cells: a sketch on the terminal, the real one in the book.
  public func draw(_ heatMap: HeatMap) {
    show(.heatMap(heatMap), printing: heatMap.sketch)
  }

  /// Sets running text with a value for each word: marks on the terminal, tints in the book.
  public func draw(_ passage: Passage) {
    show(.passage(passage), printing: passage.sketch)
  }

  private func show(_ item: OutputItem, printing lines: [String]) {
    if !isHeaded {
      isHeaded = true
      notebook.writeHeading(output.cell)
    }
    output.items.append(item)
    notebook.write(lines.map { $0 + "\n" }.joined())
  }
}
