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
  /// The tokens of the text that was timed and counted.
  public let tokens: Int
  /// The seeds of each student's trials.
  public let seeds: [UInt64]
  /// The digest of the teacher's weights.
  public let teacherWeights: String
  /// The teacher, whose losses are 0: it is like itself.
  public let teacher: Row
  /// The students in the space's order.
  public let rows: [Row]

  /// A table of all students of a space.
  public init(
    _ space: SearchSpace, tokens: Int, seeds: [UInt64], teacherWeights: String, teacher: Row,
    rows: [Row]
  ) {
    (self.space, self.tokens, self.seeds) = (space, tokens, seeds)
    (self.teacherWeights, self.teacher, self.rows) = (teacherWeights, teacher, rows)
    precondition(fault == nil, fault!)
  }

  /// Decodes a table.
  ///
  /// - Throws: `DecodingError`, also where rows or losses are missing or too many.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: CodingKeys.self)
    space = try parts.decode(SearchSpace.self, forKey: .space)
    tokens = try parts.decode(Int.self, forKey: .tokens)
    seeds = try parts.decode([UInt64].self, forKey: .seeds)
    teacherWeights = try parts.decode(String.self, forKey: .teacherWeights)
    teacher = try parts.decode(Row.self, forKey: .teacher)
    rows = try parts.decode([Row].self, forKey: .rows)
    guard let fault else { return }
    throw DecodingError.dataCorruptedError(forKey: .rows, in: parts, debugDescription: fault)
  }

  /// What makes it no table of all students.
  private var fault: String? {
    if rows.map(\.shape) != space.students { return "a row for each student, in their order" }
    if seeds.isEmpty || rows.contains(where: { $0.losses.count != seeds.count }) {
      return "a loss for each seed"
    }
    return rows.contains { $0.latency <= 0 || !$0.loss.isFinite }
      ? "latencies above 0 and finite losses" : nil
  }
}

// MARK: - Searching in the table

extension TrialTable {
  /// What counts as latency: what a clock said, or what was counted.
  public enum Latency: String, Codable, Sendable { case measured, counted }

  /// A student's reward, by the mean of its losses from some of the table's seeds.
  public func reward(
    _ student: Int, _ reward: Reward, _ kind: Latency, seeds: [Int]
  ) -> Double {
    let row = rows[student]
    return reward(
      loss: seeds.reduce(0) { $0 + row.losses[$1] } / Double(seeds.count),
      latency: row.latency(kind))
  }

  /// How far a search stays below the best student, after each of its trials. It chose by what it
  /// saw from one of the table's seeds, and is judged by all others, so that a lucky trial is no
  /// merit; by the same one, where there is no other.
  ///
  /// - Complexity: O(students + trials²).
  public func regret(
    of trace: SearchTrace, _ reward: Reward, _ kind: Latency, seen: Int
  ) -> [Double] {
    let others = seeds.count == 1 ? [0] : seeds.indices.filter { $0 != seen }
    let truth = rows.indices.map { self.reward($0, reward, kind, seeds: others) }
    let best = truth.max()!
    return trace.students.indices.map { best - truth[trace.best(of: $0 + 1)] }
  }
}

extension TrialTable.Row {
  /// The latency, in seconds or in multiply-adds.
  public func latency(_ kind: TrialTable.Latency) -> Double {
    kind == .measured ? latency : Double(multiplyAdds)
  }
}
