import Layers
import Tensors
import Testing

@testable import FastFeedforward

// MARK: - Layers to test

/// Normally distributed numbers, the same in every run.
func randomTensor(_ shape: [Int], seed: UInt64 = 7, on tape: Tape? = nil) -> Tensor {
  var generator = SeededGenerator(seed: seed)
  return Tensor(
    (0..<shape.reduce(1, *)).map { _ in generator.normal() }, shape: shape, on: tape)
}

/// What `body` makes of random numbers on a tape, which lives as long as it is needed.
func recording<Result>(
  _ shape: [Int], dropoutSeed: UInt64? = nil, _ body: (Tensor) -> Result
) -> Result {
  let tape = Tape(dropoutSeed: dropoutSeed)
  return withExtendedLifetime(tape) { body(randomTensor(shape, on: tape)) }
}

/// Trees with freshly drawn weights, and the store that holds them.
func makeTrees(
  _ treeCount: Int, _ depth: Int, inputs: Int = 5, outputs: Int? = nil, master: Int = 0,
  balance: Float = 0, seed: UInt64 = 1
) -> (trees: FeedforwardTrees, store: ParameterStore) {
  var configuration = FeedforwardTrees.Configuration(
    width: inputs, treeCount: treeCount, depth: depth)
  configuration.outputWidth = outputs ?? inputs
  configuration.masterWidth = master
  configuration.balanceWeight = balance
  let store = ParameterStore()
  var generator = SeededGenerator(seed: seed)
  return (FeedforwardTrees(configuration, in: store.scope, using: &generator), store)
}

/// A soft tree with freshly drawn weights, and the store that holds them.
func makeSoftTree(
  depth: Int, leafWidth: Int, inputs: Int = 5, outputs: Int = 4, seed: UInt64 = 1,
  _ change: (inout SoftTree.Configuration) -> Void = { _ in }
) -> (tree: SoftTree, store: ParameterStore) {
  var configuration = SoftTree.Configuration(width: inputs, depth: depth, leafWidth: leafWidth)
  configuration.outputWidth = outputs
  change(&configuration)
  let store = ParameterStore()
  var generator = SeededGenerator(seed: seed)
  return (SoftTree(configuration, in: store.scope, using: &generator), store)
}

/// The largest difference of two tensors' elements; infinite where one is no number.
func distance(_ a: Tensor, _ b: Tensor) -> Float {
  zip(a.elements, b.elements).reduce(0) {
    let difference = abs($1.0 - $1.1)
    return difference.isNaN ? .infinity : max($0, difference)
  }
}

// MARK: - Gradients against difference quotients

/// Holds the gradients of all parameters of a store to central differences of Σ weight · output, and
/// of the penalties that `penalty` adds on the tape.
func expectGradients(
  of store: ParameterStore, step: Float = 1 / 256, place: SourceLocation = #_sourceLocation,
  penalty: () -> Float = { 0 }, output: (Tape) -> Tensor
) {
  let weights = randomTensor([output(Tape(dropoutSeed: 3)).count], seed: 99).elements
  func objective() -> Double {
    zip(output(Tape(dropoutSeed: 3)).elements, weights)
      .reduce(Double(penalty())) { $0 + Double($1.0) * Double($1.1) }
  }
  store.forgetGradients()
  let tape = Tape(dropoutSeed: 3)
  output(tape).seedGradient(weights)
  tape.backward()
  for entry in store.entries {
    let gradient = entry.tensor.gradient ?? [Float](repeating: 0, count: entry.tensor.count)
    let quotients = entry.tensor.elements.indices.map { i in
      let element = entry.tensor.elements[i]
      func value(_ other: Float) -> Double {
        entry.tensor.withElements { $0[i] = other }
        defer { entry.tensor.withElements { $0[i] = element } }
        return objective()
      }
      return (value(element + step) - value(element - step)) / Double(2 * step)
    }
    let largest = quotients.map(abs).max() ?? 0
    let error = zip(gradient, quotients).map { abs(Double($0) - $1) }.max() ?? 0
    #expect(error < 2e-3 * max(largest, 0.1), "\(entry.name)", sourceLocation: place)
  }
}
