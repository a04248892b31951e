// MARK: - A table

/// A table of texts.
public struct Table: Codable, Hashable, Sendable {
  /// The titles of the columns.
  public let columns: [String]
  /// The rows, each with a cell for every column.
  public let rows: [[String]]

  /// Creates a table.
  public init(columns: [String], rows: [[String]]) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "a row has a cell for each column")
    self.columns = columns
    self.rows = rows
  }
}

// MARK: - Laid out as text

extension Table {
  /// The table with aligned columns, a line a row; columns of numbers stand to the right.
  public var lines: [String] {
    let widths = columns.indices.map { column in
      ([columns] + rows).map { $0[column].count }.max() ?? 0
    }
    let isNumeric = columns.indices.map(isNumeric(column:))
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return isNumeric[column] ? padding + cells[column] : cells[column] + padding
      }
      return padded.joined(separator: "  ").trimmedAtEnd
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return [line(columns), rule] + rows.map(line)
  }

  /// Whether each cell of a column is a number, perhaps with a sign before it or a unit behind,
  /// or a dash that stands for none.
  public func isNumeric(column: Int) -> Bool {
    !rows.isEmpty
      && rows.allSatisfy { row in
        let unsigned = row[column].drop { "+-−±".contains($0) }
        return row[column] == "–" || unsigned.first?.isNumber == true
      }
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}
