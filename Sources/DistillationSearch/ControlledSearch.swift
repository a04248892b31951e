import Foundation

// MARK: - A controller that learns

/// Tries the students of which a predictor expects most, and now and then others (arXiv
/// 2303.09639).
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
  private let students: [Int]
  private var predictor: RewardPredictor
  private var chance: Float
  /// What was tried, episode by episode.
  private var episodes: [Episode] = []
  private var isSeen: Set<Int> = []

  /// The students that were tried at a time.
  private struct Episode {
    let trials: [(student: Int, reward: Double)]
    /// The best of them, and the best of them and all before.
    let best, bestOfAll: (student: Int, reward: Double)
  }

  /// A search in a space, among some of its students or all.
  public init(
    _ space: SearchSpace, among students: [Int]? = nil,
    _ configuration: Configuration = Configuration(),
    using generator: inout some RandomNumberGenerator
  ) {
    self.configuration = configuration
    words = space.words
    self.students = students ?? Array(words.indices)
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
      let rest = students.filter { !isSeen.contains($0) }
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
    guard let best = rewards.max(by: { $0.reward < $1.reward }) else { return }
    let earlier = episodes.last?.bestOfAll
    let bestOfAll = earlier.map { $0.reward < best.reward ? best : $0 } ?? best
    episodes.append(Episode(trials: rewards, best: best, bestOfAll: bestOfAll))
    let scale = scale
    let examples = zip(episodes, [nil] + episodes).map { episode, before in
      RewardPredictor.Episode(
        context: context(before, scale),
        candidates: episode.trials.map { (words[$0.student], scale($0.reward)) })
    }
    predictor.learn(examples, epochs: configuration.epochs, rate: configuration.rate)
  }

  private func expectedRewards() -> [Float] {
    predictor.rewards(of: words, after: context(episodes.last, scale))
  }

  /// The two words before a candidate's, which also tell what they were worth. Before the first
  /// episode they are zeros.
  private func context(_ episode: Episode?, _ scale: Scale) -> [RewardPredictor.Word] {
    guard let episode else { return [.zero, .zero] }
    return [episode.best, episode.bestOfAll].map { student, reward in
      var word = words[student]
      word[WordPlace.reward] = scale(reward)
      return word
    }
  }

  /// Rewards as the predictor reads them: with mean 0 and deviation 1 over all so far.
  private struct Scale {
    let mean, deviation: Double

    func callAsFunction(_ reward: Double) -> Float { Float((reward - mean) / deviation) }
  }

  private var scale: Scale {
    let rewards = episodes.flatMap { $0.trials.map(\.reward) }
    let count = Double(max(1, rewards.count))
    let mean = rewards.reduce(0, +) / count
    let square = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return Scale(mean: mean, deviation: max(square.squareRoot(), 1e-9))
  }
}

// MARK: - Students as words

/// Where a word has what is no part of a student: its reward, 0 for a candidate; and a one.
private enum WordPlace { static let (reward, one) = (6, 7) }

extension SearchSpace {
  /// What the predictor reads of each student: the logarithms of its parts, and of its
  /// multiply-adds, each with mean 0 and deviation 1 over the space; and a one.
  var words: [RewardPredictor.Word] {
    let students = students
    let parts: [(StudentShape) -> Int] = [
      \.layers, \.width, \.heads, \.feedForwardWidth, { $0.multiplyAdds(tokens: 32) },
    ]
    var blank = RewardPredictor.Word.zero
    blank[WordPlace.one] = 1
    var words = students.map { _ in blank }
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
