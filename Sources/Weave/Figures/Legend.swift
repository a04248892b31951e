// MARK: - Names above the field

/// The names of what is drawn, each with a sample, in as many rows as they need.
struct Legend {
  /// What is drawn beside a name.
  enum Sample { case line, mark(Int), bar }

  private let rows: [[(name: String, colour: String, sample: Sample, x: Double)]]
  private static let sampleWidth = 34.0

  /// The legend of names with their colours and samples.
  init(_ entries: [(name: String, colour: String, sample: Sample)]) {
    var rows: [[(name: String, colour: String, sample: Sample, x: Double)]] = []
    var end = SVG.width
    for entry in entries {
      let name = Lettering.shortened(entry.name, to: SVG.width - Legend.sampleWidth)
      let width = Legend.sampleWidth + Lettering.width(of: name)
      if end + width > SVG.width {
        rows.append([])
        end = 0
      }
      rows[rows.count - 1].append((name, entry.colour, entry.sample, end))
      end += width + 26
    }
    self.rows = rows
  }

  /// How high it is.
  var height: Double { rows.isEmpty ? 0 : Double(rows.count) * 30 + 8 }

  /// Draws it at the figure's top.
  func draw(in svg: inout SVG) {
    for (index, row) in rows.enumerated() {
      let middle = 14 + Double(index) * 30
      for entry in row {
        draw(entry.sample, entry.colour, at: SVG.Point(x: entry.x, y: middle), in: &svg)
        svg.add(
          text: [entry.name], "legend",
          at: SVG.Point(x: entry.x + Legend.sampleWidth, y: middle), drop: 0.35)
      }
    }
  }

  private func draw(_ sample: Sample, _ colour: String, at point: SVG.Point, in svg: inout SVG) {
    switch sample {
    case .line:
      svg.add(line: [point, SVG.Point(x: point.x + 26, y: point.y)], "series \(colour)")
    case .mark(let shape):
      svg.add(mark: shape, at: SVG.Point(x: point.x + 14, y: point.y), "mark \(colour)")
    case .bar:
      svg.add(
        rectangle: SVG.Point(x: point.x + 4, y: point.y - 9),
        SVG.Point(x: point.x + 24, y: point.y + 9), "bar \(colour)")
    }
  }
}

// MARK: - Marks

extension SVG {
  /// Adds a mark; four shapes take turns, so that colour alone tells nothing apart.
  mutating func add(mark shape: Int, at point: Point, _ name: String) {
    let (x, y) = (SVG.number(point.x), SVG.number(point.y))
    let path =
      switch shape % 4 {
      case 0: "M\(x) \(y)m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z"
      case 1: "M\(x) \(y)m-5.5 -5.5h11v11h-11z"
      case 2: "M\(x) \(y)m0 -7.5l7 12.5h-14z"
      default: "M\(x) \(y)m0 -8l8 8l-8 8l-8 -8z"
      }
    add("path", ["class": name, "d": path])
  }
}

// MARK: - Intervals

extension SVG {
  /// Adds a line between two points, with a stroke across each end.
  mutating func add(
    interval first: Point, _ second: Point, _ name: String, isLying: Bool = false
  ) {
    let (across, along) = isLying ? (0.0, 6.0) : (6.0, 0.0)
    let strokes = [first, second].map {
      "M\(SVG.number($0.x - across)) \(SVG.number($0.y - along))"
        + "L\(SVG.number($0.x + across)) \(SVG.number($0.y + along))"
    }
    let line =
      "M\(SVG.number(first.x)) \(SVG.number(first.y))L\(SVG.number(second.x)) \(SVG.number(second.y))"
    add("path", ["class": name, "d": line + strokes.joined()])
  }
}
