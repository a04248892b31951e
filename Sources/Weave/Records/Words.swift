import Evidence

// MARK: - Records in words

extension Measurement {
  /// How the figure came about, in a few words: what stands behind a figure in prose.
  var summary: String {
    switch kind {
    case .counted: return "counted, exact"
    case .statistical, .timed:
      let count = samples.count == 1 ? "1 sample" : "\(samples.count) samples"
      guard let interval else { return "\(statistic), \(count)" }
      return "\(statistic), \(interval.words), \(count)"
    }
  }

  private var statistic: String {
    switch (kind, interval?.method) {
    case (.timed, _): "median"
    case (_, .bootstrap?): "over blocks"
    default: "mean"
    }
  }
}

extension Interval {
  /// `95 % interval 1.62 to 1.64`
  var words: String {
    "\(levelText) interval \(Figure.text(low)) to \(Figure.text(high))"
  }

  /// `95 %`
  var levelText: String { Figure.text((level * 1000).rounded() / 10, unit: "%") }

  /// How it was computed.
  var methodText: String {
    switch method {
    case .studentT: "Student’s t"
    case .bootstrap: "percentile bootstrap"
    case .orderStatistics: "order statistics"
    }
  }
}

extension Verdict {
  /// The class of its colour.
  var className: String {
    switch self {
    case .met: "met"
    case .partly: "partly"
    case .notMet: "not-met"
    }
  }
}

// MARK: - Predicates in words

extension Predicate {
  /// `bits-per-byte is less than bits-per-byte-bigram, and …`
  ///
  /// - Parameter name: How a measurement's id is written.
  func words(naming name: (String) -> String) -> String {
    conditions.map { condition in
      let left = name(condition.left)
      return "\(left) \(condition.relation.words) \(condition.right.words(naming: name))"
    }.joined(separator: ", and ")
  }
}

extension Relation {
  fileprivate var words: String {
    switch self {
    case .less: "is less than"
    case .lessOrEqual: "is at most"
    case .greater: "is more than"
    case .greaterOrEqual: "is at least"
    }
  }
}

extension Bound {
  /// The number, which is set and not measured, so with all its digits: `1.5×`. A multiple of
  /// another measurement gives its factor; nil where that is one.
  func text(unit: String) -> String? {
    guard let value = number ?? factor, number != nil || value != 1 else { return nil }
    let unit = number == nil ? "×" : unit
    return value.settingText + (unit.isEmpty || unit == "×" ? unit : " \(unit)")
  }

  fileprivate func words(naming name: (String) -> String) -> String {
    if let number { return Figure.text(number) }
    let measurement = measurement.map(name) ?? ""
    guard let factor, factor != 1 else { return measurement }
    return "\(factor) times \(measurement)"
  }
}
