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
    func framed(_ kind: String, _ title: String, _ content: String, _ data: Table) -> String {
      figureHTML(
        kind, number: figure, anchor: anchor, title: title, content: content, data: data,
        provenance: provenance)
    }
    if let plot = item.plot { return framed("plot", plot.title, plot.svg(id: id), plot.dataTable) }
    if let map = item.heatMap { return framed("plot", map.title, map.svg(id: id), map.dataTable) }
    guard let passage = item.passage else { return "" }
    return framed("passage", passage.title, passage.html, passage.dataTable)
  }

  /// A table of texts.
  static func html(_ table: Table) -> String {
    let html = HTML.table(
      "data", columns: table.columns, rows: table.rows,
      isNumeric: table.columns.indices.map { table.isNumeric(column: $0) })
    return "<div class=\"table\">\(html)</div>\n"
  }

  private static func figureHTML(
    _ kind: String, number: Int, anchor: String, title: String, content: String, data: Table,
    provenance: String?
  ) -> String {
    let link = provenance.map { " " + HTML.link($0, class: "provenance", "record") } ?? ""
    return """
      <figure class="\(kind)" id="\(anchor)">
      \(content)
      <details class="data">
      <summary>The data</summary>
      \(html(data))</details>
      <figcaption><b>Figure \(number).</b> \(HTML.escaped(title))\(link)</figcaption>
      </figure>

      """
  }
}
