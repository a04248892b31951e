// MARK: - Regularised evolution

/// The youngest students are the population; the best of a few of them, drawn at random, has a
/// child that differs in one step of one part (Real et al., arXiv 1802.01548, algorithm 1).
public struct EvolutionarySearch: SearchStrategy {
  private let students: [Int]
  private let children: [Int: [Int]]
  private let populationSize, sampleSize: Int
  private var population: [(student: Int, reward: Double)] = []
  private var tried: Set<Int> = []

  /// A search in a space, among some of its students or all.
  public init(
    _ space: SearchSpace, among students: [Int]? = nil, populationSize: Int = 16,
    sampleSize: Int = 4
  ) {
    let shapes = space.students
    let allowed = students ?? Array(shapes.indices)
    let places = Dictionary(uniqueKeysWithValues: allowed.map { (shapes[$0], $0) })
    self.students = allowed
    children = Dictionary(
      uniqueKeysWithValues: allowed.map { student in
        (student, space.neighbours(of: shapes[student]).compactMap { places[$0] })
      })
    (self.populationSize, self.sampleSize) = (populationSize, sampleSize)
  }

  /// The students to try next.
  public mutating func proposals(
    limit: Int, using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    guard limit > 0, tried.count < students.count else { return [] }
    let student = child(using: &generator) ?? stranger(using: &generator)
    tried.insert(student)
    return [student]
  }

  /// Learns what those proposed last are worth.
  public mutating func observe(_ rewards: [(student: Int, reward: Double)]) {
    population += rewards
    population.removeFirst(max(0, population.count - populationSize))
  }

  /// A child of a good parent; none at the start, and where all children were tried.
  private func child(using generator: inout some RandomNumberGenerator) -> Int? {
    guard population.count == populationSize else { return nil }
    let sample = (0..<sampleSize).map { _ in population.randomElement(using: &generator)! }
    let parent = sample.max { $0.reward < $1.reward }!
    return children[parent.student]!.filter { !tried.contains($0) }
      .randomElement(using: &generator)
  }

  private func stranger(using generator: inout some RandomNumberGenerator) -> Int {
    students.filter { !tried.contains($0) }.randomElement(using: &generator)!
  }
}
