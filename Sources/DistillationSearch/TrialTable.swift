// MARK: - All trials

/// What is known of each student of a space: enough to repeat any search without a model.
public struct TrialTable: Codable, Hashable, Sendable {
  /// A student's trials.
  public struct Row: Codable, Hashable, Sendable {
    /// The student.
    public let shape: StudentShape
    /// The loss after a short distillation, seed by seed.
    public let losses: [Double]
    /// The latency of one text, in seconds: a median.
    public let latency: Double
    /// The multiply-adds of one text.
    public let multiplyAdds: Int

    /// A student's trials.
    public init(shape: StudentShape, losses: [Double], latency: Double, multiplyAdds: Int) {
      (self.shape, self.losses) = (shape, losses)
      (self.latency, self.multiplyAdds) = (latency, multiplyAdds)
    }

    /// The mean loss.
    public var loss: Double { losses.reduce(0, +) / Double(losses.count) }
  }

  /// The space.
  public let space: SearchSpace
  /// The students in the space's order.
  public let rows: [Row]

  /// A table of all students of a space.
  public init(_ space: SearchSpace, rows: [Row]) {
    precondition(rows.map(\.shape) == space.students, "a row for each student, in their order")
    (self.space, self.rows) = (space, rows)
  }
}

// MARK: - Searching in the table

extension TrialTable {
  /// What counts as latency: what a clock said, or what was counted.
  public enum Latency: String, Codable, Sendable { case measured, counted }

  /// A student's latency, in seconds or in multiply-adds.
  public func latency(_ student: Int, _ kind: Latency) -> Double {
    kind == .measured ? rows[student].latency : Double(rows[student].multiplyAdds)
  }

  /// A student's reward, by its loss from one seed, or by the mean of all.
  public func reward(
    _ student: Int, _ reward: Reward, _ kind: Latency, seed: Int? = nil
  ) -> Double {
    let row = rows[student]
    return reward(
      loss: seed.map { row.losses[$0 % row.losses.count] } ?? row.loss,
      latency: latency(student, kind))
  }

  /// How far a search stays below the best student, after each of its trials: it chooses by what it
  /// saw from one seed, and is judged by the mean of all.
  ///
  /// - Complexity: one look into the table for each trial.
  public func regret(
    of strategy: some SearchStrategy, trials: Int, _ reward: Reward, _ kind: Latency, seed: Int,
    using generator: inout some RandomNumberGenerator
  ) -> [Double] {
    let truth = rows.indices.map { self.reward($0, reward, kind) }
    var strategy = strategy
    let trace = strategy.search(trials: trials, using: &generator) { students in
      students.map { self.reward($0, reward, kind, seed: seed) }
    }
    return trace.students.indices.map { truth.max()! - truth[trace.best(of: $0 + 1)] }
  }
}
