// MARK: - Names at the ends of lines

/// Names beside the ends of lines, pushed apart where they would touch.
struct EndLabels {
  /// A name beside an end.
  struct Label {
    /// The lines of the name.
    let lines: [String]
    /// The class that decides its colour.
    let colour: String
    /// How far down the end is.
    let end: Double

    var height: Double { Double(lines.count) * Lettering.lineHeight + 4 }
  }

  private static let widest = 215.0
  /// How far a name stands from the end of its line.
  private static let distance = 26.0

  private let labels: [Label]

  /// Names beside ends; nil when they would need more height than there is, or more width than
  /// may be taken from the lines.
  init?(_ ends: [(name: String, colour: String, height: Double)], within height: Double) {
    labels = ends.map { end in
      Label(
        lines: Lettering.lines(of: end.name, upTo: 150), colour: end.colour, end: end.height)
    }.sorted { $0.end < $1.end }
    let isTooWide = labels.contains { Lettering.width(of: $0.lines) > EndLabels.widest }
    guard !isTooWide, labels.reduce(0, { $0 + $1.height }) <= height else { return nil }
  }

  /// How much room they need to the right of the field.
  var width: Double {
    EndLabels.distance + (labels.map { Lettering.width(of: $0.lines) }.max() ?? 0)
  }

  /// Draws them, the field's right edge being at `edge`.
  func draw(beside edge: Double, from top: Double, to bottom: Double, in svg: inout SVG) {
    let centers = EndLabels.apart(
      labels.map { ($0.end, $0.height) }, from: top, to: bottom)
    for (label, center) in zip(labels, centers) {
      if abs(center - label.end) > 3 {
        svg.add(
          line: [
            SVG.Point(x: edge + 4, y: label.end),
            SVG.Point(x: edge + EndLabels.distance - 5, y: center),
          ], "leader")
      }
      let first = center - Double(label.lines.count - 1) * Lettering.lineHeight / 2
      svg.add(
        text: label.lines, "label \(label.colour)",
        at: SVG.Point(x: edge + EndLabels.distance, y: first), drop: 0.35)
    }
  }
}

// MARK: - Pushing apart

extension EndLabels {
  /// The centres nearest to the wanted ones at which nothing overlaps and all is within bounds.
  ///
  /// Things that touch move as one, to the mean of where they want to be: the least squares under
  /// an order, found by pooling neighbours (Barlow and others, *Statistical Inference under Order
  /// Restrictions*, 1972).
  ///
  /// - Parameter things: Wanted centre and height, by centre. They fit between the bounds.
  static func apart(
    _ things: [(center: Double, height: Double)], from top: Double, to bottom: Double
  ) -> [Double] {
    // How far each centre is below the first one when all touch.
    var offsets: [Double] = []
    for (index, thing) in things.enumerated() {
      let above = index > 0 ? offsets[index - 1] + things[index - 1].height / 2 : -thing.height / 2
      offsets.append(above + thing.height / 2)
    }
    var pools: [(sum: Double, count: Int)] = []
    for (thing, offset) in zip(things, offsets) {
      pools.append((thing.center - offset, 1))
      while pools.count > 1 {
        let (last, before) = (pools[pools.count - 1], pools[pools.count - 2])
        guard before.sum / Double(before.count) > last.sum / Double(last.count) else { break }
        pools.removeLast(2)
        pools.append((before.sum + last.sum, before.count + last.count))
      }
    }
    guard let first = things.first, let last = things.last, let end = offsets.last else {
      return []
    }
    let least = top + first.height / 2
    let most = bottom - last.height / 2 - end
    let starts = pools.flatMap { pool in
      [Double](
        repeating: max(least, min(most, pool.sum / Double(pool.count))), count: pool.count)
    }
    return zip(starts, offsets).map(+)
  }
}
