// MARK: - Pipe tables

extension ChapterWeaver {
  mutating func weave(_ table: PipeTable) {
    page.add("<div class=\"table\"><table>")
    page.add("<thead>")
    weave(table.head, of: table, tag: "th")
    page.add("</thead>")
    if !table.rows.isEmpty {
      page.add("<tbody>")
      for row in table.rows { weave(row, of: table, tag: "td") }
      page.add("</tbody>")
    }
    page.add("</table></div>")
  }

  private mutating func weave(_ row: PipeTable.Row, of table: PipeTable, tag: String) {
    var cells = ""
    for (cell, alignment) in zip(row.cells, table.alignments) {
      cells += HTML.element(
        tag, ["class": alignment.className, "scope": tag == "th" ? "col" : nil], html(cell))
    }
    page.add("<tr>\(cells)</tr>")
  }
}

extension PipeTable.Alignment {
  fileprivate var className: String? {
    switch self {
    case .none, .left: nil
    case .center: "center"
    case .right: "right"
    }
  }
}
