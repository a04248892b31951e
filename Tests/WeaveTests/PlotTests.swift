import Evidence
import Foundation
import Testing

@testable import Weave

private typealias Point = Series.Point

// MARK: - A plot as it is in records

private let training = Plot(
  "Bits per byte", x: Axis("tokens read", scale: .logarithmic),
  y: Axis("bits per byte", unit: "bits/byte"),
  series: [
    Series("transformer, seed 1", [Point(200_000, 2.28), Point(900_000, 1.9), Point(4e6, 1.65)]),
    Series("transformer, seed 2", [Point(200_000, 2.29), Point(900_000, 1.92), Point(4e6, 1.66)]),
    Series("bigram", role: .baseline, [Point(200_000, 1.945), Point(4e6, 1.945)]),
    Series("paper", role: .paper, [Point(200_000, 2), Point(4e6, 1.7)]),
  ])

@Suite struct PlotTests {
  @Test func `a figure has a name, a description, and no colour of its own`() {
    let svg = training.svg(id: "figure-1")
    #expect(svg.contains(#"role="img" aria-labelledby="figure-1-title figure-1-desc""#))
    #expect(svg.contains(#"<title id="figure-1-title">Bits per byte</title>"#))
    #expect(svg.contains(#"<desc id="figure-1-desc">"#))
    #expect(!svg.contains("style=") && !svg.contains("stroke=") && !svg.contains("fill="))
    #expect(Drawn(svg).size == (720, 420))
  }

  @Test func `the description tells axes, series and their ends`() {
    #expect(
      Drawn(training.svg(id: "f")).words == """
        Lines: bits per byte, 1.65 to 2.29 bits/byte against tokens read, 200,000 to 4,000,000 \
        (logarithmic). transformer, seed 1: from 2.28 to 1.65 bits/byte. transformer, seed 2: from \
        2.29 to 1.66 bits/byte. bigram, a baseline: 1.95 bits/byte throughout. paper, from the \
        paper: from 2 to 1.70 bits/byte.
        """)
  }

  @Test func `seeds are one family: one colour, one name`() {
    let drawn = Drawn(training.svg(id: "f"))
    #expect(drawn.elements("member").count == 2)
    #expect(drawn.elements("member").allSatisfy { $0.classes.contains("s0") })
    #expect(drawn.texts("s0") == ["transformer", "(2 seeds)"])
    #expect(drawn.elements("s1").isEmpty)
    #expect(drawn.texts("baseline") == ["bigram"] && drawn.texts("paper") == ["paper"])
  }

  @Test func `large numbers are told in millions, and a unit that is the label is not repeated`() {
    let drawn = Drawn(training.svg(id: "f"))
    #expect(drawn.texts("tick").suffix(4) == ["0.2", "0.5", "1", "2"])
    #expect(drawn.texts("label").contains("tokens read (millions)"))
    #expect(drawn.texts("label").contains("bits per byte"))
  }
}

// MARK: - Where points stand

extension PlotTests {
  /// The points of the first line of a plot with some points.
  private func course(_ points: [Point], x: Axis.Scale = .linear, y: Axis.Scale = .linear) -> [(
    x: Double, y: Double
  )] {
    let plot = Plot(
      "", x: Axis("x", scale: x), y: Axis("y", scale: y), series: [Series("only", points)])
    return Drawn(plot.svg(id: "f")).elements("series").first?.points ?? []
  }

  @Test func `equal steps are equally far on a linear axis, equal factors on a logarithmic one`() {
    let linear = course([Point(0, 1), Point(1, 2), Point(2, 3), Point(4, 5)])
    #expect(abs((linear[1].x - linear[0].x) * 4 - (linear[3].x - linear[0].x)) < 0.5)
    #expect(abs((linear[1].y - linear[0].y) * 4 - (linear[3].y - linear[0].y)) < 0.5)
    #expect(linear[1].y < linear[0].y, "more is higher")
    let logarithmic = course(
      [Point(1, 1), Point(10, 10), Point(100, 100)], x: .logarithmic, y: .logarithmic)
    #expect(abs(2 * logarithmic[1].x - logarithmic[0].x - logarithmic[2].x) < 0.3)
    #expect(abs(2 * logarithmic[1].y - logarithmic[0].y - logarithmic[2].y) < 0.3)
  }

  @Test func `a point without a place is left out, and an interval down to zero is kept`() {
    #expect(course([Point(0, 1), Point(1, .nan), Point(2, 3)]).count == 2)
    #expect(course([Point(0, 1), Point(1, 2), Point(2, 3)], x: .logarithmic).count == 2)
    let plot = Plot(
      "", form: .points, x: Axis("x"), y: Axis("y", scale: .logarithmic),
      series: [Series("only", [Point(1, 10, low: 0, high: 20), Point(2, 3)])])
    let drawn = Drawn(plot.svg(id: "f"))
    #expect(drawn.elements("mark").count == 2)
    #expect(drawn.elements("interval").first?.points[0].y == 348)
  }

  @Test func `intervals are a band along a line, and strokes at single points`() {
    func drawn(_ form: Plot.Form, _ points: [Point]) -> Drawn {
      Drawn(
        Plot("", form: form, x: Axis("x"), y: Axis("y"), series: [Series("only", points)])
          .svg(id: "f"))
    }
    let points = [Point(0, 1, low: 0, high: 2), Point(1, 2, low: 1, high: 3), Point(2, 3)]
    #expect(drawn(.line, points).elements("band").first?.points.count == 4)
    #expect(drawn(.line, points.suffix(2)).elements("band").isEmpty)
    #expect(drawn(.line, points.suffix(2)).elements("interval").count == 1)
    #expect(drawn(.points, points).elements("band").isEmpty)
    #expect(drawn(.points, points).elements("interval").count == 2)
  }
}

// MARK: - Bars

extension PlotTests {
  private var bars: Plot {
    Plot(
      "", form: .bars, x: Axis("layer", categories: ["dense", "tree, depth 3", "none"]),
      y: Axis("time", unit: "ms"),
      series: [
        Series("theirs", role: .baseline, [Point(0, 12, low: 11.5, high: 12.5)]),
        Series("ours", [Point(1, 3), Point(2, 0)]),
      ])
  }

  @Test func `a bar is as long as its figure, which stands behind it`() throws {
    let drawn = Drawn(bars.svg(id: "f"))
    let bars = drawn.elements("bar").filter { $0.number("height") == 24 }
    let lengths = bars.compactMap { $0.number("width") }
    #expect(lengths.count == 3)
    #expect(abs(lengths[0] - 4 * lengths[1]) < 0.5 && lengths[2] == 0)
    #expect(bars[0].classes.contains("baseline") && bars[1].classes.contains("s0"))
    #expect(drawn.texts("figure") == ["12 ms", "3 ms", "0 ms"])
    #expect(drawn.texts("name") == ["dense", "tree, depth 3", "none"])
    #expect(drawn.texts("legend") == ["theirs", "ours"])
    #expect(drawn.texts("label").contains("time (ms)"))
    #expect(drawn.elements("whisker").count == 1)
    #expect(drawn.words.contains("ours: tree, depth 3 3 ms, none 0 ms."))
  }

  @Test func `a name too long for the side stands above its bar`() {
    let name = "OpenBLAS, for its matrix products alone, with as many threads as there are cores"
    let plot = Plot(
      "", form: .bars, x: Axis("what", categories: [name, "ours"]), y: Axis("share", unit: "%"),
      series: [Series("only", [Point(0, 100), Point(1, 50)])])
    let drawn = Drawn(plot.svg(id: "f"))
    #expect(drawn.texts("name").joined(separator: " ") == "\(name) ours")
    #expect(drawn.lines.filter { $0.classes.contains("name") }.allSatisfy { $0.left < 30 })
    #expect(drawn.texts("legend").isEmpty)
  }

  @Test func `upright bars stand on zero, side by side`() {
    let plot = Plot(
      "", form: .bars, x: Axis("leaf"), y: Axis("tokens"),
      series: [
        Series("a", [Point(0, 10), Point(1, 20)]), Series("b", [Point(0, -5), Point(1, 5)]),
      ])
    let bars = Drawn(plot.svg(id: "f")).elements("bar").filter { $0.number("height") != 18 }
    let heights = bars.compactMap { $0.number("height") }
    #expect(heights.count == 4 && abs(heights[1] - 2 * heights[0]) < 0.3)
    #expect(bars[2].number("y") == (bars[0].number("y") ?? 0) + heights[0])
    let edges = bars.map {
      ($0.number("x") ?? 0, ($0.number("x") ?? 0) + ($0.number("width") ?? 0))
    }
    #expect(edges[0].1 <= edges[2].0 && edges[2].1 <= edges[1].0 && edges[1].1 <= edges[3].0)
  }
}

// MARK: - Heat maps

extension PlotTests {
  private func map(_ values: [[Double]], columns: [String]? = nil) -> HeatMap {
    let names = values[0].indices.map { "\($0)" }
    return HeatMap(
      "Shares", rows: .init("token", values.indices.map { "token \($0)" }),
      columns: .init("leaf", columns ?? names), values: values, unit: "%")
  }

  @Test func `a cell is the darker the greater its value`() {
    let drawn = Drawn(map([[3, 1, 2], [5, .nan, 4]]).svg(id: "f"))
    let cells = drawn.elements("cell").filter { ($0.number("y") ?? 0) > 50 }
    #expect(cells.count == 6)
    let shades = cells.map { $0.number("fill-opacity") ?? .nan }
    #expect(shades[1] < shades[2] && shades[2] < shades[0])
    #expect(shades[0] < shades[5] && shades[5] < shades[3])
    #expect(shades[3] == 1 && cells[4].classes.contains("unknown"))
    #expect(drawn.texts("figure") + drawn.texts("reversed") == ["3", "1", "2", "5", "4", "5", "4"])
    #expect(
      drawn.words == "A heat map of 2 by 3 values: token down, leaf across. "
        + "Least 1 % at token 0, 1; greatest 5 % at token 1, 0.")
  }

  @Test func `names that would touch are turned, numbers thinned to round ones`() {
    let row = (0..<40).map(Double.init)
    let words = row.map { "word \(Int($0))" }
    #expect(map([row], columns: words).svg(id: "f").contains("rotate(-40"))
    let drawn = Drawn(map([row]).svg(id: "f"))
    #expect(!map([row]).svg(id: "f").contains("rotate"))
    let numbers = drawn.texts("tick").compactMap { Int($0) }.filter { $0 > 0 && $0 < 39 }
    #expect(numbers.count > 3 && numbers.allSatisfy { $0.isMultiple(of: 5) })
    #expect(drawn.texts("figure").isEmpty)
  }

  @Test func `even values and one cell are drawn too`() {
    #expect(Drawn(map([[7, 7]]).svg(id: "f")).elements("cell").count == 2)
    #expect(Drawn(map([[.nan]]).svg(id: "f")).elements("unknown").count == 1)
  }
}

// MARK: - The data

extension PlotTests {
  @Test func `the table has each place once, with the series beside each other`() {
    let table = training.dataTable
    #expect(
      table.columns == [
        "tokens read", "transformer, seed 1 (bits/byte)", "transformer, seed 2 (bits/byte)",
        "bigram (bits/byte)", "paper (bits/byte)",
      ])
    #expect(table.rows[0] == ["200,000", "2.28", "2.29", "1.95", "2"])
    #expect(table.rows[1] == ["900,000", "1.90", "1.92", "–", "–"])
    #expect(table.rows.count == 3)
  }

  @Test func `categories have their names, and intervals their ends`() {
    #expect(bars.dataTable.rows[0] == ["dense", "12 (11.5 to 12.5)", "–"])
    let twice = Plot(
      "", form: .points, x: Axis("width"), y: Axis("loss", unit: "nats"),
      series: [Series("a", [Point(1, 2), Point(1, 3)]), Series("b", [Point(2, 4)])])
    #expect(twice.dataTable.columns == ["series", "width", "loss (nats)"])
    #expect(twice.dataTable.rows == [["a", "1", "2"], ["a", "1", "3"], ["b", "2", "4"]])
    #expect(map([[1, 2]]).dataTable.columns == ["token \\ leaf (%)", "0", "1"])
    #expect(map([[1, 2]]).dataTable.rows == [["token 0", "1", "2"]])
  }
}
