import Evidence
import Foundation

// MARK: - Lying bars

/// Bars with names: each lies beside its name and ends at its figure, which is written behind it.
///
/// Lying, they have room for names of any length on a screen of any width.
struct BarChart {
  /// One bar.
  private struct Bar {
    let point: Series.Point
    let colour: String
  }

  private let plot: Plot
  private let categories: [String]
  /// The bars of each category.
  private let groups: [[Bar]]
  private let legend: Legend
  private let scale: ValueScale
  /// Whether names stand above their bars rather than beside them.
  private let hasNamesAbove: Bool

  private static let thickness = 28.0
  private static let namesWidth = 235.0

  init(_ plot: Plot, _ categories: [String]) {
    (self.plot, self.categories) = (plot, categories)
    let families = plot.series.indices.map { index in
      let series = plot.series[index]
      let before = plot.series[..<index].count { $0.role == series.role }
      return Family(
        name: series.name, members: [series.drawable(in: plot)], role: series.role, index: before)
    }
    groups = categories.indices.map { category in
      families.flatMap { family in
        family.members[0].points.filter { $0.x == Double(category) }
          .map { Bar(point: $0, colour: family.colour) }
      }
    }
    legend = Legend(
      families.count > 1 ? families.map { ($0.name, $0.colour, Legend.Sample.bar) } : [])
    let shown = plot.reference.map { [Series.Point(0, $0.value)] } ?? []
    scale = BarChart.scale(groups.joined().map(\.point) + shown, plot.y.scale)
    hasNamesAbove = categories.contains {
      let lines = Lettering.lines(of: $0, upTo: BarChart.namesWidth)
      return lines.count > 2 || Lettering.width(of: lines) > BarChart.namesWidth
    }
  }

  /// Bars stand on zero; on a logarithmic axis, which has none, on the decade below the least.
  private static func scale(_ points: [Series.Point], _ spacing: Axis.Scale) -> ValueScale {
    let ends = points.flatMap { [$0.y, $0.low ?? $0.y, $0.high ?? $0.y] }
      .filter { ValueScale.canShow($0, on: spacing) }
    guard let low = ends.min(), let high = ends.max() else {
      return ValueScale(spacing, from: .nan, to: .nan)
    }
    guard spacing == .logarithmic else {
      return ValueScale(.linear, from: min(0, low), to: max(0, high)).rounded
    }
    let floor = pow(10, log10(low * 0.8).rounded(.down))
    return ValueScale(.logarithmic, from: floor, to: high).rounded
  }
}

// MARK: - Where bars stand

extension BarChart {
  private var rowGap: Double { 16 }

  /// How high a category is: its bars, or its name where that is higher.
  private func rowHeight(of category: Int) -> Double {
    let bars = Double(max(1, groups[category].count)) * BarChart.thickness
    let name = Double(nameLines(of: category).count) * Lettering.lineHeight
    return hasNamesAbove ? name + 4 + bars : max(bars, name)
  }

  private func nameLines(of category: Int) -> [String] {
    let limit = hasNamesAbove ? SVG.width - 30 : BarChart.namesWidth
    return Lettering.lines(of: categories[category], upTo: limit)
  }

  private var frame: Frame {
    let names = categories.indices.map { Lettering.width(of: nameLines(of: $0)) }.max() ?? 0
    let figures = groups.joined().map { Lettering.width(of: figure($0.point)) }.max() ?? 0
    let top = legend.height + 8.0 + (plot.reference == nil ? 0 : Lettering.lineHeight)
    let rows = categories.indices.map { rowHeight(of: $0) + rowGap }.reduce(0, +)
    var frame = Frame(
      left: hasNamesAbove ? 14 : names + 14, top: top, right: SVG.width - max(16, figures + 14),
      bottom: top + rows, x: scale, y: ValueScale(.linear, from: 0, to: 1))
    frame.left = max(frame.left, frame.xNumbersReach)
    frame.right = min(frame.right, SVG.width - frame.xNumbersReach)
    return frame
  }

  private func figure(_ point: Series.Point) -> String { Figure.text(point.y, unit: plot.y.unit) }
}

// MARK: - Drawing them

extension BarChart {
  /// What is drawn, and its height.
  var drawing: (SVG, Double) {
    var svg = SVG()
    let frame = self.frame
    legend.draw(in: &svg)
    frame.drawXAxis(plot.y, in: &svg, hasLines: true)
    var top = frame.top
    for category in categories.indices {
      let height = rowHeight(of: category)
      draw(category, from: top + rowGap / 2, height, frame, in: &svg)
      top += height + rowGap
    }
    let floor = frame.point(scale.spacing == .linear ? 0 : scale.low, 0).x
    svg.add(
      line: [SVG.Point(x: floor, y: frame.top), SVG.Point(x: floor, y: frame.bottom)], "axis")
    if let reference = plot.reference { draw(reference, frame, in: &svg) }
    return (svg, frame.bottom + 72)
  }

  /// Draws a broken line through all bars, with its name above.
  private func draw(_ reference: Evidence.Plot.Reference, _ frame: Frame, in svg: inout SVG) {
    let place = frame.point(reference.value, 0).x
    svg.add(
      line: [SVG.Point(x: place, y: frame.top), SVG.Point(x: place, y: frame.bottom)], "reference")
    let label = Lettering.shortened(reference.label, to: SVG.width)
    let half = Lettering.width(of: label) / 2
    svg.add(
      text: [label], "label reference",
      at: SVG.Point(x: min(max(place, half), SVG.width - half), y: frame.top - 8), anchor: .middle)
  }

  private func draw(
    _ category: Int, from top: Double, _ height: Double, _ frame: Frame, in svg: inout SVG
  ) {
    let names = nameLines(of: category)
    let bars = Double(groups[category].count) * BarChart.thickness
    var next = hasNamesAbove ? top + height - bars : top + (height - bars) / 2
    if hasNamesAbove {
      svg.add(text: names, "label name", at: SVG.Point(x: frame.left + 8, y: top), drop: 0.85)
    } else {
      let middle = top + (height - Double(names.count - 1) * Lettering.lineHeight) / 2
      svg.add(
        text: names, "label name", at: SVG.Point(x: frame.left - 12, y: middle), anchor: .end,
        drop: 0.35)
    }
    for bar in groups[category] {
      draw(bar, from: next, frame, in: &svg)
      next += BarChart.thickness
    }
  }

  private func draw(_ bar: Bar, from top: Double, _ frame: Frame, in svg: inout SVG) {
    let floor = frame.point(scale.spacing == .linear ? 0 : scale.low, 0).x
    let end = frame.point(bar.point.y, 0).x
    let middle = top + BarChart.thickness / 2
    svg.add(
      rectangle: SVG.Point(x: floor, y: top + 2),
      SVG.Point(x: end, y: top + BarChart.thickness - 2), "bar \(bar.colour)")
    var edge = max(floor, end)
    if let low = bar.point.low, let high = bar.point.high {
      let ends = [low, high].map { SVG.Point(x: frame.point($0, 0).x, y: middle) }
      svg.add(interval: ends[0], ends[1], "interval whisker", isLying: true)
      edge = max(edge, ends[1].x)
    }
    svg.add(
      text: [figure(bar.point)], "figure", at: SVG.Point(x: edge + 10, y: middle), drop: 0.35)
  }
}
