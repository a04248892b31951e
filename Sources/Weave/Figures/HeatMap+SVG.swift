import Evidence
import Foundation

// MARK: - A heat map as a drawing

extension Evidence.HeatMap {
  /// The figure as an `svg` element without colours of its own.
  ///
  /// - Parameter id: The figure's own id; those of its title and description begin with it.
  public func svg(id: String) -> String {
    let (drawing, height) = HeatMapDrawing(self).drawing
    return drawing.html(id: id, height: height, title: title, description: summary)
  }
}

// MARK: - Cells

/// Cells that are the darker the greater their value, with names beside and beneath.
struct HeatMapDrawing {
  private let map: HeatMap
  private let low, high: Double
  private let left, cellWidth, cellHeight: Double
  /// The values' texts, where each cell has room for its own.
  private let figures: [[String]]?
  /// Whether names beneath are turned, because they would touch.
  private let turnsNames: Bool

  private static let top = 76.0
  private static let namesWidth = 190.0

  init(_ map: HeatMap) {
    let values = map.values.joined().filter(\.isFinite)
    let left = min(Lettering.width(of: map.rows.names), HeatMapDrawing.namesWidth) + 14
    let cellWidth = min(120, (SVG.width - left - 8) / Double(map.columns.names.count))
    // Few rows are not stretched, and many do not make the figure a tower.
    let cellHeight = min(52, max(cellWidth, 18), max(6, 560 / Double(map.rows.names.count)))
    let figures = HeatMapDrawing.figures(map.values)
    let widest = figures.map { Lettering.width(of: $0) }.max() ?? 0
    self.map = map
    (low, high) = (values.min() ?? 0, values.max() ?? 0)
    (self.left, self.cellWidth, self.cellHeight) = (left, cellWidth, cellHeight)
    let hasRoom = widest <= cellWidth - 6 && cellHeight >= Lettering.lineHeight
    self.figures = hasRoom ? figures : nil
    turnsNames = map.columns.names.contains {
      Lettering.width(of: $0) > cellWidth - 4 && Double($0) == nil
    }
  }

  /// The values with as many decimals as the greatest of them needs, so that they can be compared.
  private static func figures(_ values: [[Double]]) -> [[String]] {
    let all = values.joined().filter(\.isFinite)
    let size = all.map(abs).max() ?? 0
    let isWhole = size >= 100 || all.allSatisfy { $0 == $0.rounded() }
    return values.map { row in
      row.map { value in
        isWhole || !value.isFinite
          ? Figure.text(value.rounded() + 0)
          : String(format: size >= 10 ? "%.1f" : "%.2f", value)
      }
    }
  }

  private var right: Double { left + cellWidth * Double(map.columns.names.count) }
  private var bottom: Double { Self.top + cellHeight * Double(map.rows.names.count) }

  /// What is drawn, and its height.
  var drawing: (SVG, Double) {
    var svg = SVG()
    drawScale(in: &svg)
    for row in map.values.indices {
      for column in map.values[row].indices { drawCell(row, column, in: &svg) }
    }
    drawRowNames(in: &svg)
    let height = drawColumnNames(in: &svg)
    return (svg, height)
  }

  /// How far a value is from the least to the greatest.
  private func share(_ value: Double) -> Double { high > low ? (value - low) / (high - low) : 0.5 }

  private func drawCell(_ row: Int, _ column: Int, in svg: inout SVG) {
    let value = map.values[row][column]
    let x = left + Double(column) * cellWidth
    let y = Self.top + Double(row) * cellHeight
    let corners = (SVG.Point(x: x, y: y), SVG.Point(x: x + cellWidth, y: y + cellHeight))
    guard value.isFinite else {
      return svg.add(rectangle: corners.0, corners.1, "cell unknown")
    }
    svg.add(
      rectangle: corners.0, corners.1, cellWidth < 14 ? "cell fine" : "cell",
      opacity: Self.opacity(share(value)))
    guard let figures else { return }
    svg.add(
      text: [figures[row][column]], share(value) > 0.6 ? "figure reversed" : "figure",
      at: SVG.Point(x: x + cellWidth / 2, y: y + cellHeight / 2), anchor: .middle, drop: 0.35)
  }

  /// Even the least value is told from the page.
  private static func opacity(_ share: Double) -> Double { 0.04 + 0.96 * share }
}

// MARK: - Names and the scale

extension HeatMapDrawing {
  private func drawRowNames(in svg: inout SVG) {
    let every = Self.every(Lettering.lineHeight / cellHeight)
    for (row, name) in map.rows.names.enumerated() where row.isMultiple(of: every) {
      svg.add(
        text: [Lettering.shortened(name, to: Self.namesWidth)], "tick",
        at: SVG.Point(x: left - 10, y: Self.top + (Double(row) + 0.5) * cellHeight),
        anchor: .end, drop: 0.35)
    }
    let fits = Lettering.width(of: map.rows.label) <= left - 10
    svg.add(
      text: [map.rows.label], "label", at: SVG.Point(x: fits ? left - 10 : 0, y: Self.top - 16),
      anchor: fits ? .end : .start)
  }

  /// Of how many names one is written: the next of 1, 2, 5, 10, 20 …
  private static func every(_ least: Double) -> Int {
    var power = 1
    while true {
      if let every = [1, 2, 5].map({ $0 * power }).first(where: { Double($0) >= least }) {
        return every
      }
      power *= 10
    }
  }

  /// Draws the names beneath, and gives the figure's height.
  private func drawColumnNames(in svg: inout SVG) -> Double {
    let names = map.columns.names
    let widest = Lettering.width(of: names)
    let room = turnsNames ? Lettering.lineHeight : widest + 10
    let every = Self.every(room / cellWidth)
    let limit = 170.0
    for (column, name) in names.enumerated() where column.isMultiple(of: every) {
      let x = left + (Double(column) + 0.5) * cellWidth
      if turnsNames {
        svg.add(
          text: [Lettering.shortened(name, to: limit)], "tick",
          at: SVG.Point(x: x + 6, y: bottom + 18), anchor: .end, turned: -40)
      } else {
        svg.add(
          text: [name], "tick", at: SVG.Point(x: x, y: bottom + 6), anchor: .middle, drop: 0.9)
      }
    }
    let depth = turnsNames ? 0.65 * min(widest, limit) + 26 : 38
    let half = Lettering.width(of: map.columns.label) / 2
    let center = min(max((left + right) / 2, half), SVG.width - half)
    svg.add(
      text: [map.columns.label], "label", at: SVG.Point(x: center, y: bottom + depth),
      anchor: .middle, drop: 0.85)
    return bottom + depth + 32
  }

  /// Draws what the shades mean, above the cells.
  private func drawScale(in svg: inout SVG) {
    guard high > low else { return }
    let figures = [Figure.text(low), Figure.text(high, unit: map.unit)]
    let steps = 6
    let size = 22.0
    let width = Lettering.width(of: figures[0]) + Lettering.width(of: figures[1]) + 24
    var x = max(left, SVG.width - width - Double(steps) * size)
    svg.add(text: [figures[0]], "tick", at: SVG.Point(x: x, y: 18), drop: 0.35)
    x += Lettering.width(of: figures[0]) + 12
    for step in 0..<steps {
      svg.add(
        rectangle: SVG.Point(x: x, y: 9), SVG.Point(x: x + size, y: 27), "cell",
        opacity: Self.opacity(Double(step) / Double(steps - 1)))
      x += size
    }
    svg.add(text: [figures[1]], "tick", at: SVG.Point(x: x + 12, y: 18), drop: 0.35)
  }
}
