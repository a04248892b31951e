import Testing

@testable import Tensors

// MARK: - Linear

@Suite("The gradient of linear is the limit of difference quotients")
struct LinearGradientTests {
  @Test(arguments: [1, 5, 67])
  func `for one row, few and many`(rows: Int) {
    expectGradients([rows, 3], [4, 3]) { $0[0].linear($0[1]) }
  }

  @Test func `with a bias`() {
    expectGradients([5, 3], [4, 3], [4]) { $0[0].linear($0[1], bias: $0[2]) }
  }

  @Test func `with a residual`() {
    expectGradients([5, 3], [4, 3], [5, 4]) { $0[0].linear($0[1], addingTo: $0[2]) }
  }

  @Test func `with both`() {
    expectGradients([2, 4, 3], [4, 3], [4], [2, 4, 4]) {
      $0[0].linear($0[1], bias: $0[2], addingTo: $0[3])
    }
  }

  @Test func `for more outputs than one thread would compute`() {
    expectGradients([2, 3], [150, 3], [150]) { $0[0].linear($0[1], bias: $0[2]) }
  }
}

// MARK: - Means of rows

@Suite("The gradient of a mean of rows is the limit of difference quotients")
struct AveragingGradientTests {
  @Test func `for groups of all lengths, with rows left out`() {
    expectGradients([9, 3]) { $0[0].averagingRows(of: [0..<1, 2..<6, 6..<8]) }
  }

  @Test func `for rows that belong to two groups`() {
    expectGradients([2, 3, 2]) { $0[0].averagingRows(of: [0..<4, 3..<6]) }
  }

  @Test func `and it is the mean`() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(x.averagingRows(of: [0..<3, 2..<3]).elements == [3, 4, 5, 6])
  }
}

// MARK: - Combining rows

@Suite("The gradient of combining rows is the limit of difference quotients")
struct CombiningGradientTests {
  @Test(arguments: [1, 5, 67])
  func `for one row, few and many`(rows: Int) {
    expectGradients([rows, 3], [3, 4]) { $0[0].combining($0[1]) }
  }

  @Test func `with a residual`() {
    expectGradients([2, 4, 3], [3, 5], [2, 4, 5]) { $0[0].combining($0[1], addingTo: $0[2]) }
  }

  @Test func `and it is linear with the weight turned round`() {
    let x = Tensor(randomNumbers(6), shape: [2, 3])
    let turned = x.linear(Tensor([1, 3, 5, 2, 4, 6], shape: [2, 3]))
    #expect(x.combining(Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])).elements == turned.elements)
  }
}
