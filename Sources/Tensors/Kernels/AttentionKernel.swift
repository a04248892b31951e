// MARK: - One head

/// What one head of attention reads and writes, as views of memory that all heads share.
struct AttentionHead {
  /// Queries to keys, both of the head's width: one row a token.
  let queries: Matrix
  let keys: Matrix
  let values: Matrix

  /// How many keys the last query may see; a causal head's earlier queries see one less each.
  let visibleKeys: Int
  let isCausal: Bool

  /// Scores are divided by the square root of the head's width.
  var scale: Float { 1 / Float(queries.columns).squareRoot() }

  /// How many keys a query may see.
  func visibleKeys(from query: Int) -> Int {
    isCausal ? min(visibleKeys, visibleKeys - queries.rows + query + 1) : visibleKeys
  }

  /// Queries are taken in blocks: large enough for fast products, small enough that a block of
  /// causal scores leaves out most of the upper triangle, and stays in the cache.
  static let blockSize = 64

  /// The scores of a block.
  var scratchCount: Int { min(AttentionHead.blockSize, queries.rows) * visibleKeys }

  func forEachBlock(_ body: (_ queries: Range<Int>, _ keys: Int) -> Void) {
    for first in stride(from: 0, to: queries.rows, by: AttentionHead.blockSize) {
      let block = first..<min(first + AttentionHead.blockSize, queries.rows)
      body(block, visibleKeys(from: block.upperBound - 1))
    }
  }

  /// The multiply-adds of one product of every query with every key that it may see.
  var pairs: Int {
    (0..<queries.rows).reduce(0) { $0 + visibleKeys(from: $1) } * queries.columns
  }
}

// MARK: - Forward

extension AttentionHead {
  /// output ← softmax(Q Kᵀ / √d) V, block by block; the full table of scores never exists.
  ///
  /// - Parameters:
  ///   - scratch: room for `scratchCount` floats.
  ///   - logSums: receives for each query the logarithm of its scores' sum of exponentials, from
  ///     which the backward pass computes the shares again.
  func attend(
    into output: Matrix, scratch: UnsafeMutablePointer<Float>,
    logSums: UnsafeMutablePointer<Float>?
  ) {
    forEachBlock { block, keyCount in
      let scores = Matrix(scratch, rows: block.count, columns: keyCount)
      multiplyHere(queries.rows(block), keys.rows(0..<keyCount).transposed, into: scores)
      for query in block {
        let row = scores.start + (query - block.lowerBound) * keyCount
        let seen = visibleKeys(from: query)
        let logSum = softmax(row, seen, scale: scale)
        (row + seen).update(repeating: 0, count: keyCount - seen)
        logSums?[query] = logSum
      }
      multiplyHere(scores, values.rows(0..<keyCount), into: output.rows(block))
    }
  }
}

// MARK: - Backward

extension AttentionHead {
  /// Adds the gradients of queries, keys and values to `gradient`, whose views match this head's.
  ///
  /// With shares P, output O = P V and its gradient dO: dV = Pᵀ dO, dP = dO Vᵀ, and through softmax
  /// dS = P ⊙ (dP − rowsum(dO ⊙ O)); then dQ = dS K / √d and dK = dSᵀ Q / √d.
  func addGradients(
    to gradient: AttentionHead, output: Matrix, outputGradient: Matrix,
    logSums: UnsafePointer<Float>
  ) {
    let blockRows = min(AttentionHead.blockSize, queries.rows)
    let scratch = Buffer(count: 2 * blockRows * visibleKeys)
    forEachBlock { block, keyCount in
      let shares = Matrix(scratch.start, rows: block.count, columns: keyCount)
      let slopes = Matrix(
        scratch.start + blockRows * visibleKeys, rows: block.count, columns: keyCount)
      let (q, k, v) = (queries.rows(block), keys.rows(0..<keyCount), values.rows(0..<keyCount))
      let dOutput = outputGradient.rows(block)
      multiplyHere(q, k.transposed, into: shares)
      multiplyHere(dOutput, v.transposed, into: slopes)
      for query in block {
        let i = query - block.lowerBound
        let o = output.start + query * output.stride
        differentiateSoftmax(
          scores: shares.start + i * keyCount, slopes: slopes.start + i * keyCount,
          seen: visibleKeys(from: query), of: keyCount, logSum: logSums[query],
          projection: dot(o, dOutput.start + i * dOutput.stride, queries.columns))
      }
      multiplyHere(
        shares.transposed, dOutput, into: gradient.values.rows(0..<keyCount), beta: 1)
      multiplyHere(slopes, k, into: gradient.queries.rows(block), scale: scale, beta: 1)
      multiplyHere(
        slopes.transposed, q, into: gradient.keys.rows(0..<keyCount), scale: scale, beta: 1)
    }
  }

  /// Turns a row of scores into shares, and the shares' gradients into the scores'.
  private func differentiateSoftmax(
    scores: UnsafeMutablePointer<Float>, slopes: UnsafeMutablePointer<Float>, seen: Int,
    of count: Int, logSum: Float, projection: Float
  ) {
    exponentials(scores, seen, scale: scale, minus: logSum)
    for i in 0..<seen { slopes[i] = scores[i] * (slopes[i] - projection) }
    (scores + seen).update(repeating: 0, count: count - seen)
    (slopes + seen).update(repeating: 0, count: count - seen)
  }
}
