import Evidence

// MARK: - The data behind a figure

extension Evidence.Plot {
  /// The data as a table: a row for each place on the x axis, a column for each series.
  ///
  /// A series that has a place twice leaves no such order; then each point has a row of its own.
  public var dataTable: Evidence.Table {
    let hasOneEach = series.allSatisfy { Set($0.points.map(\.x)).count == $0.points.count }
    return hasOneEach ? wideTable : longTable
  }

  private var wideTable: Table {
    let places = Set(series.flatMap { $0.points.map(\.x) }).sorted()
    let columns = series.count == 1 ? [y.heading] : series.map { "\($0.name)\(y.unitInBrackets)" }
    return Table(
      columns: [x.heading] + columns,
      rows: places.map { place in
        [x.name(of: place)]
          + series.map { $0.points.first { $0.x == place }?.figure ?? "–" }
      })
  }

  private var longTable: Table {
    Table(
      columns: ["series", x.heading, y.heading],
      rows: series.flatMap { series in
        series.points.map { [series.name, x.name(of: $0.x), $0.figure] }
      })
  }
}

extension Axis {
  fileprivate var heading: String { label + unitInBrackets }
  fileprivate var unitInBrackets: String { unit.inBrackets }

  fileprivate func name(of place: Double) -> String {
    guard let categories, place >= 0, place < Double(categories.count), place == place.rounded()
    else { return Figure.text(place) }
    return categories[Int(place)]
  }
}

extension Series.Point {
  /// The value, with its interval where it has one.
  fileprivate var figure: String {
    guard let low, let high else { return Figure.text(y) }
    return "\(Figure.text(y)) (\(Figure.text(low)) to \(Figure.text(high)))"
  }
}

extension Evidence.HeatMap {
  /// The data as a table: a row for each of the rows, a column for each of the columns.
  public var dataTable: Evidence.Table {
    Table(
      columns: ["\(rows.label) \\ \(columns.label)\(unit.inBrackets)"] + columns.names,
      rows: zip(rows.names, values).map { [$0] + $1.map { Figure.text($0) } })
  }
}

extension Evidence.Passage {
  /// The data as a table: a row for each word.
  public var dataTable: Evidence.Table {
    Table(
      columns: ["word", "value\(unit.inBrackets)"],
      rows: words.map { [$0.text, Figure.text($0.value)] })
  }
}

extension String {
  /// A unit as it stands behind what it is the unit of.
  fileprivate var inBrackets: String { isEmpty ? "" : " (\(self))" }
}
