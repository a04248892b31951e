import ChapterCommand
import DistillationSearch
import Evidence
import Tensors

// MARK: - Searches compared

extension DistillationSearchChapter {
  /// How far below the best student each way to search stays, trial by trial.
  static func searches(
    _ table: TrialTable, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("Searches compared") { page in
      let seeds = (0..<UInt64(configuration.replays)).map { notebook.seed + $0 }
      var rows: [[String]] = []
      let budget = configuration.budget(
        configuration.mainSpeedUp, of: table.teacher.latency)
      let affordable = table.affordable(within: budget)
      for comparison in configuration.comparisons(
        budget: budget, teacher: table.teacher.latency, affordable: affordable)
      {
        let ending = comparison.name == "hard" ? "" : "-\(comparison.name)"
        let sure = seeds.map { seed in
          Strategy.exhaustive.regret(in: table, comparison, configuration, seed: seed).last!
        }
        let curves = Strategy.limited.map { strategy in
          seeds.map { strategy.regret(in: table, comparison, configuration, seed: $0) }
        }
        try notebook.measure(
          .statistical(
            "regret-exhaustive\(ending)", seeds: sure.map { 100 * $0 }, unit: "points"))
        for (strategy, curves) in zip(Strategy.limited, curves) {
          let ends = curves.map(\.last!)
          let regret = try notebook.measure(
            .statistical(
              "regret-\(strategy.rawValue)\(ending)", seeds: ends.map { 100 * $0 },
              unit: "points"))
          let excess = try notebook.measure(
            .statistical(
              "excess-\(strategy.rawValue)\(ending)",
              seeds: zip(ends, sure).map { 100 * ($0 - $1) }, unit: "points"))
          rows.append([
            comparison.name, strategy.rawValue, regret.figureWithInterval,
            excess.figureWithInterval,
          ])
        }
        if comparison.name == "hard" { page.draw(plot(curves, sure: sure)) }
      }
      try notebook.measure(
        .timed(
          "affordable-students", [Double(affordable.count)], unit: "",
          note: "of \(table.rows.count)"))
      page.table(
        [
          "reward", "search", "regret after \(configuration.trials) trials",
          "more than that of all trials",
        ], rows)
    }
  }

  private static func plot(_ curves: [[[Double]]], sure: [Double]) -> Plot {
    Plot(
      "How far below the best student searches stay, by trials",
      x: Axis("trials"), y: Axis("regret", unit: "points"),
      series: zip(Strategy.limited, curves).map { strategy, curves in
        Series(
          strategy.rawValue, role: strategy == .controller ? .measured : .baseline,
          stride(from: 4, through: curves[0].count, by: 4).map { trials in
            let values = curves.map { 100 * $0[trials - 1] }
            let interval = Interval.studentT(aroundMeanOf: values)
            return .init(Double(trials), values.mean, low: interval?.low, high: interval?.high)
          })
      } + [
        Series(
          "who tries all", role: .baseline,
          [4, curves[0][0].count].map { .init(Double($0), 100 * sure.mean) })
      ])
  }
}

extension TrialTable {
  /// The students within a budget of seconds; the fastest, where there is none.
  func affordable(within budget: Double) -> [Int] {
    let students = rows.indices.filter { rows[$0].latency <= budget }
    return students.isEmpty
      ? [rows.indices.min { rows[$0].latency < rows[$1].latency }!] : students
  }
}

/// A reward, and among whom it is searched.
struct Comparison {
  let name: String
  let reward: Reward
  /// Some students; nil for all.
  var students: [Int]?
}

extension Configuration {
  /// The rewards by which searches are compared. Who is too slow is known before any trial: with one
  /// of them all search among the others only.
  func comparisons(budget: Double, teacher: Double, affordable: [Int]) -> [Comparison] {
    [
      Comparison(name: "hard", reward: .hard(budget: budget)),
      Comparison(
        name: "piecewise", reward: .piecewise(budget: budget, within: 0, beyond: -1)),
      Comparison(
        name: "power",
        reward: .power(exponent: -0.06, beta: 1, teacher: teacher, isClamped: true)),
      Comparison(name: "within-budget", reward: .hard(budget: budget), students: affordable),
    ]
  }
}

/// The ways to search that are compared.
enum Strategy: String {
  case controller, evolution, random, exhaustive

  /// Those that make only some of all trials.
  static let limited = [controller, evolution, random]

  /// The regret after each trial, from a seed.
  func regret(
    in table: TrialTable, _ comparison: Comparison, _ configuration: Configuration, seed: UInt64
  ) -> [Double] {
    // Searches from different seeds see different trials of the same students.
    let column = Int(seed % UInt64(table.seeds.count))
    let students = comparison.students ?? Array(table.rows.indices)
    func rewards(_ students: [Int]) -> [Double] {
      students.map { table.reward($0, comparison.reward, .measured, seeds: [column]) }
    }
    func trace(_ strategy: some SearchStrategy) -> SearchTrace {
      var (strategy, chance) = (strategy, SeededGenerator(seed: seed))
      return strategy.search(trials: configuration.trials, using: &chance, trying: rewards)
    }
    let trials =
      switch self {
      case .controller:
        ControlledSearch.trace(
          in: table.space, among: students, configuration, seed, trying: rewards)
      case .evolution:
        trace(
          EvolutionarySearch(
            table.space, among: students, populationSize: configuration.populationSize))
      case .random: trace(RandomSearch(among: students))
      case .exhaustive: SearchTrace(students: students, rewards: rewards(students))
      }
    return table.regret(of: trials, comparison.reward, .measured, seen: column)
  }
}
