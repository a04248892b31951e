import Evidence
import FastFeedforward
import Tensors

// MARK: - Who runs, and how often

/// How one layer is timed.
struct RaceConfiguration: Codable, Sendable {
  /// How many layers take turns, so that weights come from memory: 1 leaves them in the cache.
  var rotatingLayers: Int
  /// The batches, in tokens.
  var batches = [1, 16, 128]
  /// The depths of the single trees that are timed against dense layers as wide.
  var depths = Array(2...12)
  /// Whether a layer of the size of GPT-3's is timed, too.
  var racesLarge = false
  /// How often each contestant is timed.
  var rounds: Int
  /// About how long one timing takes, in seconds.
  var turn = 0.01
}

/// The seconds a token takes in each layer, round by round.
struct RaceResult: Codable {
  /// The trees' kernels, and the dense layers by width and by the kernel of their products.
  let timings: Timings

  /// The dense layer of that width by the kernel that was faster.
  func bestDense(_ width: Int) -> String {
    func typical(_ name: String) -> Double { timings[name].sorted()[timings[name].count / 2] }
    let names = timings.subjects.filter { $0.hasPrefix("dense \(width),") }
    return names.min { typical($0) < typical($1) }!
  }
}

// MARK: - Taking turns

extension RaceResult {
  /// Times all contestants at one batch, on one thread, in turn.
  ///
  /// A turn of each is about equally long, so that what disturbs the machine for a while disturbs
  /// all of them.
  static func measure(
    _ race: LayerRace, batch: Int, _ configuration: RaceConfiguration,
    report: (Double) throws -> Void
  ) throws -> RaceResult {
    try ThreadPool.with(threads: 1) {
      let clock = ContinuousClock()
      let contestants = race.contestants
      func seconds(_ contestant: LayerRace.Contestant, passes: Int) -> Double {
        clock.measure { race.run(contestant, passes: passes, batch: batch) } / .seconds(1)
      }
      let passes = contestants.map { contestant in
        let layers = race.configuration.layerCount
        let once = seconds(contestant, passes: layers) / Double(layers)
        return max(1, min(10_000, Int(configuration.turn / once)))
      }
      var rounds = [[Double]](repeating: [], count: contestants.count)
      for round in 0..<configuration.rounds {
        for (i, contestant) in contestants.enumerated() {
          rounds[i].append(
            seconds(contestant, passes: passes[i]) / Double(passes[i] * batch))
        }
        try report(Double(round + 1) / Double(configuration.rounds))
      }
      return RaceResult(
        timings: Timings(zip(contestants, rounds).map { ($0.description, $1) }))
    }
  }
}
