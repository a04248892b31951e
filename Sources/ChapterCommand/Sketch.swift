import Evidence

// MARK: - A plot in a few characters

extension Plot {
  /// The title, and a line a series: its course in blocks, its first and its last value.
  ///
  /// Bars with names have a line each instead.
  var sketch: [String] {
    let values = series.flatMap { $0.points.map(\.y) }
    guard let low = values.min(), let high = values.max() else { return [title] }
    if let categories = x.categories { return [title] + bars(named: categories) }
    let names = series.map(\.name).padded
    return [title]
      + zip(names, series).map { name, series in
        "  \(name)  \(series.blocks(from: low, to: high))  \(ends(of: series))"
      }
  }

  private func ends(of series: Series) -> String {
    guard let first = series.points.first, let last = series.points.last else { return "–" }
    return "\(Figure.text(first.y)) → \(Figure.text(last.y, unit: y.unit))"
  }
}

extension Series {
  private static let heights = Array("▁▂▃▄▅▆▇█")

  /// The values as blocks of eight heights; of more than forty, every so manieth.
  fileprivate func blocks(from low: Double, to high: Double) -> String {
    let stride = Swift.stride(from: 0, to: points.count, by: points.count / 41 + 1)
    return String(
      stride.map { Series.heights[step(of: points[$0].y, from: low, to: high, in: 8)] })
  }
}

/// Which of `count` equal steps from `low` to `high` a value is on: 0 for the lowest.
private func step(of value: Double, from low: Double, to high: Double, in count: Int) -> Int {
  let height = high > low && value.isFinite ? (value - low) / (high - low) : 0
  return Int((height * Double(count - 1)).rounded())
}

// MARK: - Bars

extension Plot {
  private static let longest = 24.0

  /// A line a bar, in the order of the categories: names, length from zero, value.
  private func bars(named categories: [String]) -> [String] {
    let bars = categories.indices.flatMap { category in
      series.flatMap { series in
        series.points.filter { $0.x == Double(category) }.map {
          (name: series.name, category: categories[category], value: $0.y)
        }
      }
    }
    let names = zip(bars.map(\.category).padded, bars.map(\.name).padded)
      .map { category, name in series.count == 1 ? category : "\(category)  \(name)" }
    let longest = bars.map { length($0.value) }.max() ?? 0
    return zip(names, bars).map { name, bar in
      let share = longest > 0 ? length(bar.value) / longest : 0
      let blocks = String(repeating: "█", count: Int((share * Plot.longest).rounded()))
      let value = Figure.text(bar.value, unit: y.unit)
      return "  \(name)  \(blocks)\(blocks.isEmpty ? "" : " ")\(value)"
    }
  }

  /// Bars stand on zero, whatever the figure's scale: half as long is half as much.
  private func length(_ value: Double) -> Double { value.isFinite ? max(0, value) : 0 }
}

// MARK: - A heat map in a few characters

extension HeatMap {
  private static let shades = Array(" ░▒▓█")

  /// The title, the columns' names from top to bottom unless they are numbers, a line a row with a
  /// shade for each value, and what the shades mean.
  ///
  /// Of more than forty columns, every so manieth is drawn; few are drawn twice as wide.
  var sketch: [String] {
    let known = values.joined().filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return [title] }
    let drawn = Array(stride(from: 0, to: columns.names.count, by: columns.names.count / 41 + 1))
    let width = drawn.count > 20 ? 1 : 2
    let margin = String(repeating: " ", count: (self.rows.names.map(\.count).max() ?? 0) + 5)
    let names = columns.isOfNumbers ? [] : drawn.map { columns.names[$0] }
    let head = names.upright(width: width).map { margin + $0 }
    let rows = zip(rows.names.padded, values).map { name, values in
      let cells = drawn.map { column in
        values[column].isFinite
          ? HeatMap.shades[step(of: values[column], from: low, to: high, in: 5)] : "?"
      }
      return "  \(name)  │" + cells.map { String(repeating: $0, count: width) }.joined() + "│"
    }
    return [title] + head + rows + ["  " + legend(from: low, to: high)]
  }

  /// `rows: token; columns: leaf; blank 0, █ 97.2 %`.
  private func legend(from low: Double, to high: Double) -> String {
    let scale =
      high > low
      ? "blank \(Figure.text(low)), █ \(Figure.text(high, unit: unit))"
      : "all \(Figure.text(low, unit: unit))"
    let ends = columns.isOfNumbers ? ", \(columns.names[0]) to \(columns.names.last!)" : ""
    return "rows: \(rows.label); columns: \(columns.label)\(ends); \(scale)"
  }
}

extension HeatMap.Labels {
  /// Whether the names are numbers, of which the first and the last say all.
  fileprivate var isOfNumbers: Bool { names.allSatisfy { Double($0) != nil } && !names.isEmpty }
}

// MARK: - Names under each other, and side by side

extension [String] {
  /// The texts beside each other, each read from top to bottom, down to the last line; of long
  /// ones, the beginning.
  fileprivate func upright(width: Int) -> [String] {
    let names = map { [Character]($0.prefix(8)) }
    let height = names.map(\.count).max() ?? 0
    return (0..<height).map { line in
      let letters = names.map { name in
        let place = line - (height - name.count)
        return (place < 0 ? " " : String(name[place])).padded(to: width)
      }
      return String(letters.joined().reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The texts, all as long as the longest.
  fileprivate var padded: [String] {
    let width = map(\.count).max() ?? 0
    return map { $0.padded(to: width) }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: width - count)
  }
}
