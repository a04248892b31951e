import Evidence

// MARK: - What cells put out

/// Outputs of cells as a page sets them.
enum OutputHTML {
  /// One thing that a cell put out.
  ///
  /// - Parameters:
  ///   - provenance: Where the record's own page has it.
  ///   - number: Gives a figure its number and its address.
  static func html(
    _ item: OutputItem, provenance: String?, numbering number: () -> (Int, String)
  ) -> String {
    if let lines = item.lines {
      return HTML.element("pre", ["class": "printed"], HTML.escaped(lines.joined(separator: "\n")))
        + "\n"
    }
    if let table = item.table { return html(table) }
    let (figure, anchor) = number()
    let id = "\(anchor)-drawing"
    if let plot = item.plot {
      return figureHTML(
        number: figure, anchor: anchor, title: plot.title, svg: plot.svg(id: id),
        data: plot.dataTable, provenance: provenance)
    }
    guard let map = item.heatMap else { return "" }
    return figureHTML(
      number: figure, anchor: anchor, title: map.title, svg: map.svg(id: id), data: map.dataTable,
      provenance: provenance)
  }

  /// A table of texts.
  static func html(_ table: Table) -> String {
    let html = HTML.table(
      "data", columns: table.columns, rows: table.rows,
      isNumeric: table.columns.indices.map { table.isNumeric(column: $0) })
    return "<div class=\"table\">\(html)</div>\n"
  }

  private static func figureHTML(
    number: Int, anchor: String, title: String, svg: String, data: Table, provenance: String?
  ) -> String {
    let link = provenance.map { " " + HTML.link($0, class: "provenance", "record") } ?? ""
    return """
      <figure class="plot" id="\(anchor)">
      \(svg)
      <details class="data">
      <summary>The data</summary>
      \(html(data))</details>
      <figcaption><b>Figure \(number).</b> \(HTML.escaped(title))\(link)</figcaption>
      </figure>

      """
  }
}
