import Foundation

// MARK: - A controller that learns

/// Tries the students of which a predictor expects most, and now and then others (arXiv 2303.09639).
///
/// How the predictor looks inside and how fast chance gives way to it are not in the paper: that is
/// our choice.
public struct ControlledSearch: SearchStrategy {
  /// How a controller searches.
  public struct Configuration: Codable, Hashable, Sendable {
    /// The students that are tried before the predictor learns again.
    public var episode = 4
    /// The share of proposals left to chance at first.
    public var chance: Float = 1
    /// What is taken from that share after each episode.
    public var chanceStep: Float = 0.2
    /// Its lowest value.
    public var leastChance: Float = 0.05
    /// How often the predictor goes over what was seen after an episode.
    public var epochs = 60
    /// How fast it learns.
    public var rate: Float = 0.04

    /// The values that the book uses.
    public init() {}
  }

  private let configuration: Configuration
  private let words: [RewardPredictor.Word]
  private var predictor: RewardPredictor
  private var chance: Float
  /// What was tried, with the best of the episode before it and the best of all before it.
  private var seen: [(student: Int, reward: Double, lastBest: Int?, best: Int?)] = []
  private var isSeen: Set<Int> = []
  private var lastBest, best: Int?

  /// A search in a space.
  public init(
    _ space: SearchSpace, _ configuration: Configuration = Configuration(),
    using generator: inout some RandomNumberGenerator
  ) {
    self.configuration = configuration
    words = space.words
    chance = configuration.chance
    predictor = RewardPredictor(using: &generator)
  }

  /// The students to try next.
  public mutating func proposals(
    limit: Int, using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    let scores = expectedRewards()
    var proposals: [Int] = []
    for _ in 0..<min(limit, configuration.episode) {
      let rest = words.indices.filter { !isSeen.contains($0) }
      let isLeftToChance = generator.uniform() < chance
      guard
        let student = isLeftToChance
          ? rest.randomElement(using: &generator) : rest.max(by: { scores[$0] < scores[$1] })
      else { break }
      isSeen.insert(student)
      proposals.append(student)
    }
    chance = max(configuration.leastChance, chance - configuration.chanceStep)
    return proposals
  }

  /// Learns what those proposed last are worth.
  public mutating func observe(_ rewards: [(student: Int, reward: Double)]) {
    seen += rewards.map { ($0.student, $0.reward, lastBest, best) }
    lastBest = rewards.max { $0.reward < $1.reward }?.student ?? lastBest
    best = seen.max { $0.reward < $1.reward }?.student
    let scale = scale
    let examples = seen.map { trial in
      (
        sentence(trial.student, lastBest: trial.lastBest, best: trial.best),
        Float((trial.reward - scale.mean) / scale.deviation)
      )
    }
    predictor.learn(examples, epochs: configuration.epochs, rate: configuration.rate)
  }

  private func expectedRewards() -> [Float] {
    words.indices.map { predictor.reward(of: sentence($0, lastBest: lastBest, best: best)) }
  }

  /// The three words that the predictor reads.
  private func sentence(_ student: Int, lastBest: Int?, best: Int?) -> [RewardPredictor.Word] {
    [lastBest, best].map { $0.map(known) ?? .zero } + [words[student]]
  }

  /// The word of a student that was tried: its last element but one tells what it was worth.
  private func known(_ student: Int) -> RewardPredictor.Word {
    var word = words[student]
    let reward = seen.first { $0.student == student }!.reward
    word[6] = Float((reward - scale.mean) / scale.deviation)
    return word
  }

  /// The mean and the deviation of all rewards so far.
  private var scale: (mean: Double, deviation: Double) {
    let count = Double(seen.count)
    let mean = seen.reduce(0) { $0 + $1.reward } / count
    let square = seen.reduce(0) { $0 + ($1.reward - mean) * ($1.reward - mean) } / count
    return (mean, max(square.squareRoot(), 1e-9))
  }
}

// MARK: - Students as words

extension SearchSpace {
  /// What the predictor reads of each student: the logarithms of its parts, and of its multiply-adds,
  /// each with mean 0 and deviation 1 over the space; and a one.
  var words: [RewardPredictor.Word] {
    let students = students
    let parts: [(StudentShape) -> Int] = [
      \.layers, \.width, \.heads, \.feedForwardWidth, { $0.multiplyAdds(tokens: 32) },
    ]
    var words = students.map { _ in RewardPredictor.Word(0, 0, 0, 0, 0, 0, 0, 1) }
    for (place, part) in parts.enumerated() {
      let values = students.map { log(Float(part($0))) }
      let mean = values.reduce(0, +) / Float(values.count)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
      let deviation = max(square.squareRoot(), 1e-6)
      for index in words.indices { words[index][place] = (values[index] - mean) / deviation }
    }
    return words
  }
}
