import Testing

@testable import Tensors

// MARK: - Operands

/// Normally distributed numbers, the same in every run.
func randomNumbers(_ count: Int, seed: UInt64 = 1) -> [Float] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in generator.normal() }
}

/// An operand of a recorded operation, with a copy of `elements`.
func leaf(
  _ elements: [Float], shape: [Int]? = nil, on tape: Tape?, isFrozen: Bool = false
) -> Tensor {
  let storage = Buffer(count: elements.count)
  _ = storage.floats.update(fromContentsOf: elements)
  return Tensor(
    shape: shape ?? [elements.count], storage: storage, tape: tape, requiresGradient: !isFrozen)
}

private func leaves(_ values: [[Float]], _ shapes: [[Int]], on tape: Tape) -> [Tensor] {
  zip(values, shapes).map { leaf($0, shape: $1, on: tape) }
}

// MARK: - Difference quotients

/// ∂f/∂xᵢ for every element of every operand, by central differences.
private func differenceQuotients(
  at operands: [[Float]], step: Float, of function: ([[Float]]) -> Double
) -> [[Double]] {
  operands.indices.map { operand in
    operands[operand].indices.map { i in
      var (above, below) = (operands, operands)
      above[operand][i] += step
      below[operand][i] -= step
      let distance = Double(above[operand][i]) - Double(below[operand][i])
      return (function(above) - function(below)) / distance
    }
  }
}

/// Holds gradients to difference quotients, relative to the largest of an operand's.
private func expect(
  _ gradients: [[Float]?], near quotients: [[Double]], threads: Int, _ place: SourceLocation
) {
  for (operand, (gradient, quotients)) in zip(gradients, quotients).enumerated() {
    let distance = zip(gradient ?? [], quotients).map { abs(Double($0) - $1) }.max() ?? .infinity
    let largest = quotients.map(abs).max() ?? 0
    #expect(
      distance < 1e-3 * largest, "operand \(operand) on \(threads) threads", sourceLocation: place)
  }
}

// MARK: - The checks

/// Holds the gradients of an operation, on 1, 2 and 7 threads, to difference quotients.
///
/// The results are weighted at random and summed in double precision: one number that depends on
/// all of them.
func expectGradients(
  _ shapes: [Int]..., place: SourceLocation = #_sourceLocation,
  of operation: ([Tensor]) -> Tensor
) {
  let values = shapes.indices.map { randomNumbers(shapes[$0].reduce(1, *), seed: UInt64($0)) }
  func result(_ values: [[Float]], on tape: Tape) -> (operands: [Tensor], result: Tensor) {
    let operands = leaves(values, shapes, on: tape)
    return (operands, operation(operands))
  }
  let outputs = result(values, on: Tape(dropoutSeed: 3)).result.count
  let weights = randomNumbers(outputs, seed: 99)
  let quotients = differenceQuotients(at: values, step: 1 / 64) { values in
    ThreadPool.with(threads: 1) {
      zip(result(values, on: Tape(dropoutSeed: 3)).result.elements, weights)
        .reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
  }
  for threads in [1, 2, 7] {
    ThreadPool.with(threads: threads) {
      let tape = Tape(dropoutSeed: 3)
      let (operands, y) = result(values, on: tape)
      y.seedGradient(weights)
      tape.backward()
      expect(operands.map(\.gradient), near: quotients, threads: threads, place)
    }
  }
}

/// Holds a loss and its gradients, on 1, 2 and 7 threads, to a reference in double precision, whose
/// gradient is `weight` times as long.
func expectLoss(
  _ shapes: [Int]..., weight: Double = 1, place: SourceLocation = #_sourceLocation,
  reference: ([[Double]]) -> Double, of loss: ([Tensor]) -> Float
) {
  let values = shapes.indices.map { randomNumbers(shapes[$0].reduce(1, *), seed: UInt64($0)) }
  func exact(_ values: [[Float]]) -> Double { reference(values.map { $0.map(Double.init) }) }
  let quotients = differenceQuotients(at: values, step: 1 / 1024) { weight * exact($0) }
  for threads in [1, 2, 7] {
    ThreadPool.with(threads: threads) {
      let tape = Tape()
      let operands = leaves(values, shapes, on: tape)
      let found = Double(loss(operands))
      tape.backward()
      #expect(abs(found - exact(values)) < 1e-5 * exact(values), sourceLocation: place)
      expect(operands.map(\.gradient), near: quotients, threads: threads, place)
    }
  }
}
