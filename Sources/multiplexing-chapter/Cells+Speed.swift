import ChapterCommand
import Evidence
import Multiplexing
import Tensors

// MARK: - How fast it is

extension MultiplexingChapter {
  /// Instances a second, on one thread, at one physical batch and at each encoder's best.
  static func speed(_ configuration: Configuration, in notebook: Notebook) throws -> RaceResult {
    try notebook.cell("How fast it is") { page in
      let race = configuration.race
      let result = try notebook.step("speed") { progress in
        try RaceResult.measure(configuration) {
          progress.update($0)
          try notebook.checkInterruption()
        }
      }
      let base = race.contenders[0]
      var rows: [[String]] = []
      for contender in race.contenders {
        let ratio = try notebook.measure(
          .timed(
            "throughput-ratio-\(contender.name)", result.ratios(of: contender, to: base, race),
            unit: "×"))
        let best = result.best(contender, race)
        let bestRatio = try notebook.measure(
          .timed(
            "best-throughput-ratio-\(contender.name)",
            zip(best.rates, result.best(base, race).rates).map { $0 / $1 }, unit: "×"))
        let rate = try notebook.measure(
          .timed("throughput-\(contender.name)", best.rates, unit: "instances/s"))
        rows.append([
          contender.name, "\(contender.layers) × \(contender.width)", ratio.figureWithInterval,
          bestRatio.figure, rate.figure, "\(best.groups)",
        ])
      }
      page.table(
        [
          "encoder", "layers × width", "at \(race.physicalBatch) passes side by side",
          "each at its best", "instances a second", "by passes",
        ], rows)
      return result
    }
  }
}

// MARK: - Who runs, and how often

/// How encoders are timed.
struct RaceConfiguration: Codable, Sendable {
  /// Who takes part; the first is what the others are held against.
  var contenders: [Contender]
  /// The tokens of each instance.
  var tokens = 32
  /// Passes side by side, of which one is the physical batch at which encoders are compared.
  var batches = [1, 4, 16, 64]
  var physicalBatch = 16
  /// How often each is timed.
  var rounds: Int
}

/// An encoder with random weights and a classifier above, and texts for it: something to time. How
/// long it takes does not depend on what it says.
struct TimedReader {
  private let classifier: MultiplexedClassifier
  private let batch: MultiplexedBatch

  init(_ contender: Contender, _ configuration: Configuration, groups: Int, tokens: Int) throws {
    var generator = SeededGenerator(seed: 1)
    let encoder = try contender.encoder(configuration, isTrainable: false, using: &generator)
    classifier = MultiplexedClassifier(
      encoder, naming: .instance, classes: 16, using: &generator)
    let count = groups * contender.groupSize
    let texts = (0..<count).map { _ in
      (0..<tokens).map { _ in
        Int32.random(in: 0..<Int32(configuration.vocabularySize), using: &generator)
      }
    }
    batch = MultiplexedBatch(texts, Grouping(count, groupSize: contender.groupSize))
  }

  /// Reads the batch and scores its instances.
  @discardableResult
  func read() -> Tensor { classifier.scores(of: classifier.encoder(batch), batch) }
}

// MARK: - Taking turns

/// The seconds of a batch, by contender and passes side by side, round by round.
struct RaceResult: Codable {
  let seconds: [String: [Double]]

  /// Times all contenders at all batches, in turn, on one thread.
  static func measure(
    _ configuration: Configuration, report: (Double) throws -> Void
  ) throws -> RaceResult {
    try ThreadPool.with(threads: 1) {
      let race = configuration.race
      let clock = ContinuousClock()
      var readers: [(key: String, reader: TimedReader)] = []
      for groups in race.batches {
        for contender in race.contenders {
          readers.append(
            (
              key(contender, groups),
              try TimedReader(contender, configuration, groups: groups, tokens: race.tokens)
            ))
        }
      }
      var seconds: [String: [Double]] = [:]
      for round in -1..<race.rounds {
        for (key, reader) in readers {
          let time = clock.measure { reader.read() } / .seconds(1)
          if round >= 0 { seconds[key, default: []].append(time) }
        }
        try report(Double(round + 2) / Double(race.rounds + 1))
      }
      return RaceResult(seconds: seconds)
    }
  }

  private static func key(_ contender: Contender, _ groups: Int) -> String {
    "\(contender.name), \(groups)"
  }

  /// The seconds of a batch of so many groups, round by round.
  func seconds(of contender: Contender, groups: Int) -> [Double] {
    seconds[RaceResult.key(contender, groups)]!
  }
}

extension RaceResult {
  /// How many times as many instances a second, at the physical batch, round by round.
  func ratios(of contender: Contender, to base: Contender, _ race: RaceConfiguration) -> [Double] {
    let gain = Double(contender.groupSize) / Double(base.groupSize)
    return zip(
      seconds(of: base, groups: race.physicalBatch),
      seconds(of: contender, groups: race.physicalBatch)
    ).map { gain * $0 / $1 }
  }

  /// The number of passes side by side with the most instances a second, and how many these are.
  func best(
    _ contender: Contender, _ race: RaceConfiguration
  ) -> (groups: Int, rates: [Double]) {
    race.batches.map { groups in
      let instances = Double(groups * contender.groupSize)
      return (groups, seconds(of: contender, groups: groups).map { instances / $0 })
    }.max { $0.1.median < $1.1.median }!
  }
}
