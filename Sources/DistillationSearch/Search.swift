// MARK: - Ways to search

/// Proposes students, and learns from what they were worth.
///
/// Students are numbers: their places in `SearchSpace.students`. None is proposed twice.
public protocol SearchStrategy {
  /// The students to try next, at most `limit`, all of which can be tried at the same time; none
  /// when all have been proposed.
  mutating func proposals(
    limit: Int, using generator: inout some RandomNumberGenerator
  ) -> [Int]

  /// Learns what the students that were proposed last are worth.
  mutating func observe(_ rewards: [(student: Int, reward: Double)])
}

// MARK: - A search

/// What a search tried, in order.
public struct SearchTrace: Codable, Hashable, Sendable {
  /// The students.
  public var students: [Int] = []
  /// What each was worth.
  public var rewards: [Double] = []

  /// A trace of trials that were made.
  public init(students: [Int] = [], rewards: [Double] = []) {
    (self.students, self.rewards) = (students, rewards)
  }

  /// The place of the student with the highest reward among the first `count`, the first of equals.
  public func best(of count: Int) -> Int {
    students[..<count].indices.max { rewards[$0] < rewards[$1] }.map { students[$0] }!
  }
}

extension SearchStrategy {
  /// Searches with so many trials.
  ///
  /// The order of trials depends on the generator and on rewards alone: a search whose trials are
  /// kept goes on after an interruption as if there had been none.
  ///
  /// - Parameter reward: tries students, which do not depend on each other.
  public mutating func search(
    trials: Int, using generator: inout some RandomNumberGenerator,
    trying reward: (_ students: [Int]) throws -> [Double]
  ) rethrows -> SearchTrace {
    var trace = SearchTrace()
    while trace.students.count < trials {
      let students = proposals(limit: trials - trace.students.count, using: &generator)
      guard !students.isEmpty else { break }
      let rewards = try reward(students)
      observe(Array(zip(students, rewards)).map { ($0, $1) })
      trace.students += students
      trace.rewards += rewards
    }
    return trace
  }
}

// MARK: - Controls

/// All students in order: what it costs to be sure.
public struct ExhaustiveSearch: SearchStrategy {
  private var rest: Range<Int>

  /// A search among so many students.
  public init(students: Int) { rest = 0..<students }

  /// The students to try next.
  public mutating func proposals(
    limit: Int, using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    let next = Array(rest.prefix(limit))
    rest = rest.dropFirst(next.count)
    return next
  }

  /// Nothing is learned.
  public mutating func observe(_ rewards: [(student: Int, reward: Double)]) {}
}

/// Any student that was not tried yet: what luck finds.
public struct RandomSearch: SearchStrategy {
  private var rest: [Int]

  /// A search among some students.
  public init(among students: [Int]) { rest = students }

  /// The students to try next.
  public mutating func proposals(
    limit: Int, using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    guard limit > 0, !rest.isEmpty else { return [] }
    return [rest.remove(at: Int.random(in: rest.indices, using: &generator))]
  }

  /// Nothing is learned.
  public mutating func observe(_ rewards: [(student: Int, reward: Double)]) {}
}
