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
  var words: String { conditions.map(\.words).joined(separator: ", and ") }
}

extension Condition {
  fileprivate var words: String { "\(left) \(relation.words) \(right.words)" }
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
  fileprivate var words: String {
    if let number { return Figure.text(number) }
    let name = measurement ?? ""
    guard let factor, factor != 1 else { return name }
    return "\(Figure.text(factor)) times \(name)"
  }
}
