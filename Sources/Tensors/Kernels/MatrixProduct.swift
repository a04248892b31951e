import COpenBLAS

// MARK: - A matrix in memory

/// A view of floats as a matrix: row by row, `stride` floats from one row to the next.
public struct Matrix {
  /// The first element.
  public let start: UnsafeMutablePointer<Float>
  /// The number of rows, as stored.
  public let rows: Int
  /// The number of columns, as stored.
  public let columns: Int
  /// Floats from the start of one row to the start of the next.
  public let stride: Int
  /// Whether the matrix is to be read with rows and columns exchanged.
  public private(set) var isTransposed = false

  /// A view of memory that someone else keeps alive.
  public init(_ start: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
    self.start = start
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// The same elements with rows and columns exchanged; nothing moves.
  public var transposed: Matrix {
    var other = self
    other.isTransposed.toggle()
    return other
  }

  /// Some of the rows, of the matrix as it is read.
  func rows(_ range: Range<Int>) -> Matrix {
    var part = Matrix(
      start + range.lowerBound * (isTransposed ? 1 : stride),
      rows: isTransposed ? rows : range.count,
      columns: isTransposed ? range.count : columns, stride: stride)
    part.isTransposed = isTransposed
    return part
  }

  /// Some of the columns, of the matrix as it is read.
  func columns(_ range: Range<Int>) -> Matrix { transposed.rows(range).transposed }

  /// Rows and columns, as the matrix is read.
  var extent: (rows: Int, columns: Int) { isTransposed ? (columns, rows) : (rows, columns) }
}

// MARK: - The product on all threads

/// C ← αAB + βC on all threads, counted as rows × columns × depth multiply-adds.
///
/// Each thread computes a part of C of its own, so that nothing is added up across threads. C is
/// split along its longer side: then the operand that every thread packs is the smaller one.
public func multiply(
  _ a: Matrix, _ b: Matrix, into c: Matrix, scale alpha: Float = 1, beta: Float = 0,
  by kernel: ProductKernel = .fastest
) {
  let depth = a.extent.columns
  precondition(depth > 0, "a product of depth 0 is no sum: \(a.extent) × \(b.extent)")
  precondition(!c.isTransposed, "a product is written row by row")
  precondition(
    a.extent.rows == c.rows && b.extent == (depth, c.columns),
    "\(a.extent) × \(b.extent) does not make \(c.extent)")
  Work.add(Work(multiplyAdds: c.rows * c.columns * depth))
  BLAS.prepare()
  // Less work than this is done before another thread has woken.
  let worthwhile = (1 << 15) / max(1, depth)
  if c.rows >= c.columns {
    forEachPart(of: c.rows, grain: max(16, worthwhile / max(1, c.columns))) { rows in
      multiplyHere(a.rows(rows), b, into: c.rows(rows), scale: alpha, beta: beta, by: kernel)
    }
  } else {
    forEachPart(of: c.columns, grain: max(16, worthwhile / max(1, c.rows))) { columns in
      multiplyHere(
        a, b.columns(columns), into: c.columns(columns), scale: alpha, beta: beta, by: kernel)
    }
  }
}

// MARK: - One product on one thread

/// C ← αAB + βC on the calling thread, not counted. With β = 0, C need not hold numbers before.
///
/// A single row goes its own way: a product of many rows copies B before it reads it, which pays
/// when each of B's numbers is used often. Here each is used once.
func multiplyHere(
  _ a: Matrix, _ b: Matrix, into c: Matrix, scale alpha: Float = 1, beta: Float = 0,
  by kernel: ProductKernel = .fastest
) {
  guard c.rows > 1 || a.isTransposed else {
    return multiplyRow(a.start, b, into: c.start, scale: alpha, beta: beta)
  }
  switch kernel {
  case .tiles: multiplyTiled(a, b, into: c, scale: alpha, beta: beta)
  case .openBLAS: BLAS.multiply(a, b, into: c, scale: alpha, beta: beta)
  }
}

/// Which code multiplies matrices of several rows.
public enum ProductKernel: Sendable, CaseIterable {
  /// Our own.
  case tiles
  /// OpenBLAS's.
  case openBLAS

  /// The faster one: ours where the processor has AVX-512, OpenBLAS's elsewhere.
  public static let fastest: ProductKernel = {
    #if VECTORS_AVX512
      .tiles
    #else
      .openBLAS
    #endif
  }()
}

/// y ← αxB + βy for a single row x.
private func multiplyRow(
  _ x: UnsafePointer<Float>, _ b: Matrix, into y: UnsafeMutablePointer<Float>, scale alpha: Float,
  beta: Float
) {
  let (depth, columns) = b.extent
  if b.isTransposed {
    // Stored column by column: each element of y is a dot product, and B is read in one stream,
    // whose next kilobyte is on its way.
    for j in 0..<columns {
      let product = alpha * dot(x, b.start + j * b.stride, depth, prefetching: 256)
      y[j] = beta == 0 ? product : beta * y[j] + product
    }
  } else {
    // Stored row by row: y is a weighted sum of rows, and a strip of it stays in registers.
    let width = 64
    let strips = columns / width
    for first in stride(from: 0, to: strips * width, by: width) {
      sumStrip(x, b.start + first, stride: b.stride, depth, into: y + first, alpha, beta)
    }
    for j in strips * width..<columns {
      var sum: Float = 0
      for k in 0..<depth { sum += x[k] * b.start[k * b.stride + j] }
      y[j] = beta == 0 ? alpha * sum : beta * y[j] + alpha * sum
    }
  }
}

/// y ← α Σ xₖbₖ + βy for 64 columns of B's rows bₖ.
private func sumStrip(
  _ x: UnsafePointer<Float>, _ b: UnsafePointer<Float>, stride: Int, _ depth: Int,
  into y: UnsafeMutablePointer<Float>, _ alpha: Float, _ beta: Float
) {
  var (first, second, third, fourth) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
  var row = b
  for k in 0..<depth {
    let x = Lanes(repeating: x[k])
    first = multiplyAdd(x, lanes(row, 0), first)
    second = multiplyAdd(x, lanes(row, 16), second)
    third = multiplyAdd(x, lanes(row, 32), third)
    fourth = multiplyAdd(x, lanes(row, 48), fourth)
    row += stride
  }
  for (i, sum) in [first, second, third, fourth].enumerated() {
    let old = beta == 0 ? Lanes.zero : beta * lanes(y, 16 * i)
    UnsafeMutableRawPointer(y + 16 * i).storeBytes(of: alpha * sum + old, as: Lanes.self)
  }
}

// MARK: - The library beneath

/// OpenBLAS, which multiplies matrices where there is nothing faster.
public enum BLAS {
  /// C ← αAB + βC on the calling thread, not counted.
  static func multiply(
    _ a: Matrix, _ b: Matrix, into c: Matrix, scale alpha: Float = 1, beta: Float = 0
  ) {
    cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans,
      Int32(c.rows), Int32(c.columns), Int32(a.extent.columns),
      alpha, a.start, Int32(a.stride), b.start, Int32(b.stride), beta, c.start, Int32(c.stride))
  }

  /// Its version, as it names itself.
  public static let version: String = {
    let words = String(cString: openblas_get_config()).split(separator: " ")
    return words.count > 1 ? String(words[1]) : "unknown"
  }()

  /// The kernel that it chose for this processor, or that `OPENBLAS_CORETYPE` chose for it.
  public static var kernel: String { String(cString: openblas_get_corename()) }

  /// What multiplies large matrices: OpenBLAS's kernel, or tiles of our own.
  public static var kernelInUse: String {
    #if VECTORS_AVX512
      "own tiles, AVX-512 (OpenBLAS: \(kernel))"
    #else
      kernel
    #endif
  }

  /// The compiler's flags for the numeric targets, as Package.swift chose them.
  public static let vectorFlags: [String] = {
    #if VECTORS_AVX512
      ["-march=x86-64-v4", "-fno-math-errno"]
    #elseif VECTORS_AVX2
      ["-march=x86-64-v3", "-fno-math-errno"]
    #else
      []
    #endif
  }()

  /// Whether this build may be called from several threads at once. The serial build gives wrong
  /// numbers when it is.
  public static var isThreadSafe: Bool { openblas_get_parallel() != 0 }

  /// The threads that OpenBLAS itself would use for a call: one, for the pool splits the work.
  public static var threadsPerCall: Int {
    prepare()
    return Int(openblas_get_num_threads())
  }

  private static let once: Void = {
    precondition(
      isThreadSafe,
      "the serial build of OpenBLAS gives wrong numbers on several threads: "
        + "install libopenblas0-pthread")
    openblas_set_num_threads(1)
  }()

  static func prepare() { _ = once }
}
