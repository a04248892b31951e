import Evidence
import Foundation
import Testing

@testable import Weave

// MARK: - Any figure

@Suite struct AnyPlotTests {
  @Test func `whatever is drawn is well-formed, always the same, and within its edges`() {
    var generator = SplitMix64(state: 11)
    for round in 0..<300 {
      let plot = Chart.plot(&generator)
      let svg = plot.svg(id: "f")
      #expect(svg == plot.svg(id: "f"), "round \(round)")
      #expect(problems(svg) == [], "round \(round)")
      let cells = Set(plot.dataTable.rows.joined())
      for point in plot.series.flatMap(\.points) {
        let text = Figure.text(point.y)
        #expect(cells.contains { $0 == text || $0.hasPrefix("\(text) (") }, "round \(round)")
      }
    }
  }

  @Test func `so is any heat map`() {
    var generator = SplitMix64(state: 12)
    for round in 0..<25 {
      let map = Chart.heatMap(&generator)
      #expect(problems(map.svg(id: "f")) == [], "round \(round)")
      #expect(map.dataTable.rows.map(\.count).allSatisfy { $0 == map.columns.names.count + 1 })
    }
  }

  /// What is wrong with a drawing.
  private func problems(_ svg: String) -> [String] {
    let drawn = Drawn(svg)
    guard drawn.isWellFormed, !drawn.title.isEmpty, !drawn.words.isEmpty else { return [svg] }
    let (width, height) = drawn.size
    var problems = svg.contains("nan") || svg.contains("inf") ? ["no number in \(svg)"] : []
    for (index, line) in drawn.lines.enumerated() {
      let isInside =
        line.left >= -1 && line.right <= width + 1 && line.top >= 0 && line.bottom <= height
      if !isInside { problems.append("out at \(Int(line.left)), \(Int(line.top)): \(line.text)") }
      let others = drawn.lines[..<index].filter(line.overlaps)
      problems += others.map { "\(line.text) lies on \($0.text)" }
    }
    for element in drawn.elements where element.name == "path" && !element.classes.contains("mark")
    {
      let isInside = element.points.allSatisfy {
        (-1...width + 1).contains($0.x) && (-1...height + 1).contains($0.y)
      }
      if !isInside { problems.append("out: \(element.attributes)") }
    }
    return problems
  }
}

// MARK: - Figures at random

private enum Chart {
  static let names = [
    "tree", "dense", "a layer of the same cost, trained as long", "kneser-ney-5", "mixture",
    "transformer, seed 1", "transformer, seed 2", "transformer, seed 3", "width <64> & more",
  ]

  static func plot(_ generator: inout SplitMix64) -> Plot {
    let forms: [Plot.Form] = [.line, .points, .bars]
    let form = forms[Int.random(in: 0..<3, using: &generator)]
    let categories = Int.random(in: 1...5, using: &generator)
    let hasNames = form == .bars && Bool.random(using: &generator)
    let x = Axis(
      "the steps that were taken", unit: Bool.random(using: &generator) ? "steps" : "",
      scale: hasNames || Bool.random(using: &generator) ? .linear : .logarithmic,
      categories: hasNames ? names.shuffled(using: &generator).prefix(categories) + [] : nil)
    let y = Axis(
      "loss", unit: ["", "nats", "×", "bytes"].randomElement(using: &generator) ?? "",
      scale: Bool.random(using: &generator) ? .linear : .logarithmic)
    let count = Int.random(in: 0...7, using: &generator)
    let size = pow(10, Double.random(in: -5...9, using: &generator))
    let series = names.shuffled(using: &generator).prefix(count).map { name in
      self.series(name, hasNames ? categories : nil, size, &generator)
    }
    return Plot("A figure", form: form, x: x, y: y, series: series)
  }

  private static func series(
    _ name: String, _ categories: Int?, _ size: Double, _ generator: inout SplitMix64
  ) -> Series {
    let roles: [Series.Role] = [.measured, .measured, .baseline, .paper]
    let count = categories ?? Int.random(in: 0...15, using: &generator)
    let spread = Double.random(in: 0...1, using: &generator)
    let points = (0..<count).map { index in
      let y = size * (1 + Double.random(in: -spread...spread, using: &generator) * 1.2)
      let half = abs(y) * Double.random(in: 0...0.3, using: &generator)
      let hasInterval = Bool.random(using: &generator)
      return Series.Point(
        categories != nil ? Double(index) : size * Double(index + 1), y,
        low: hasInterval ? y - half : nil, high: hasInterval ? y + half : nil)
    }
    return Series(name, role: roles.randomElement(using: &generator) ?? .measured, points)
  }

  static func heatMap(_ generator: inout SplitMix64) -> HeatMap {
    let rows = Int.random(in: 1...40, using: &generator)
    let columns = Int.random(in: 1...90, using: &generator)
    let isNumbered = Bool.random(using: &generator)
    let size = pow(10, Double.random(in: -4...6, using: &generator))
    return HeatMap(
      "A figure", rows: .init("row", (0..<rows).map { isNumbered ? "\($0)" : "row \($0)" }),
      columns: .init("column", (0..<columns).map { isNumbered ? "\($0)" : "column \($0)" }),
      values: (0..<rows).map { _ in
        (0..<columns).map { _ in Double.random(in: -size...size, using: &generator) }
      }, unit: "%")
  }
}

// MARK: - Axes

extension AnyPlotTests {
  @Test func `marks are round, evenly spaced and within the axis, and no two numbers are the same`()
  {
    var generator = SplitMix64(state: 5)
    for _ in 0..<3000 {
      let low =
        Double.random(in: -1...1, using: &generator)
        * pow(10, Double.random(in: -6...9, using: &generator))
      let length = pow(10, Double.random(in: -6...9, using: &generator))
      let scale = ValueScale(.linear, from: low, to: low + length).rounded
      #expect(scale.low <= low + 1e-5 * length && scale.high >= low + length * 0.99999)
      let ticks = scale.ticks(about: 5)
      guard length > 2e-6 * abs(low) else { continue }
      #expect((3...9).contains(ticks.count), "\(low) \(length)")
      #expect(abs(ticks[0].value - scale.low) <= 1e-5 * length)
      #expect(abs(ticks[ticks.count - 1].value - scale.high) <= 1e-5 * length)
      checkNumbers(ticks, on: scale)
    }
  }

  @Test func `a logarithmic axis has numbers too, however short or long`() {
    var generator = SplitMix64(state: 6)
    for _ in 0..<2000 {
      let low = pow(10, Double.random(in: -8...8, using: &generator))
      let high = low * pow(10, Double.random(in: 0.01...12, using: &generator))
      for scale in [ValueScale(.logarithmic, from: low, to: high)].flatMap({ [$0, $0.rounded] }) {
        #expect(scale.low <= low * 1.000001 && scale.high >= high * 0.999999)
        let ticks = scale.ticks(about: 5)
        #expect(
          ticks.allSatisfy { (-1e-6...1.000001).contains(scale.position(of: $0.value)) },
          "\(low) \(high)")
        checkNumbers(ticks, on: scale)
      }
    }
  }

  private func checkNumbers(_ ticks: [ValueScale.Tick], on scale: ValueScale) {
    let numbers = AxisNumbers(for: ticks, on: scale)
    let shown = numbers.numbered(ticks, on: scale, length: 300, isVertical: true)
    #expect(shown.count >= 2, "\(scale)")
    #expect(Set(shown.map { numbers.text($0.value) }).count == shown.count, "\(scale)")
  }

  @Test(arguments: [
    ([0.0, 20_000, 40_000], "20,000", "tokens"), ([0, 200_000], "200", "tokens (thousands)"),
    ([0, 2e6, 4e6], "2", "tokens (millions)"), ([0, 0.5, 1], "0.5", "tokens"),
    ([0, 5e-5], "50", "tokens (millionths)"), ([-2, 0, 2], "0", "tokens"),
  ])
  func `numbers are short`(values: [Double], second: String, label: String) {
    let ticks = values.map { ValueScale.Tick(value: $0, rank: 0) }
    let numbers = AxisNumbers(
      for: ticks, on: ValueScale(.linear, from: values[0], to: values[values.count - 1]))
    #expect(numbers.text(values[1]) == second)
    #expect(numbers.label(of: Axis("tokens")) == label)
  }
}

// MARK: - Names beside ends

extension AnyPlotTests {
  @Test func `names are pushed apart as little as need be`() {
    func apart(_ centers: [Double]) -> [Double] {
      EndLabels.apart(centers.map { ($0, 20) }, from: 0, to: 200)
    }
    #expect(apart([20, 60, 100]) == [20, 60, 100])
    #expect(apart([50, 50]) == [40, 60])
    #expect(apart([50, 55, 120]) == [42.5, 62.5, 120])
    #expect(apart([0, 0, 200]) == [10, 30, 190])
    #expect(apart([50, 60, 75]) == [41.666666666666664, 61.666666666666664, 81.66666666666666])
  }

  @Test func `names of any heights stay in order, apart and within bounds`() {
    var generator = SplitMix64(state: 9)
    for _ in 0..<500 {
      let things = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
        (
          center: Double.random(in: -20...320, using: &generator),
          height: Double.random(in: 10...42, using: &generator)
        )
      }.sorted { $0.center < $1.center }
      let centers = EndLabels.apart(things, from: 0, to: 300)
      #expect(centers.count == things.count)
      for index in things.indices {
        let half = things[index].height / 2
        #expect(centers[index] >= half - 1e-9 && centers[index] <= 300 - half + 1e-9)
        guard index > 0 else { continue }
        #expect(centers[index] - centers[index - 1] >= half + things[index - 1].height / 2 - 1e-9)
      }
    }
  }
}
