import ChapterCommand
import DistillationSearch
import Evidence
import Tensors

// MARK: - Searches compared

extension DistillationSearchChapter {
  /// How far below the best student each way to search stays, trial by trial.
  static func searches(
    _ table: TrialTable, _ costs: Costs, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("Searches compared") { page in
      var rows: [[String]] = []
      for (name, reward) in configuration.rewards(
        teacher: costs.teacherSeconds.median)
      {
        let curves = Strategy.allCases.map { strategy in
          (
            strategy,
            (0..<configuration.replays).map { seed in
              strategy.regret(in: table, configuration, reward, seed: seed)
            }
          )
        }
        for (strategy, curves) in curves {
          let final = try notebook.measure(
            .statistical(
              "regret-\(strategy.rawValue)" + (name == "hard" ? "" : "-\(name)"),
              seeds: curves.map { 100 * $0.last! }, unit: "points"))
          rows.append([name, strategy.rawValue, final.figureWithInterval])
        }
        guard name == "hard" else { continue }
        page.draw(plot(curves, name, configuration))
      }
      page.table(
        ["reward", "search", "regret after \(configuration.trials) trials"], rows)
    }
  }

  private static func plot(
    _ curves: [(Strategy, [[Double]])], _ name: String, _ configuration: Configuration
  ) -> Plot {
    Plot(
      "How far below the best student searches stay, reward: \(name), by trials",
      x: Axis("trials"), y: Axis("regret", unit: "points"),
      series: curves.map { strategy, curves in
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

/// The ways to search that are compared.
enum Strategy: String, CaseIterable {
  case controller, evolution, random

  /// The regret after each trial, from a seed.
  func regret(
    in table: TrialTable, _ configuration: Configuration, _ reward: Reward, seed: Int
  ) -> [Double] {
    var generator = SeededGenerator(seed: UInt64(seed))
    func regret(_ strategy: some SearchStrategy) -> [Double] {
      table.regret(
        of: strategy, trials: configuration.trials, reward, .measured, seed: seed,
        using: &generator)
    }
    switch self {
    case .controller:
      var own = SeededGenerator(seed: UInt64(seed) + 1 << 32)
      return regret(ControlledSearch(table.space, using: &own))
    case .evolution: return regret(EvolutionarySearch(table.space))
    case .random: return regret(RandomSearch(students: table.rows.count))
    }
  }
}
