// MARK: - Why another product

// OpenBLAS chooses its kernel by what it knows of a processor, and a distribution's build may know
// less than the processor can: its kernels for AVX2 use half the width and half the number of an
// AVX-512 processor's registers. Here are products that use them all. They are right on any
// processor, but fast only with AVX-512.
//
// The idea is that of Goto and van de Geijn ("Anatomy of high-performance matrix multiplication",
// 2008). A tile of C of 12 × 32 numbers fits into the registers. Each step along the depth reads 12
// numbers of A and 32 of B and does 384 multiply-adds. Copying A and B beforehand, so that a tile
// reads both in one line, costs little and is what makes it fast.

private let tileRows = 12
private let tileColumns = 32

/// The depth that is taken at a time: 32 columns of B then fit into the first-level cache.
private let depthBlock = 256

/// The rows that are taken at a time: their part of A then fits into the second-level cache.
private let rowBlock = 20 * tileRows

// MARK: - A tile in registers

/// One row of a tile.
private struct TileRow {
  var left = Lanes.zero
  var right = Lanes.zero

  @inline(__always)
  mutating func add(_ a: Float, _ b: (left: Lanes, right: Lanes)) {
    let a = Lanes(repeating: a)
    left = multiplyAdd(a, b.left, left)
    right = multiplyAdd(a, b.right, right)
  }

  /// c ← α · row + βc.
  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, _ alpha: Float, _ beta: Float) {
    let c = UnsafeMutableRawPointer(c)
    let half = MemoryLayout<Lanes>.size
    var (left, right) = (alpha * left, alpha * right)
    if beta != 0 {
      left += beta * c.loadUnaligned(as: Lanes.self)
      right += beta * c.loadUnaligned(fromByteOffset: half, as: Lanes.self)
    }
    c.storeBytes(of: left, as: Lanes.self)
    c.storeBytes(of: right, toByteOffset: half, as: Lanes.self)
  }
}

/// C ← αAB + βC for a tile C of 12 × 32, with A and B packed. Its 24 sums stay in registers, which
/// is why they have names and no loop.
private func multiplyTile(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, depth: Int,
  into c: UnsafeMutablePointer<Float>, stride: Int, _ alpha: Float, _ beta: Float
) {
  var (r0, r1, r2, r3) = (TileRow(), TileRow(), TileRow(), TileRow())
  var (r4, r5, r6, r7) = (TileRow(), TileRow(), TileRow(), TileRow())
  var (r8, r9, r10, r11) = (TileRow(), TileRow(), TileRow(), TileRow())
  var (a, line) = (a, UnsafeRawPointer(b))
  for _ in 0..<depth {
    let b = (
      left: line.loadUnaligned(as: Lanes.self),
      right: line.loadUnaligned(fromByteOffset: MemoryLayout<Lanes>.size, as: Lanes.self)
    )
    r0.add(a[0], b)
    r1.add(a[1], b)
    r2.add(a[2], b)
    r3.add(a[3], b)
    r4.add(a[4], b)
    r5.add(a[5], b)
    r6.add(a[6], b)
    r7.add(a[7], b)
    r8.add(a[8], b)
    r9.add(a[9], b)
    r10.add(a[10], b)
    r11.add(a[11], b)
    a += tileRows
    line += tileColumns * MemoryLayout<Float>.stride
  }
  r0.store(to: c, alpha, beta)
  r1.store(to: c + stride, alpha, beta)
  r2.store(to: c + 2 * stride, alpha, beta)
  r3.store(to: c + 3 * stride, alpha, beta)
  r4.store(to: c + 4 * stride, alpha, beta)
  r5.store(to: c + 5 * stride, alpha, beta)
  r6.store(to: c + 6 * stride, alpha, beta)
  r7.store(to: c + 7 * stride, alpha, beta)
  r8.store(to: c + 8 * stride, alpha, beta)
  r9.store(to: c + 9 * stride, alpha, beta)
  r10.store(to: c + 10 * stride, alpha, beta)
  r11.store(to: c + 11 * stride, alpha, beta)
}

// MARK: - Packing

/// Copies strips of `breadth` rows of a matrix so that a tile can read them in one line: for each
/// column the strip's elements side by side, zeros where the matrix has no more rows.
///
/// Columns of B are packed as rows of its transpose.
private func pack(
  _ matrix: Matrix, rows: Range<Int>, columns: Range<Int>, breadth: Int,
  into packed: UnsafeMutablePointer<Float>
) {
  var packed = packed
  for first in stride(from: rows.lowerBound, to: rows.upperBound, by: breadth) {
    let count = min(breadth, rows.upperBound - first)
    if count < breadth { packed.update(repeating: 0, count: breadth * columns.count) }
    if matrix.isTransposed {
      for column in columns {
        let source = matrix.start + column * matrix.stride + first
        (packed + (column - columns.lowerBound) * breadth).update(from: source, count: count)
      }
    } else {
      let source = matrix.start + first * matrix.stride + columns.lowerBound
      interleave(
        source, stride: matrix.stride, rows: count, columns: columns.count, breadth: breadth,
        into: packed)
    }
    packed += breadth * columns.count
  }
}

/// packed[column · breadth + row] ← source[row · stride + column].
private func interleave(
  _ source: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int, breadth: Int,
  into packed: UnsafeMutablePointer<Float>
) {
  for column in 0..<columns {
    let (source, packed) = (source + column, packed + column &* breadth)
    for row in 0..<rows { packed[row] = source[row &* stride] }
  }
}

// MARK: - The product, block by block

/// C ← αAB + βC on the calling thread. With β = 0, C need not hold numbers before.
func multiplyTiled(_ a: Matrix, _ b: Matrix, into c: Matrix, scale alpha: Float, beta: Float) {
  let depth = a.extent.columns
  let strips = (c.columns + tileColumns - 1) / tileColumns
  let packedB = Buffer(count: strips * tileColumns * min(depth, depthBlock))
  let packedA = Buffer(count: min(rowBlock, c.rows + tileRows) * min(depth, depthBlock))
  for first in stride(from: 0, to: depth, by: depthBlock) {
    let slice = first..<min(first + depthBlock, depth)
    pack(
      b.transposed, rows: 0..<c.columns, columns: slice, breadth: tileColumns,
      into: packedB.start)
    for row in stride(from: 0, to: c.rows, by: rowBlock) {
      let rows = row..<min(row + rowBlock, c.rows)
      pack(a, rows: rows, columns: slice, breadth: tileRows, into: packedA.start)
      multiplyBlock(
        packedA.start, packedB.start, depth: slice.count, into: c.rows(rows), alpha,
        first == 0 ? beta : 1)
    }
  }
}

/// The product of packed A and B, tile by tile; a tile that hangs over C's edge is computed beside
/// it, and what belongs to C is copied.
private func multiplyBlock(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, depth: Int, into c: Matrix,
  _ alpha: Float, _ beta: Float
) {
  let edge = Buffer(count: tileRows * tileColumns)
  for column in stride(from: 0, to: c.columns, by: tileColumns) {
    for row in stride(from: 0, to: c.rows, by: tileRows) {
      let (a, b) = (a + row * depth, b + column * depth)
      let tile = c.start + row * c.stride + column
      if row + tileRows <= c.rows && column + tileColumns <= c.columns {
        multiplyTile(a, b, depth: depth, into: tile, stride: c.stride, alpha, beta)
      } else {
        multiplyTile(a, b, depth: depth, into: edge.start, stride: tileColumns, alpha, 0)
        for i in 0..<min(tileRows, c.rows - row) {
          addScaled(
            edge.start + i * tileColumns, by: 1, to: tile + i * c.stride, beta: beta,
            min(tileColumns, c.columns - column))
        }
      }
    }
  }
}
