import Evidence

// MARK: - The field of a figure

/// Where a figure's points stand: the field, and the scales along its sides.
struct Frame {
  /// The field's edges.
  var left, top, right, bottom: Double
  /// The scales.
  var x, y: ValueScale

  /// Where a point stands.
  func point(_ x: Double, _ y: Double) -> SVG.Point {
    SVG.Point(x: self.left + self.x.position(of: x) * width, y: height(of: y))
  }

  /// How far down a value stands.
  func height(of value: Double) -> Double { bottom - y.position(of: value) * (bottom - top) }

  var width: Double { right - left }
}

// MARK: - Axes with numbers

extension Frame {
  /// The marks and the numbers beside the upright axis.
  var yMarks: (ticks: [ValueScale.Tick], numbers: AxisNumbers) {
    let ticks = y.ticks(about: 5)
    return (ticks, AxisNumbers(for: ticks, on: y))
  }

  /// The marks and the numbers beneath the field.
  var xMarks: (ticks: [ValueScale.Tick], numbers: AxisNumbers) {
    let ticks = x.ticks(about: max(2, Int(width / 110)))
    return (ticks, AxisNumbers(for: ticks, on: x))
  }

  /// How wide the numbers of the upright axis are.
  var yNumbersWidth: Double {
    let (ticks, numbers) = yMarks
    let shown = numbers.numbered(ticks, on: y, length: bottom - top, isVertical: true)
    return shown.map { Lettering.width(of: numbers.text($0.value)) }.max() ?? 0
  }

  /// How far a number beneath the field may reach beyond the field's edge.
  var xNumbersReach: Double {
    let (ticks, numbers) = xMarks
    let shown = numbers.numbered(ticks, on: x, length: width, isVertical: false)
    return (shown.map { Lettering.width(of: numbers.text($0.value)) }.max() ?? 0) / 2
  }

  /// Draws the upright axis: a line across the field for each number, its label above.
  func drawYAxis(_ axis: Axis, in svg: inout SVG) {
    let (ticks, numbers) = yMarks
    for tick in numbers.numbered(ticks, on: y, length: bottom - top, isVertical: true) {
      let height = height(of: tick.value)
      svg.add(line: [SVG.Point(x: left, y: height), SVG.Point(x: right, y: height)], "grid")
      svg.add(
        text: [numbers.text(tick.value)], "tick", at: SVG.Point(x: left - 10, y: height),
        anchor: .end, drop: 0.35)
    }
    if y.spacing == .linear, y.low < 0, y.high > 0 {
      let zero = height(of: 0)
      svg.add(line: [SVG.Point(x: left, y: zero), SVG.Point(x: right, y: zero)], "grid zero")
    }
    let label = Lettering.shortened(numbers.label(of: axis), to: SVG.width)
    svg.add(text: [label], "label", at: SVG.Point(x: 0, y: top - 22))
  }

  /// Draws the lying axis, with its numbers and its label beneath.
  ///
  /// - Parameter hasLines: Whether a line crosses the field for each number, as for lying bars.
  func drawXAxis(_ axis: Axis, in svg: inout SVG, hasLines: Bool = false) {
    let (ticks, numbers) = xMarks
    let shown = numbers.numbered(ticks, on: x, length: width, isVertical: false)
    if x.spacing == .logarithmic {
      // Lines that crowd towards each decade tell that the axis is logarithmic.
      for tick in ticks where tick.rank == 0 || !x.spansMany {
        addLine(at: tick.value, tick.rank == 0 ? "grid" : "grid minor", &svg)
      }
    }
    for tick in shown {
      if hasLines && x.spacing == .linear { addLine(at: tick.value, "grid", &svg) }
      let place = left + x.position(of: tick.value) * width
      svg.add(
        line: [SVG.Point(x: place, y: bottom), SVG.Point(x: place, y: bottom + 6)], "axis")
      svg.add(
        text: [numbers.text(tick.value)], "tick", at: SVG.Point(x: place, y: bottom + 10),
        anchor: .middle, drop: 0.85)
    }
    drawXLabel(numbers.label(of: axis), below: 1, in: &svg)
  }

  /// Draws the line under the field.
  func drawBaseline(in svg: inout SVG) {
    svg.add(line: [SVG.Point(x: left, y: bottom), SVG.Point(x: right, y: bottom)], "axis")
  }

  /// Draws what is said beneath so many lines of numbers or names.
  func drawXLabel(_ text: String, below lines: Int, in svg: inout SVG) {
    let label = Lettering.shortened(text, to: SVG.width)
    let half = Lettering.width(of: label) / 2
    let center = min(max((left + right) / 2, half), SVG.width - half)
    svg.add(
      text: [label], "label",
      at: SVG.Point(x: center, y: bottom + 12 + Double(lines) * Lettering.lineHeight),
      anchor: .middle, drop: 0.95)
  }

  private func addLine(at value: Double, _ name: String, _ svg: inout SVG) {
    let place = left + x.position(of: value) * width
    svg.add(line: [SVG.Point(x: place, y: top), SVG.Point(x: place, y: bottom)], name)
  }
}
