import ChapterCommand
import Evidence
import FastFeedforward
import Tensors

// MARK: - A map of the cells

extension FastFeedforwardChapter {
  /// A soft tree learns regions of a plane, once without and once with the penalty for indecision.
  static func map(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("A map of the cells") { page in
      let weights = [0, configuration.plane.hardeningWeight]
      let maps = try notebook.step("map") { progress in
        try weights.enumerated().map { index, weight in
          try LearnedMap.learned(configuration.plane, hardeningWeight: weight, seed: notebook.seed)
          {
            progress.update((Double(index) + $0) / 2)
            try notebook.checkInterruption()
          }
        }
      }
      for (name, map) in zip(["before hardening", "after hardening"], maps) {
        page.draw(
          map.heatMap(
            "How sure a soft tree is of its leaf, at each point of a plane, \(name)",
            map.cells.certainty.map(Double.init), unit: "share of the leaf"))
      }
      page.draw(
        maps[1].heatMap(
          "The cells after hardening, by the number of their leaf",
          maps[1].cells.leaves.map(Double.init), unit: "number of the leaf"))
      page.table(
        ["learned", "unexplained, soft", "unexplained, hard", "mean share of the leaf"],
        zip(["without hardening", "with hardening"], maps).map { name, map in
          let figures = [map.softError, map.hardError, Double(map.cells.meanCertainty)]
          return [name] + figures.map { Figure.text($0) }
        })
    }
  }
}

// MARK: - What is drawn

/// The cells of a tree that has learned regions of a plane.
struct LearnedMap: Codable {
  /// What decides a map.
  struct Configuration: Codable, Sendable {
    var depth = 4
    var leafWidth = 4
    var training = RegionModel.Training()
    /// The authors' 0.1 is for a loss of another kind; here it hardly changes the map.
    var hardeningWeight: Float = 3
    /// Points of the map along each side.
    var side = 36
  }

  let cells: CellMap
  /// The unexplained variance with all leaves mixed, and with one leaf alone.
  let softError, hardError: Double

  /// Values of the map's points as a figure; the largest second coordinate stands at the top.
  func heatMap(_ title: String, _ values: [Double], unit: String) -> HeatMap {
    let side = cells.side
    let places = (0..<side).map { Figure.text(6 * Double($0) / Double(side - 1) - 3) }
    return HeatMap(
      title, rows: .init("second coordinate", places.reversed()),
      columns: .init("first coordinate", places),
      values: (0..<side).reversed().map { Array(values[$0 * side..<($0 + 1) * side]) },
      unit: unit)
  }
}

// MARK: - Learning a map

extension LearnedMap {
  static func learned(
    _ configuration: Configuration, hardeningWeight: Float, seed: UInt64,
    report: (Double) throws -> Void
  ) throws -> LearnedMap {
    var generator = SeededGenerator(seed: seed)
    let task = RegionTask(.plane, using: &generator)
    var shape = SoftTree.Configuration(
      width: 2, depth: configuration.depth, leafWidth: configuration.leafWidth)
    shape.hardeningWeight = hardeningWeight
    let model = RegionModel(.softTree(shape), for: task.configuration, using: &generator)
    try model.learn(task, configuration.training, using: &generator, report: report)
    guard let tree = model.layer as? SoftTree else {
      preconditionFailure("a soft tree was asked for")
    }
    let (inputs, targets) = task.draw(4096, using: &generator)
    let zeros = Tensor(repeating: 0, shape: targets.shape)
    func error(_ outputs: Tensor) -> Double {
      Double((model.linear(inputs) + outputs).meanSquaredError(to: targets))
        / Double(zeros.meanSquaredError(to: targets))
    }
    return LearnedMap(
      cells: tree.cellMap(side: configuration.side),
      softError: error(tree.mixture(inputs)), hardError: error(tree.walking(inputs)))
  }
}
