import ChapterCommand
import Evidence
import FastFeedforward
import Tensors

// MARK: - Settings of the region task

/// How the region task is learned.
struct RegionConfiguration: Codable, Sendable {
  var task = RegionTask.Configuration()
  var training = RegionModel.Training()
  /// Points by which a model is judged.
  var testPoints = 8192
}

// MARK: - A task with regions

extension FastFeedforwardChapter {
  /// The contenders, each with the ending of its measurement's name.
  private static var regionLayers: KeyValuePairs<String, RegionModel.Layer> {
    func trees(_ count: Int, _ depth: Int) -> RegionModel.Layer {
      // The task decides how wide they are.
      var trees = FeedforwardTrees.Configuration(width: 1, treeCount: count, depth: depth)
      trees.balanceWeight = 0.1
      return .trees(trees)
    }
    return [
      "none": .none, "dense-equal-cost": .dense(10), "1x5": trees(1, 5), "1x7": trees(1, 7),
      "1x9": trees(1, 9), "trees": trees(8, 6), "16x5": trees(16, 5),
      "dense-trees-cost": .dense(56),
      "dense-255": .dense(255), "dense-equal-width": .dense(1016),
    ]
  }

  /// Which part of the targets' variance remains unexplained, over seeds.
  static func regions(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("A task with regions") { page in
      let region = configuration.region
      var bars: [(String, Evidence.Measurement)] = []
      for (name, layer) in regionLayers {
        let errors = try notebook.step("region-\(name)") { progress in
          try notebook.seeds.enumerated().map { index, seed in
            try regionError(layer, region, seed: seed) { share in
              progress.update((Double(index) + share) / Double(notebook.seeds.count))
              try notebook.checkInterruption()
            }
          }
        }
        bars.append(
          (
            name,
            try notebook.measure(.statistical("region-error-\(name)", seeds: errors, unit: ""))
          ))
      }
      page.table(
        ["layer", "unexplained variance"], bars.map { [$0, $1.figureWithInterval] })
      page.draw(
        Plot(
          "Variance of the region task that each layer leaves unexplained", form: .bars,
          x: Axis("", categories: bars.map(\.0)), y: Axis("unexplained variance"),
          series: [
            Series(
              "trees",
              bars.enumerated().filter { $0.element.0.isTree }.map { bar($0.offset, $0.element.1) }),
            Series(
              "controls", role: .baseline,
              bars.enumerated().filter { !$0.element.0.isTree }.map {
                bar($0.offset, $0.element.1)
              }),
          ]))
    }
  }

  /// All layers of one seed learn the same task.
  private static func regionError(
    _ layer: RegionModel.Layer, _ configuration: RegionConfiguration, seed: UInt64,
    report: (Double) throws -> Void
  ) throws -> Double {
    // The layers are small: a second thread would mostly be waited for.
    try ThreadPool.with(threads: 1) {
      var generator = SeededGenerator(seed: seed)
      let task = RegionTask(configuration.task, using: &generator)
      let model = RegionModel(layer, for: configuration.task, using: &generator)
      try model.learn(task, configuration.training, using: &generator, report: report)
      return model.unexplainedVariance(
        of: task, count: configuration.testPoints, using: &generator)
    }
  }

  static func bar(_ place: Int, _ figure: Evidence.Measurement) -> Series.Point {
    Series.Point(
      Double(place), figure.estimate, low: figure.interval?.low, high: figure.interval?.high)
  }
}

extension String {
  /// Whether a contender's name is one of trees, as in `trees` and `1x5`.
  fileprivate var isTree: Bool { self == "trees" || first?.isNumber == true }
}
