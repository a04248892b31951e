import Evidence

// MARK: - A plot in a few characters

extension Plot {
  /// The title, and a line a series: its course in blocks, its first and its last value.
  var sketch: [String] {
    let values = series.flatMap { $0.points.map(\.y) }
    guard let low = values.min(), let high = values.max() else { return [title] }
    let width = series.map(\.name.count).max() ?? 0
    return [title]
      + series.map { series in
        let padding = String(repeating: " ", count: width - series.name.count)
        return
          "  \(series.name)\(padding)  \(series.blocks(from: low, to: high))  \(ends(of: series))"
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
    let steps = Double(Series.heights.count - 1)
    return String(
      stride.map { index in
        let height = high > low ? (points[index].y - low) / (high - low) : 0
        return Series.heights[Int((height * steps).rounded())]
      })
  }
}
