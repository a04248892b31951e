import ChapterCommand
import Evidence
import FastFeedforward
import Tensors

// MARK: - A map of the cells

extension FastFeedforwardChapter {
  /// A soft tree learns regions of a plane, once without and once with the penalty for indecision.
  static func map(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("A map of the cells") { page in
      let maps = try notebook.step("map") { progress in
        try [0, configuration.map.hardeningWeight].enumerated().map { index, weight in
          try CellMap.learned(configuration.map, hardeningWeight: weight, seed: notebook.seed) {
            progress.update((Double(index) + $0) / 2)
            try notebook.checkInterruption()
          }
        }
      }
      for (name, map) in zip(["before hardening", "after hardening"], maps) {
        page.draw(
          map.heatMap(
            "How sure the tree is of its cell at each point of the plane, \(name)",
            map.shares, unit: "share of the likeliest leaf"))
      }
      page.draw(
        maps[1].heatMap(
          "The cells after hardening, by the number of their leaf", maps[1].leaves.map { $0.map(Double.init) },
          unit: "leaf"))
      page.table(
        ["tree", "soft, unexplained", "hard, unexplained", "mean share of the likeliest leaf"],
        zip(["without hardening", "with hardening"], maps).map { name, map in
          [name] + [map.softError, map.hardError, map.meanShare].map { Figure.text($0) }
        })
    }
  }
}

// MARK: - What is drawn

/// A tree's cells on a plane.
struct CellMap: Codable {
  /// What decides a map.
  struct Configuration: Codable, Sendable {
    var depth = 4
    var leafWidth = 4
    var training = RegionModel.Training()
    var hardeningWeight: Float = 0.1
    /// Points of the map along each side.
    var resolution = 36
  }

  /// For each point of a grid the likeliest leaf, and its share; rows from the top.
  let leaves: [[Int]]
  let shares: [[Double]]
  /// The unexplained variance with all leaves mixed, and with one leaf alone.
  let softError, hardError: Double

  /// The mean of the likeliest leaf's share.
  var meanShare: Double { shares.joined().reduce(0, +) / Double(shares.count * shares.count) }

  func heatMap(_ title: String, _ values: [[Double]], unit: String) -> HeatMap {
    let places = leaves.indices.map { Figure.text(CellMap.place($0, of: leaves.count)) }
    return HeatMap(
      title, rows: .init("second coordinate", places.reversed()),
      columns: .init("first coordinate", places), values: values, unit: unit)
  }

  /// Where the grid's points stand: from −2.5 to 2.5.
  private static func place(_ index: Int, of count: Int) -> Double {
    5 * (Double(index) + 0.5) / Double(count) - 2.5
  }
}

// MARK: - Learning a map

extension CellMap {
  static func learned(
    _ configuration: Configuration, hardeningWeight: Float, seed: UInt64,
    report: (Double) throws -> Void
  ) throws -> CellMap {
    var generator = SeededGenerator(seed: seed)
    let task = RegionTask(.plane, using: &generator)
    var shape = SoftTree.Configuration(
      width: 2, depth: configuration.depth, leafWidth: configuration.leafWidth)
    shape.hardeningWeight = hardeningWeight
    let model = RegionModel(.softTree(shape), for: task.configuration, using: &generator)
    try model.learn(task, configuration.training, using: &generator, report: report)
    guard let tree = model.layer as? SoftTree else { preconditionFailure("a soft tree was asked for") }
    let count = configuration.resolution
    let rows = (0..<count).reversed().map { row in
      Tensor(
        (0..<count).flatMap { [Float(place($0, of: count)), Float(place(row, of: count))] },
        shape: [count, 2])
    }
    let shares = rows.map { row in
      let elements = tree.leafShares(row)?.elements ?? []
      return (0..<count).map { place in
        Double(elements[place * shape.tree.leafCount..<(place + 1) * shape.tree.leafCount].max() ?? 1)
      }
    }
    let (inputs, targets) = task.draw(4096, using: &generator)
    func error(_ outputs: Tensor) -> Double {
      Double((model.linear(inputs) + outputs).meanSquaredError(to: targets))
        / Double(Tensor(repeating: 0, shape: targets.shape).meanSquaredError(to: targets))
    }
    return CellMap(
      leaves: rows.map { tree.leaves($0) }, shares: shares,
      softError: error(tree.mixture(inputs)), hardError: error(tree.walking(inputs)))
  }
}
