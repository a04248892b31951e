// MARK: - A heat map

/// A figure of shaded cells: a value for each pair of a row and a column.
public struct HeatMap: Codable, Hashable, Sendable {
  /// What the rows, or the columns, are.
  public struct Labels: Codable, Hashable, Sendable {
    /// What they have in common: `depth`.
    public let label: String
    /// The name of each, in order.
    public let names: [String]

    /// Creates labels.
    public init(_ label: String, _ names: [String]) {
      self.label = label
      self.names = names
    }
  }

  /// The caption: what to see in it.
  public let title: String
  /// What the rows are, from the top.
  public let rows: Labels
  /// What the columns are, from the left.
  public let columns: Labels
  /// The values, a row at a time: a value for each column.
  public let values: [[Double]]
  /// The values' unit; empty for pure numbers.
  public let unit: String

  /// Creates a heat map of `[rows.names.count, columns.names.count]` values, at least one.
  public init(
    _ title: String, rows: Labels, columns: Labels, values: [[Double]], unit: String = ""
  ) {
    self.title = title
    self.rows = rows
    self.columns = columns
    self.values = values
    self.unit = unit
    if let problem { preconditionFailure(problem) }
  }
}

// MARK: - Its shape

extension HeatMap {
  /// What is wrong with the shape, if anything is.
  private var problem: String? {
    if values.isEmpty || columns.names.isEmpty { return "a heat map has at least one cell" }
    if values.count != rows.names.count {
      return "\(rows.names.count) rows are named, and there are values for \(values.count)"
    }
    let width = columns.names.count
    guard let row = values.firstIndex(where: { $0.count != width }) else { return nil }
    return "\(width) columns are named, and row \(row) has \(values[row].count) values"
  }

  private enum CodingKeys: CodingKey { case title, rows, columns, values, unit }

  /// Reads a heat map; throws `DecodingError.dataCorrupted` where names and values do not agree.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    title = try container.decode(String.self, forKey: .title)
    rows = try container.decode(Labels.self, forKey: .rows)
    columns = try container.decode(Labels.self, forKey: .columns)
    values = try container.decode([[Double]].self, forKey: .values)
    unit = try container.decode(String.self, forKey: .unit)
    if let problem {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container, debugDescription: problem)
    }
  }
}
