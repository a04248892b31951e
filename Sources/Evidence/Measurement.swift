// MARK: - A measurement

/// One figure that an executable measured, with what is needed to judge it.
public struct Measurement: Codable, Hashable, Sendable {
  /// How a figure came about, and so how far to trust it.
  public enum Kind: String, Codable, Sendable {
    /// Exact: multiply-adds, neurons, bytes, forward passes. The same on every machine.
    case counted
    /// Over seeds or blocks of text: accuracy, perplexity. Comes with an interval.
    case statistical
    /// By the clock, on this machine only. Comes with an interval.
    case timed
  }

  /// The name that prose and claims use, in kebab-case: `speedup-batch-1`.
  public let id: String
  /// The unit, as it stands behind the figure: `×`, `%`, `ms`, `multiply-adds`.
  public let unit: String
  /// How the figure came about.
  public let kind: Kind
  /// What the estimate was computed from.
  public let samples: [Double]
  /// The figure.
  public let estimate: Double
  /// Where the true value may well lie; none for exact figures and for single samples.
  public let interval: Interval?
  /// What a reader must know besides.
  public let note: String?

  init(
    _ id: String, _ unit: String, _ kind: Kind, samples: [Double],
    estimate: Double, interval: Interval?, note: String?
  ) {
    precondition(id.isKebabCase, "\"\(id)\" is not in kebab-case, as in speedup-batch-1")
    precondition(!samples.isEmpty, "the measurement \(id) needs at least one sample")
    self.id = id
    self.unit = unit
    self.kind = kind
    self.samples = samples
    self.estimate = estimate
    self.interval = interval
    self.note = note
  }
}

// MARK: - Counted

extension Measurement {
  /// An exact figure.
  public static func counted(
    _ id: String, _ value: Double, unit: String, note: String? = nil
  ) -> Measurement {
    Measurement(
      id, unit, .counted, samples: [value], estimate: value, interval: nil, note: note)
  }

  /// An exact whole number.
  public static func counted(
    _ id: String, _ value: Int, unit: String, note: String? = nil
  ) -> Measurement {
    counted(id, Double(value), unit: unit, note: note)
  }
}

// MARK: - Statistical

extension Measurement {
  /// The mean over seeds, one value a seed, with Student's 95 % interval.
  public static func statistical(
    _ id: String, seeds values: [Double], unit: String, note: String? = nil
  ) -> Measurement {
    Measurement(
      id, unit, .statistical, samples: values, estimate: values.mean,
      interval: .studentT(aroundMeanOf: values), note: note)
  }

  /// A statistic over blocks of one data set, with a 95 % bootstrap interval.
  ///
  /// To compare two models, measure both on the same blocks and pass the differences: what makes
  /// a block hard for both then cancels.
  ///
  /// - Parameter statistic: What is estimated, by default the mean; for perplexity the
  ///   exponential of the mean.
  public static func statistical(
    _ id: String, blocks: [Double], unit: String, note: String? = nil, resamples: Int = 1000,
    using generator: inout some RandomNumberGenerator,
    statistic: ([Double]) -> Double = { $0.reduce(0, +) / Double($0.count) }
  ) -> Measurement {
    Measurement(
      id, unit, .statistical, samples: blocks, estimate: statistic(blocks),
      interval: .bootstrap(
        of: blocks, resamples: resamples, using: &generator, statistic: statistic),
      note: note)
  }
}

// MARK: - Timed

extension Measurement {
  /// The median of the seconds that one subject took.
  public static func timed(
    _ id: String, _ timings: Timings, of subject: String, note: String? = nil
  ) -> Measurement {
    let seconds = timings[subject]
    return Measurement(
      id, "s", .timed, samples: seconds, estimate: seconds.median,
      interval: .orderStatistics(aroundMedianOf: seconds), note: note)
  }

  /// The median of what was computed from the clock, one value a round.
  public static func timed(
    _ id: String, _ values: [Double], unit: String, note: String? = nil
  ) -> Measurement {
    Measurement(
      id, unit, .timed, samples: values, estimate: values.median,
      interval: .orderStatistics(aroundMedianOf: values), note: note)
  }

  /// How many times as long `slow` takes as `fast`: the median, over the rounds of one
  /// interleaved run, of the ratio within the round.
  ///
  /// Whatever slows the machine for a while slows both halves of a pair, and cancels.
  public static func ratio(
    _ id: String, _ timings: Timings, of slow: String, to fast: String, note: String? = nil
  ) -> Measurement {
    let ratios = zip(timings[slow], timings[fast]).map { $0 / $1 }
    return Measurement(
      id, "×", .timed, samples: ratios, estimate: ratios.median,
      interval: .orderStatistics(aroundMedianOf: ratios), note: note)
  }
}

// MARK: - What makes a measurement valid

extension Measurement {
  /// What is wrong with this measurement, if anything is.
  ///
  /// Training can end in numbers that are none, and a record can be edited; neither may pass.
  public var problem: String? {
    if !id.isKebabCase { return "its id is not in kebab-case" }
    if samples.isEmpty { return "it has no samples" }
    if !samples.allSatisfy(\.isFinite) { return "it has a sample that is not a finite number" }
    if !estimate.isFinite { return "its estimate is not a finite number" }
    if kind == .counted, interval != nil || samples != [estimate] {
      return "a counted figure is its one sample, and has no interval"
    }
    guard let interval else { return nil }
    guard interval.low.isFinite, interval.high.isFinite, interval.low <= interval.high else {
      return "its interval is not one: \(interval.low) to \(interval.high)"
    }
    return (0...1).contains(interval.level) ? nil : "its level \(interval.level) is no probability"
  }
}

extension String {
  /// Whether the string is lower-case letters and digits, in words joined by single hyphens.
  public var isKebabCase: Bool {
    split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
      !word.isEmpty
        && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
    }
  }
}
