import Testing

@testable import Tensors

// MARK: - The definition

/// A matrix with room beside its rows, filled at random; the room holds NaN, which spreads if read.
private struct Padded {
  let rows: Int
  let columns: Int
  let stride: Int
  let isTransposed: Bool
  var memory: [Float]

  /// - Parameter extent: rows and columns as the matrix is read.
  init(_ extent: (Int, Int), padding: Int, isTransposed: Bool = false, seed: UInt64) {
    (rows, columns) = isTransposed ? (extent.1, extent.0) : extent
    stride = columns + padding
    self.isTransposed = isTransposed
    memory = [Float](repeating: .nan, count: rows * stride)
    let numbers = randomNumbers(rows * columns, seed: seed)
    for row in 0..<rows {
      for column in 0..<columns { memory[row * stride + column] = numbers[row * columns + column] }
    }
  }

  /// The element as the matrix is read.
  subscript(row: Int, column: Int) -> Double {
    Double(isTransposed ? memory[column * stride + row] : memory[row * stride + column])
  }

  mutating func withMatrix<Result>(_ body: (Matrix) -> Result) -> Result {
    memory.withUnsafeMutableBufferPointer {
      let matrix = Matrix($0.baseAddress!, rows: rows, columns: columns, stride: stride)
      return body(isTransposed ? matrix.transposed : matrix)
    }
  }
}

/// The largest distance of `multiply` from the definition of αAB + βC; nil if it wrote beside C.
private func distance(
  _ rows: Int, _ columns: Int, _ depth: Int, transposed: (Bool, Bool), padding: Int = 0,
  alpha: Float = 1, beta: Float = 0, by kernel: ProductKernel = .fastest
) -> Double? {
  var a = Padded((rows, depth), padding: padding, isTransposed: transposed.0, seed: 1)
  var b = Padded((depth, columns), padding: padding, isTransposed: transposed.1, seed: 2)
  var c = Padded((rows, columns), padding: padding, seed: 3)
  let before = c
  if beta == 0 { c.memory = c.memory.map { _ in .nan } }
  a.withMatrix { a in
    b.withMatrix { b in
      c.withMatrix { multiply(a, b, into: $0, scale: alpha, beta: beta, by: kernel) }
    }
  }
  var largest = 0.0
  for row in 0..<rows {
    for column in 0..<columns {
      let product = (0..<depth).reduce(0) { $0 + a[row, $1] * b[$1, column] }
      let old = beta == 0 ? 0 : Double(beta) * before[row, column]
      let difference = abs(c[row, column] - (Double(alpha) * product + old))
      largest = difference.isNaN ? .infinity : max(largest, difference)
    }
    let beside = c.memory[(row * c.stride + columns)..<((row + 1) * c.stride)]
    guard beside.allSatisfy(\.isNaN) else { return nil }
  }
  return largest
}

// MARK: - The claims

@Suite("multiply computes αAB + βC, and writes nothing else")
struct MatrixProductTests {
  static let extents = [
    (1, 1, 1), (1, 7, 5), (7, 1, 5), (5, 7, 1), (3, 130, 17), (1, 131, 33), (131, 3, 19),
    (65, 67, 31), (80, 5, 9), (63, 64, 65), (200, 1, 40), (1, 200, 40),
    // Beyond a tile, a strip, and the blocks of rows and of depth.
    (13, 33, 257), (250, 70, 300),
  ]

  @Test(arguments: [1, 2, 7, 24], ProductKernel.allCases)
  func `for all transpositions, odd extents and strides, on any number of threads`(
    threads: Int, kernel: ProductKernel
  ) {
    let padding = 3
    ThreadPool.with(threads: threads) {
      for (rows, columns, depth) in MatrixProductTests.extents {
        for transposed in [(false, false), (false, true), (true, false), (true, true)] {
          for (alpha, beta) in [(1, 0), (1, 1), (-0.5, 0), (-0.5, 1)] as [(Float, Float)] {
            let distance = distance(
              rows, columns, depth, transposed: transposed, padding: padding, alpha: alpha,
              beta: beta, by: kernel)
            #expect(
              (distance ?? .infinity) < 4e-6 * Double(depth).squareRoot(),
              "\(rows)×\(columns)×\(depth) \(transposed) α \(alpha) β \(beta)")
          }
        }
      }
    }
  }

  @Test(arguments: [1, 7, 16, 63, 64, 65, 127, 255, 257])
  func `for a single row, however long`(depth: Int) {
    for columns in [1, 7, 63, 64, 65, 128, 255, 257] {
      for isTransposed in [false, true] {
        for (alpha, beta) in [(1, 0), (-0.5, 0), (-0.5, 1), (1, 0.5)] as [(Float, Float)] {
          let distance = distance(
            1, columns, depth, transposed: (false, isTransposed), padding: 5, alpha: alpha,
            beta: beta)
          #expect(
            (distance ?? .infinity) < 4e-6 * Double(depth).squareRoot(),
            "1×\(columns)×\(depth) transposed \(isTransposed) α \(alpha) β \(beta)")
        }
      }
    }
  }

  @Test func `a product of depth 0 is refused: there would be nothing to add up`() async {
    await #expect(processExitsWith: .failure) {
      _ = distance(3, 4, 0, transposed: (false, false), padding: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = distance(1, 4, 0, transposed: (false, true), padding: 1)
    }
  }

  @Test func `views of rows and columns are those of the matrix as it is read`() {
    var memory: [Float] = (0..<12).map(Float.init)
    memory.withUnsafeMutableBufferPointer {
      let matrix = Matrix($0.baseAddress!, rows: 3, columns: 4)
      #expect(matrix.rows(1..<3).start[0] == 4 && matrix.rows(1..<3).extent == (2, 4))
      #expect(matrix.columns(1..<3).start[0] == 1 && matrix.columns(1..<3).extent == (3, 2))
      let turned = matrix.transposed
      #expect(turned.rows(1..<3).start[0] == 1 && turned.rows(1..<3).extent == (2, 3))
      #expect(turned.columns(1..<3).start[0] == 4 && turned.columns(1..<3).extent == (4, 2))
    }
  }
}

// MARK: - The library beneath

@Suite("The BLAS beneath may be called from several threads")
struct BLASTests {
  @Test func `it is not the serial build, and takes one thread a call`() {
    #expect(BLAS.isThreadSafe)
    #expect(BLAS.threadsPerCall == 1)
    #expect(!BLAS.version.isEmpty && BLAS.version != "unknown" && !BLAS.kernel.isEmpty)
  }

  @Test func `products at the same time are those that come one after the other`() async {
    @Sendable func product(_ seed: UInt64) -> [Float] {
      let (a, b) = (randomNumbers(150 * 150, seed: seed), randomNumbers(150 * 150, seed: seed + 1))
      return Tensor(a, shape: [150, 150]).linear(Tensor(b, shape: [150, 150])).elements
    }
    let alone = (0..<4).map { product(UInt64($0)) }
    let together = await withTaskGroup(of: (Int, [Float]).self) { group in
      for i in 0..<40 { group.addTask { (i % 4, product(UInt64(i % 4))) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count == 40 && together.allSatisfy { $0.1 == alone[$0.0] })
  }
}
