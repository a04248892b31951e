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
      let rewards = configuration.rewards(budget: budget, teacher: table.teacher.latency)
      // Who is too slow is known before any trial: does it help to leave them out?
      let searches =
        rewards.map { ($0.key, $0.value, nil) } + [("within-budget", rewards[0].value, affordable)]
      for (name, reward, students) in searches {
        let ending = name == "hard" ? "" : "-\(name)"
        let curves = Strategy.allCases.map { strategy in
          seeds.map { strategy.regret(in: table, among: students, configuration, reward, seed: $0) }
        }
        for (strategy, curves) in zip(Strategy.allCases, curves) {
          let regret = try notebook.measure(
            .statistical(
              "regret-\(strategy.rawValue)\(ending)", seeds: curves.map { 100 * $0.last! },
              unit: "points"))
          rows.append([name, strategy.rawValue, regret.figureWithInterval])
        }
        if name == "hard" { page.draw(plot(curves)) }
      }
      try notebook.measure(
        .timed(
          "affordable-students", [Double(affordable.count)], unit: "",
          note: "of \(table.rows.count)"))
      page.table(
        ["reward", "search", "regret after \(configuration.trials) trials"], rows)
    }
  }

  private static func plot(
    _ curves: [[[Double]]]
  ) -> Plot {
    Plot(
      "How far below the best student searches stay, by trials",
      x: Axis("trials"), y: Axis("regret", unit: "points"),
      series: zip(Strategy.allCases, curves).map { strategy, curves in
        Series(
          strategy.rawValue, role: strategy == .controller ? .measured : .baseline,
          stride(from: 4, through: curves[0].count, by: 4).map { trials in
            let values = curves.map { 100 * $0[trials - 1] }
            let interval = Interval.studentT(aroundMeanOf: values)
            return .init(Double(trials), values.mean, low: interval?.low, high: interval?.high)
          })
      })
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

/// The ways to search that are compared.
enum Strategy: String, CaseIterable {
  case controller, evolution, random

  /// The regret after each trial, from a seed.
  func regret(
    in table: TrialTable, among students: [Int]? = nil,
    _ configuration: DistillationSearchChapter.Configuration, _ reward: Reward, seed: UInt64
  ) -> [Double] {
    // Searches from different seeds see different trials of the same students.
    let column = Int(seed % UInt64(table.seeds.count))
    func rewards(_ students: [Int]) -> [Double] {
      students.map { table.reward($0, reward, .measured, seeds: [column]) }
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
      case .random: trace(RandomSearch(among: students ?? Array(table.rows.indices)))
      }
    return table.regret(of: trials, reward, .measured, seen: column)
  }
}
