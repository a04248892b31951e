import Testing

@testable import Tensors

// MARK: - An operation of one's own

/// x² y, element by element, as another module would write it.
private func squareTimes(_ x: Tensor, _ y: Tensor) -> Tensor {
  Tensor.result(of: [x, y], shape: x.shape) { result in
    for (i, (x, y)) in zip(x.elements, y.elements).enumerated() { result[i] = x * x * y }
  } backward: { slope in
    let (a, b) = (x.elements, y.elements)
    x.accumulateGradient { for i in $0.indices { $0[i] += slope[i] * 2 * a[i] * b[i] } }
    y.accumulateGradient { for i in $0.indices { $0[i] += slope[i] * a[i] * a[i] } }
  }
}

@Suite("Other modules add operations of their own")
struct OperationTests {
  @Test func `the gradient is the limit of difference quotients`() {
    expectGradients([3, 5], [3, 5]) { squareTimes($0[0], $0[1]) }
  }

  @Test func `with an operand in both places, and used elsewhere before and after`() {
    expectGradients([3, 5]) { squareTimes($0[0], $0[0]) }
    expectGradients([3, 5]) { $0[0] + squareTimes($0[0], $0[0]) + $0[0] }
  }

  @Test func `an operand that wants no gradient gets none`() {
    let tape = Tape()
    let x = leaf([1, 2], on: tape)
    let frozen = leaf([3, 4], on: tape, isFrozen: true)
    squareTimes(x, frozen).seedGradient([1, 1])
    tape.backward()
    #expect(x.gradient == [6, 16] && frozen.gradient == nil)
  }

  @Test func `a loss may leave its gradient before the tape turns back`() {
    let tape = Tape()
    let x = leaf([1, 2], on: tape)
    let y = 2 * x
    y.accumulateGradient { $0[1] += 10 }
    y.seedGradient([1, 1])
    tape.backward()
    #expect(x.gradient == [2, 22])
  }

  @Test func `randomness is for training only`() {
    #expect(Tensor([1]).drawSeed() == nil)
    let (plain, seeded) = (Tape(), Tape(dropoutSeed: 1))
    withExtendedLifetime((plain, seeded)) {
      #expect(leaf([1], on: plain).drawSeed() == nil && leaf([1], on: plain).isRecorded)
      let x = leaf([1], on: seeded)
      #expect(x.drawSeed() != x.drawSeed())
    }
  }

  @Test func `work adds up in all its parts`() {
    let work = Work.counting {
      #expect(Work.isCounting)
      Work.add(Work(neurons: 2, weightRows: 3))
      Work.add(Work(multiplyAdds: 1, neurons: 5, weightRows: 7))
    }.work
    #expect(work == Work(multiplyAdds: 1, neurons: 7, weightRows: 10) && !Work.isCounting)
  }
}
