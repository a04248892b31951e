import Evidence
import Foundation

// MARK: - A plot as a drawing

extension Evidence.Plot {
  /// The figure as an `svg` element without colours of its own.
  ///
  /// - Parameter id: The figure's own id; those of its title and description begin with it.
  public func svg(id: String) -> String {
    let categories = form == .bars ? x.categories : nil
    let (drawing, height) =
      categories.map { BarChart(self, $0).drawing } ?? PlotDrawing(self).drawing
    return drawing.html(id: id, height: height, title: title, description: summary)
  }
}

// MARK: - Lines, points and upright bars

/// A plot with numbers on both axes.
struct PlotDrawing {
  private let plot: Plot
  private let families: [Family]
  private let legend: Legend
  private let endLabels: EndLabels?
  private let frame: Frame

  init(_ plot: Plot) {
    let families = Family.families(of: plot.series.map { $0.drawable(in: plot) })
    // The field as high as it can be, to see whether names fit beside it.
    var frame = PlotDrawing.frame(plot, families.flatMap(\.members), top: 54)
    let labels = PlotDrawing.endLabels(plot, families, frame)
    let isNamed = labels != nil || families.count < 2
    let legend = Legend(isNamed ? [] : PlotDrawing.entries(plot, families))
    frame.top += legend.height
    let reach = plot.x.categories == nil ? frame.xNumbersReach : 0
    frame.left = max(frame.yNumbersWidth + 12, reach)
    frame.right = SVG.width - max(labels?.width ?? 16, reach)
    (self.plot, self.families, self.legend) = (plot, families, legend)
    (endLabels, self.frame) = (labels, frame)
  }

  /// What is drawn, and its height.
  var drawing: (SVG, Double) {
    var svg = SVG()
    legend.draw(in: &svg)
    frame.drawYAxis(plot.y, in: &svg)
    if let categories = plot.x.categories {
      drawNames(categories, in: &svg)
    } else {
      frame.drawXAxis(plot.x, in: &svg)
    }
    // What is measured lies over what it is compared with.
    let order = families.filter { $0.role != .measured } + families.filter { $0.role == .measured }
    for family in order { draw(family, in: &svg) }
    frame.drawBaseline(in: &svg)
    endLabels?.draw(beside: frame.right, from: frame.top - 13, to: frame.bottom + 13, in: &svg)
    return (svg, PlotDrawing.height)
  }

  private static let height = 420.0
}

// MARK: - Scales

extension PlotDrawing {
  private static func frame(_ plot: Plot, _ series: [Series], top: Double) -> Frame {
    let points = series.flatMap(\.points)
    let heights = points.flatMap { [$0.y, $0.low ?? $0.y, $0.high ?? $0.y] }
      .filter { ValueScale.canShow($0, on: plot.y.scale) }
    let low = heights.min() ?? .nan
    let high = heights.max() ?? .nan
    let y =
      plot.form == .bars && plot.y.scale == .linear
      ? ValueScale(.linear, from: min(0, low), to: max(0, high))
      : ValueScale(plot.y.scale, from: low, to: high).reachingZero
    return Frame(
      left: 60, top: top, right: SVG.width - 16, bottom: height - 72, x: xScale(plot, points),
      y: y.rounded)
  }

  private static func xScale(_ plot: Plot, _ points: [Series.Point]) -> ValueScale {
    if let categories = plot.x.categories {
      return ValueScale(.linear, from: -0.5, to: Double(categories.count) - 0.5)
    }
    let places = points.map(\.x)
    let low = places.min() ?? .nan
    let high = places.max() ?? .nan
    switch (plot.form, plot.x.scale) {
    case (.line, let spacing): return ValueScale(spacing, from: low, to: high)
    case (_, .logarithmic):
      let room = pow(high / low, 0.03)
      return ValueScale(.logarithmic, from: low / room, to: high * room)
    case (let form, .linear):
      let room = form == .bars ? (places.leastGap ?? 1) / 2 : (high - low) * 0.03
      return ValueScale(.linear, from: low - room, to: high + room)
    }
  }
}

extension [Double] {
  /// The least distance of two different values.
  fileprivate var leastGap: Double? {
    let sorted = Set(self).sorted()
    return zip(sorted, sorted.dropFirst()).map { $1 - $0 }.min()
  }
}

// MARK: - Names

extension PlotDrawing {
  /// Names at the lines' ends, where all lines end near the field's right edge.
  private static func endLabels(_ plot: Plot, _ families: [Family], _ frame: Frame) -> EndLabels? {
    guard plot.form != .bars, families.count > 1 else { return nil }
    let ends = families.map { family in family.members.compactMap(\.points.last) }
    guard ends.joined().allSatisfy({ frame.x.position(of: $0.x) > 0.94 }) else { return nil }
    guard ends.allSatisfy({ !$0.isEmpty }) else { return nil }
    return EndLabels(
      zip(families, ends).map { family, ends in
        let heights = ends.map { frame.height(of: $0.y) }
        return (family.name, family.colour, heights.reduce(0, +) / Double(heights.count))
      }, within: frame.bottom - frame.top + 26)
  }

  private static func entries(
    _ plot: Plot, _ families: [Family]
  ) -> [(name: String, colour: String, sample: Legend.Sample)] {
    families.map { family in
      let sample: Legend.Sample =
        switch plot.form {
        case .line: .line
        case .points: .mark(family.index)
        case .bars: .bar
        }
      return (family.name, family.colour, sample)
    }
  }

  private func drawNames(_ names: [String], in svg: inout SVG) {
    let width = frame.width / Double(max(1, names.count)) - 10
    let lines = names.map { Lettering.lines(of: $0, upTo: width) }
    for (index, lines) in lines.enumerated() where !lines.isEmpty {
      let place = frame.point(Double(index), frame.y.low).x
      svg.add(
        text: lines.prefix(2).map { Lettering.shortened($0, to: width) }, "tick",
        at: SVG.Point(x: place, y: frame.bottom + 10), anchor: .middle, drop: 0.85)
    }
    frame.drawXLabel(plot.x.label, below: 1, in: &svg)
  }
}

// MARK: - Series

extension PlotDrawing {
  private func draw(_ family: Family, in svg: inout SVG) {
    for series in family.members {
      switch plot.form {
      case .line:
        drawIntervals(of: series, family, joined: true, in: &svg)
        drawLine(of: series, family, in: &svg)
      case .points:
        drawIntervals(of: series, family, joined: false, in: &svg)
        for point in series.points {
          svg.add(mark: family.index, at: frame.point(point.x, point.y), "mark \(family.colour)")
        }
      case .bars: drawBars(of: series, family, in: &svg)
      }
    }
  }

  private func drawLine(of series: Series, _ family: Family, in svg: inout SVG) {
    let points = series.points.map { frame.point($0.x, $0.y) }
    let isOneOfMany = family.members.count > 1 ? " member" : ""
    if points.count > 1 { svg.add(line: points, "series \(family.colour)\(isOneOfMany)") }
    guard points.count == 1 || points.count <= 12 && family.role == .measured else { return }
    for point in points { svg.add(mark: family.index, at: point, "mark \(family.colour)") }
  }

  /// Draws intervals: as a band where neighbours have them too and are joined, else as bars.
  private func drawIntervals(
    of series: Series, _ family: Family, joined: Bool, in svg: inout SVG
  ) {
    let runs = series.points.split { $0.low == nil || $0.high == nil }
    for run in runs {
      let ends = run.map { point in
        (
          low: frame.point(point.x, point.low ?? point.y),
          high: frame.point(point.x, point.high ?? point.y)
        )
      }
      if joined && run.count > 1 {
        svg.add(
          line: ends.map(\.high) + ends.map(\.low).reversed(), "interval band \(family.colour)")
      } else {
        for end in ends { svg.add(interval: end.low, end.high, "interval \(family.colour)") }
      }
    }
  }

  private func drawBars(of series: Series, _ family: Family, in svg: inout SVG) {
    let places = families.flatMap(\.members).flatMap { $0.points.map(\.x) }
    let slot =
      plot.x.scale == .linear
      ? frame.width * (places.leastGap ?? 1) / (frame.x.high - frame.x.low) * 0.8
      : frame.width / Double(Set(places).count + 1) * 0.8
    let all = families.flatMap(\.members)
    let place = all.firstIndex(of: series) ?? 0
    let width = slot / Double(all.count)
    let floor = frame.height(of: plot.y.scale == .linear ? 0 : frame.y.low)
    for point in series.points {
      let top = frame.point(point.x, point.y)
      let left = top.x - slot / 2 + Double(place) * width
      svg.add(
        rectangle: SVG.Point(x: left, y: top.y), SVG.Point(x: left + width * 0.94, y: floor),
        "bar \(family.colour)")
      guard let low = point.low, let high = point.high else { continue }
      let middle = left + width * 0.47
      svg.add(
        interval: SVG.Point(x: middle, y: frame.height(of: low)),
        SVG.Point(x: middle, y: frame.height(of: high)), "interval whisker")
    }
  }
}

// MARK: - What can be drawn

extension Series {
  /// The series without the points that have no place on the axes.
  func drawable(in plot: Plot) -> Series {
    Series(
      name, role: role,
      points.filter { point in
        ValueScale.canShow(point.x, on: plot.x.scale)
          && ValueScale.canShow(point.y, on: plot.y.scale)
      })
  }
}
