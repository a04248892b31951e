import Tensors
import Testing

@testable import FastFeedforward

// MARK: - What a token costs

@Suite("A token costs its path, whatever the width of the tree")
struct CostTests {
  private func work(
    _ trees: FeedforwardTrees, rows: Int, by kernel: WalkKernel
  ) -> Work {
    let x = randomTensor([rows, trees.configuration.inputWidth])
    return Work.counting { trees.walking(x, by: kernel) }.work
  }

  @Test func `the paper's layer uses 12 of 4095 neurons, and the largest 16 of 65 535`() {
    let base = FeedforwardTrees.Configuration(width: 768, treeCount: 1, depth: 11)
    #expect((base.usedNeurons, base.neurons) == (12, 4095))
    #expect(base.multiplyAdds == 2 * 768 * 12)
    let large = LayerRace.Configuration.gpt3.trees
    #expect((large.usedNeurons, large.neurons) == (16, 65_535))
  }

  @Test(arguments: WalkKernel.allCases)
  func `every kernel visits these 12, reads their rows, and nothing else`(kernel: WalkKernel) {
    let (trees, _) = makeTrees(1, 11, inputs: 768)
    let one = work(trees, rows: 1, by: kernel)
    #expect(
      one
        == Work(
          multiplyAdds: 2 * 768 * 12, weightBytes: 4 * 2 * 768 * 12, neurons: 12,
          weightRows: 2 * 12))
    let many = work(trees, rows: 37, by: kernel)
    #expect(many.neurons == 37 * 12 && many.multiplyAdds == 37 * one.multiplyAdds)
    let visited = Set(trees.paths(randomTensor([37, 768]))).count
    #expect(many.weightRows == 2 * visited && visited < 37 * 12)
  }

  @Test(arguments: [1, 3, 8])
  func `twice the width costs exactly one more neuron a tree`(treeCount: Int) {
    let costs = (0...6).map { depth in
      let (trees, _) = makeTrees(treeCount, depth)
      #expect(trees.inputWeights.rows == treeCount * ((2 << depth) - 1))
      return work(trees, rows: 1, by: .fused)
    }
    for (shallow, deep) in zip(costs, costs.dropFirst()) {
      #expect(deep.neurons == shallow.neurons + treeCount)
      #expect(deep.multiplyAdds == shallow.multiplyAdds + treeCount * (5 + 5))
    }
  }

  @Test func `learning costs the whole width, there and back`() {
    let (trees, _) = makeTrees(2, 3)
    let work = recording([6, 5]) { x in Work.counting { trees(x) }.work }
    #expect(work.multiplyAdds == 6 * 2 * 15 * (5 + 5))
  }

  @Test func `a soft tree in use costs its depth and one leaf`() {
    let (tree, _) = makeSoftTree(depth: 4, leafWidth: 3)
    let work = Work.counting { tree(randomTensor([1, 5])) }.work
    #expect(
      work
        == Work(
          multiplyAdds: 4 * 5 + 3 * (5 + 4), weightBytes: 4 * (4 * 5 + 3 * (5 + 4)),
          neurons: 4 + 3, weightRows: 4 + 2 * 3))
  }

  @Test func `one token through the trees of a race costs what its path costs`() {
    var configuration = LayerRace.Configuration()
    configuration.trees = .init(width: 20, treeCount: 1, depth: 3)
    (configuration.denseWidths, configuration.tokenCount) = ([12, 15], 8)
    var generator = SeededGenerator(seed: 1)
    let race = LayerRace(configuration, using: &generator)
    for contestant in race.contestants {
      let work = race.work(contestant, batch: 3)
      switch contestant {
      case .dense(let width, _): #expect(work.multiplyAdds == 3 * 2 * 20 * width)
      case .trees: #expect(work.multiplyAdds == 3 * 2 * 20 * 4)
      }
    }
  }

  /// Distinct rows of weights that batches of four tokens touch, one batch after the other.
  private func rowsTouched(tokens: Int, layers: Int, batches: Int) -> [Int] {
    var configuration = LayerRace.Configuration()
    configuration.trees = .init(width: 20, treeCount: 1, depth: 9)
    (configuration.denseWidths, configuration.tokenCount) = ([], tokens)
    configuration.layerCount = layers
    var generator = SeededGenerator(seed: 2)
    let race = LayerRace(configuration, using: &generator)
    return (0..<batches).map { _ in race.work(.trees(.fused), batch: 4).weightRows }
  }

  @Test func `tokens differ and take turns in a race, and so do layers`() {
    let tokens = rowsTouched(tokens: 12, layers: 1, batches: 6)
    // Tokens that were all alike would touch one path.
    #expect(tokens.allSatisfy { $0 > 2 * 10 })
    #expect(Set(tokens).count > 1 && tokens.prefix(3) == tokens.suffix(3))
    let layers = rowsTouched(tokens: 4, layers: 3, batches: 6)
    #expect(Set(layers).count > 1 && layers.prefix(3) == layers.suffix(3))
  }
}
