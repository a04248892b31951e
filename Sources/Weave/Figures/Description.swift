import Evidence

// MARK: - What a figure shows, in words

extension Evidence.Plot {
  /// What is drawn, for whoever does not see it: the axes with their ends, and each series.
  var summary: String {
    let kind =
      switch form {
      case .line: "Lines"
      case .points: "Points"
      case .bars: "Bars"
      }
    return
      (["\(kind): \(y.words(of: heights)) against \(x.words(of: places))."]
      + series.map(words(of:)) + [reference.map(words(of:))].compactMap(\.self))
      .joined(separator: " ")
  }

  private var heights: [Double] { series.flatMap { $0.drawable(in: self).points.map(\.y) } }
  private var places: [Double] { series.flatMap { $0.drawable(in: self).points.map(\.x) } }

  private func words(of reference: Reference) -> String {
    "For comparison, \(reference.label): \(Figure.text(reference.value, unit: y.unit))."
  }

  private func words(of series: Series) -> String {
    let points = series.drawable(in: self).points
    guard let first = points.first, let last = points.last else {
      return "\(series.name): nothing."
    }
    let role =
      switch series.role {
      case .measured: ""
      case .baseline: ", a baseline"
      case .paper: ", from the paper"
      }
    let name = series.name + role
    if let categories = x.categories {
      let figures = points.map { point in
        let index = Int(point.x)
        let name = categories.indices.contains(index) ? categories[index] : "\(index)"
        return "\(name) \(Figure.text(point.y, unit: y.unit))"
      }
      return "\(name): \(figures.joined(separator: ", "))."
    }
    let values = points.map(\.y)
    let low = values.min() ?? last.y
    let high = values.max() ?? last.y
    let end = Figure.text(last.y, unit: y.unit)
    if low == high { return "\(name): \(end) throughout." }
    let course = "\(name): from \(Figure.text(first.y)) to \(end)"
    let isBetween = low < min(first.y, last.y) || high > max(first.y, last.y)
    return isBetween
      ? "\(course), between \(Figure.text(low)) and \(Figure.text(high))." : "\(course)."
  }
}

extension Axis {
  /// `tokens read, 204,800 to 4,096,000 (logarithmic)`
  fileprivate func words(of values: [Double]) -> String {
    if let categories { return "\(label), \(categories.count) of them" }
    guard let low = values.min(), let high = values.max() else { return label }
    let range = "\(Figure.text(low)) to \(Figure.text(high, unit: unit))"
    return "\(label), \(range)\(scale == .logarithmic ? " (logarithmic)" : "")"
  }
}

extension Evidence.HeatMap {
  /// What is drawn, for whoever does not see it: the sides, and where the ends of the scale are.
  var summary: String {
    let size =
      "A heat map of \(rows.names.count) by \(columns.names.count) values:"
      + " \(rows.label) down, \(columns.label) across."
    let cells = values.indices.flatMap { row in
      values[row].indices.map { (row: row, column: $0, value: values[row][$0]) }
    }.filter(\.value.isFinite)
    guard let low = cells.min(by: { $0.value < $1.value }),
      let high = cells.max(by: { $0.value < $1.value })
    else { return size }
    func words(_ cell: (row: Int, column: Int, value: Double)) -> String {
      "\(Figure.text(cell.value, unit: unit)) at \(rows.names[cell.row]),"
        + " \(columns.names[cell.column])"
    }
    return "\(size) Least \(words(low)); greatest \(words(high))."
  }
}

extension Evidence.Passage {
  /// How long the text is, and which words are at the ends of the scale.
  var summary: String {
    let size = "A passage of \(words.count) \(words.count == 1 ? "word" : "words")."
    guard let low = words.min(by: { $0.value < $1.value }),
      let high = words.max(by: { $0.value < $1.value })
    else { return size }
    func told(_ word: Word) -> String { "\(Figure.text(word.value, unit: unit)) at “\(word.text)”" }
    return "\(size) Least \(told(low)); greatest \(told(high))."
  }
}
