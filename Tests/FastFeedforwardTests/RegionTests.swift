import Tensors
import Testing

@testable import FastFeedforward

// MARK: - What is learned

/// A small region task, and a model that has learned it.
private func learned(
  _ layer: RegionModel.Layer, seed: UInt64 = 1, steps: Int = 500
) -> (unexplained: Double, model: RegionModel, task: RegionTask) {
  var shape = RegionTask.Configuration()
  (shape.clusterCount, shape.inputWidth, shape.outputWidth) = (32, 16, 8)
  var training = RegionModel.Training()
  (training.steps, training.batch, training.learningRate) = (steps, 128, 1e-2)
  var generator = SeededGenerator(seed: seed)
  let task = RegionTask(shape, using: &generator)
  let model = RegionModel(layer, for: shape, using: &generator)
  model.learn(task, training, using: &generator) { _ in }
  let unexplained = model.unexplainedVariance(of: task, count: 2048, using: &generator)
  return (unexplained, model, task)
}

private func trees(_ count: Int, _ depth: Int, balance: Float = 0) -> RegionModel.Layer {
  var configuration = FeedforwardTrees.Configuration(width: 16, treeCount: count, depth: depth)
  configuration.balanceWeight = balance
  return .trees(configuration)
}

private func meanUnexplained(_ layer: RegionModel.Layer) -> Double {
  let seeds: [UInt64] = [1, 2, 3]
  return seeds.reduce(0) { $0 + learned(layer, seed: $1).unexplained } / Double(seeds.count)
}

@Suite("Trees learn regions")
struct RegionTests {
  @Test func `deeper is better, several trees are best, and all stand between their controls`() {
    let (none, equalCost) = (meanUnexplained(.none), meanUnexplained(.dense(6)))
    let (shallow, deep) = (meanUnexplained(trees(1, 2)), meanUnexplained(trees(1, 5)))
    let several = meanUnexplained(trees(4, 4, balance: 0.03))
    let equalWidth = meanUnexplained(.dense(124))
    #expect(none > shallow && shallow > deep && deep > several)
    #expect(equalCost > deep, "6 neurons of a tree are worth more than 6 of a dense layer")
    #expect(several < 1.3 * equalWidth && several < 0.5 * equalCost)
  }

  @Test func `the same seed, the same model`() {
    let (first, second) = (learned(trees(2, 3), steps: 30), learned(trees(2, 3), steps: 30))
    #expect(first.unexplained == second.unexplained)
  }

  @Test func `hardening makes a soft tree lose less when it is used hard`() {
    func loss(hardening: Float) -> Double {
      var shape = SoftTree.Configuration(width: 16, depth: 4, leafWidth: 2)
      shape.hardeningWeight = hardening
      let (_, model, task) = learned(.softTree(shape))
      var generator = SeededGenerator(seed: 50)
      let (inputs, targets) = task.draw(2048, using: &generator)
      let tree = model.layer as! SoftTree
      let soft = model.linear(inputs) + tree.mixture(inputs)
      let hard = model(inputs)
      return Double(hard.meanSquaredError(to: targets) - soft.meanSquaredError(to: targets))
    }
    #expect(loss(hardening: 0.3) < 0.5 * loss(hardening: 0))
  }
}

// MARK: - How evenly the tree is used

@Suite("Balance")
struct BalanceTests {
  private func use(_ layer: RegionModel.Layer) -> TreeUse {
    let (_, model, task) = learned(layer)
    var generator = SeededGenerator(seed: 9)
    let x = task.draw(2048, using: &generator).inputs
    if let tree = model.layer as? SoftTree {
      return TreeUse(leaves: tree.leaves(x), tree: tree.configuration.tree)
    }
    return (model.layer as! FeedforwardTrees).use(x)
  }

  @Test func `the penalty lets trees visit more nodes, and their leaves more evenly`() {
    let (plain, balanced) = (use(trees(1, 7)), use(trees(1, 7, balance: 0.3)))
    #expect(balanced.visitedShare > plain.visitedShare)
    #expect(balanced.leafEntropy > plain.leafEntropy + 0.1)
  }

  @Test func `and a soft tree, too`() {
    var shape = SoftTree.Configuration(width: 16, depth: 5, leafWidth: 1)
    shape.hardeningWeight = 0.1
    let plain = use(.softTree(shape))
    shape.balanceWeight = 0.1
    #expect(use(.softTree(shape)).leafEntropy > plain.leafEntropy + 0.1)
  }

  @Test func `use is counted by hand: two leaves of four, one of them three times`() {
    let tree = BinaryTree(depth: 2)
    let use = TreeUse(leaves: [1, 1, 1, 3], tree: tree)
    #expect(use.visits == [[4, 3, 1, 0, 3, 0, 1]])
    #expect(use.visitedShare == 5 / 7.0 && use.rootSplits == [0.25])
    #expect(abs(use.leafEntropy - 0.811_278) < 1e-5)
    let paths: [Int32] = [0, 1, 4, 0, 2, 6]
    #expect(
      TreeUse(paths: paths, tree: tree, treeCount: 1).visits == [[2, 1, 1, 0, 1, 0, 1]])
  }

  @Test func `hardening makes the cells of the plane certain`() {
    var generator = SeededGenerator(seed: 1)
    let task = RegionTask(.plane, using: &generator)
    var shape = SoftTree.Configuration(width: 2, depth: 3, leafWidth: 2)
    shape.hardeningWeight = 0.5
    let model = RegionModel(.softTree(shape), for: .plane, using: &generator)
    let tree = model.layer as! SoftTree
    let before = tree.cellMap(side: 24)
    var training = RegionModel.Training()
    (training.steps, training.batch, training.learningRate) = (600, 128, 5e-2)
    model.learn(task, training, using: &generator) { _ in }
    let after = tree.cellMap(side: 24)
    #expect(before.leaves.count == 576 && before.meanCertainty < 0.5)
    #expect(after.meanCertainty > 0.8, "\(after.meanCertainty)")
    #expect(Set(after.leaves).count > 4)
  }
}
