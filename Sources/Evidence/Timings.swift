// MARK: - What an interleaved run returns

/// The seconds that each subject of one interleaved run took, round by round.
public struct Timings: Hashable, Sendable, Codable {
  /// The subjects, in the order in which each round ran them.
  public let subjects: [String]
  private let seconds: [String: [Double]]

  /// Creates timings from seconds by subject; every subject has as many rounds as the others.
  public init(_ timings: [(subject: String, seconds: [Double])]) {
    precondition(Set(timings.map(\.seconds.count)).count == 1, "rounds are paired")
    precondition(Set(timings.map(\.subject)).count == timings.count, "a subject appears twice")
    subjects = timings.map(\.subject)
    seconds = Dictionary(uniqueKeysWithValues: timings.map { ($0.subject, $0.seconds) })
  }

  /// The seconds of one subject, a value a round.
  public subscript(subject: String) -> [Double] {
    guard let values = seconds[subject] else {
      preconditionFailure("no subject is called \(subject), only \(subjects)")
    }
    return values
  }
}

// MARK: - Interleaving

/// Times subjects in turn, A, B, A, B, …, so that both halves of a ratio see the same machine.
///
/// - Parameters:
///   - rounds: How often each subject is timed.
///   - warmUp: Rounds run first and not counted: caches fill, clocks settle.
///   - repeating: How often a subject runs within one timing, for subjects of microseconds.
///     The seconds returned are those of one run.
///   - subjects: Names with the work to time, at least one.
/// - Returns: The seconds by subject and round.
/// - Throws: What a subject throws; nothing of its own.
public func interleave(
  rounds: Int, warmUp: Int = 1, repeating: Int = 1,
  _ subjects: KeyValuePairs<String, () throws -> Void>
) throws -> Timings {
  precondition(rounds > 0 && warmUp >= 0 && repeating > 0 && !subjects.isEmpty)
  var seconds = [[Double]](repeating: [], count: subjects.count)
  let clock = ContinuousClock()
  for round in -warmUp..<rounds {
    for (index, subject) in subjects.enumerated() {
      let elapsed = try clock.measure {
        for _ in 0..<repeating { try subject.value() }
      }
      if round >= 0 { seconds[index].append(elapsed / .seconds(1) / Double(repeating)) }
    }
  }
  return Timings(zip(subjects, seconds).map { (subject: $0.key, seconds: $1) })
}
