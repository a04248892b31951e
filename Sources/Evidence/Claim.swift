// MARK: - A claim

/// A statement that measurements can refute.
public struct Claim: Codable, Hashable, Sendable {
  /// What the paper reports, and where.
  public struct Paper: Codable, Hashable, Sendable {
    /// The figure as printed there: `78×`.
    public let figure: String
    /// Where it stands: `Table 3`.
    public let place: String

    /// Creates a reference to a paper's figure.
    public init(_ figure: String, _ place: String) {
      self.figure = figure
      self.place = place
    }
  }

  /// The name that prose uses, in kebab-case.
  public let id: String
  /// The statement, one sentence.
  public let statement: String
  /// What the paper says, where the claim repeats one of its.
  public let paper: Paper?
  /// What must hold of the measurements.
  public let predicate: Predicate
  /// The test that asserts it, as `Suite/name`.
  public let test: String

  /// Creates a claim.
  public init(
    _ id: String, _ statement: String, paper: Paper? = nil, holdsWhen predicate: Predicate,
    test: String
  ) {
    precondition(id.isKebabCase, "\"\(id)\" is not in kebab-case, as in faster-than-dense")
    self.id = id
    self.statement = statement
    self.paper = paper
    self.predicate = predicate
    self.test = test
  }
}

// MARK: - The verdict

/// What the measurements say about a claim. Always computed, never written by hand.
///
/// - A condition is *met* when it holds even if every interval is taken at its unfavourable end:
///   for `a > b`, the low end of a against the high end of b. A figure without an interval is
///   taken as it is.
/// - It is *partly* met when it holds between the estimates only.
/// - Otherwise it is *not met*.
///
/// A claim is as well met as the worst of its conditions.
public enum Verdict: String, Codable, Sendable, CaseIterable, Comparable {
  /// Not even the estimates satisfy the claim.
  case notMet
  /// Only the estimates do.
  case partly
  /// The intervals do too.
  case met

  /// Worse verdicts come first.
  public static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }

  private var rank: Int { Verdict.allCases.firstIndex(of: self) ?? 0 }
}

extension Verdict: CustomStringConvertible {
  /// The verdict as a sign and a word, so that neither needs colour.
  public var description: String {
    switch self {
    case .met: "✓ met"
    case .partly: "◐ partly"
    case .notMet: "✗ not met"
    }
  }
}

// MARK: - Judging

extension Predicate {
  /// The verdict on the predicate; nil when a measurement that it names is missing.
  public func verdict(by measurements: [String: Measurement]) -> Verdict? {
    let verdicts = conditions.map { $0.verdict(by: measurements) }
    return verdicts.contains(nil) ? nil : verdicts.compactMap(\.self).min()
  }
}

extension Condition {
  fileprivate func verdict(by measurements: [String: Measurement]) -> Verdict? {
    guard let left = measurements[left]?.range, let right = right.range(by: measurements) else {
      return nil
    }
    let holdsAtWorst =
      relation.wantsLess
      ? relation.holds(left.high, right.low) : relation.holds(left.low, right.high)
    if !relation.holds(left.estimate, right.estimate) { return .notMet }
    return holdsAtWorst ? .met : .partly
  }
}

extension Bound {
  fileprivate func range(by measurements: [String: Measurement]) -> Range? {
    if let number { return Range(low: number, estimate: number, high: number) }
    guard let factor, let range = measurement.flatMap({ measurements[$0] })?.range else {
      return nil
    }
    return Range(
      low: factor * range.low, estimate: factor * range.estimate, high: factor * range.high)
  }
}

private struct Range {
  let low, estimate, high: Double
}

extension Measurement {
  fileprivate var range: Range {
    Range(
      low: interval?.low ?? estimate, estimate: estimate, high: interval?.high ?? estimate)
  }
}

// MARK: - A judged claim

/// A claim with the verdict on it, as records keep it.
public struct Finding: Codable, Hashable, Sendable {
  /// The claim.
  public let claim: Claim
  /// The verdict that the record's measurements give.
  public let verdict: Verdict

  private enum Key: CodingKey { case verdict }

  init(claim: Claim, verdict: Verdict) {
    self.claim = claim
    self.verdict = verdict
  }

  // In a record, the verdict stands among the claim's own members.

  /// Reads a claim and its verdict.
  public init(from decoder: any Decoder) throws {
    claim = try Claim(from: decoder)
    verdict = try decoder.container(keyedBy: Key.self).decode(Verdict.self, forKey: .verdict)
  }

  /// Writes the claim's members and the verdict.
  public func encode(to encoder: any Encoder) throws {
    try claim.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(verdict, forKey: .verdict)
  }
}
