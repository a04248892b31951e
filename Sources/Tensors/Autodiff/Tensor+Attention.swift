// MARK: - Heads side by side

/// How the columns of a packed tensor fall into heads: all queries, then all keys, then all values.
///
/// With fewer key and value heads than query heads, neighbouring query heads share one
/// (grouped-query attention; Ainslie et al., arXiv 2305.13245).
public struct AttentionHeads: Hashable, Sendable {
  /// The number of query heads.
  public let queries: Int
  /// The number of key heads, and of value heads; it divides the number of query heads.
  public let keyValues: Int
  /// The width of one head.
  public let width: Int

  /// Heads of one width.
  public init(queries: Int, keyValues: Int, width: Int) {
    precondition(queries % keyValues == 0, "each key head serves the same number of query heads")
    (self.queries, self.keyValues, self.width) = (queries, keyValues, width)
  }

  /// The width of a packed row.
  public var packedWidth: Int { (queries + 2 * keyValues) * width }

  var sharing: Int { queries / keyValues }
}

// MARK: - A batch of packed sequences

/// Where each head of each sequence stands in packed memory of shape [sequences, tokens, width].
private struct PackedAttention {
  let heads: AttentionHeads
  let sequences: Int
  let tokens: Int
  let isCausal: Bool
  let lengths: [Int]?

  /// One query head of one sequence, with the keys and values that it looks at.
  func head(
    _ query: Int, of sequence: Int, in start: UnsafeMutablePointer<Float>
  ) -> AttentionHead {
    func part(_ index: Int) -> Matrix {
      Matrix(
        start + sequence * tokens * heads.packedWidth + index * heads.width, rows: tokens,
        columns: heads.width, stride: heads.packedWidth)
    }
    let shared = query / heads.sharing
    return AttentionHead(
      queries: part(query), keys: part(heads.queries + shared),
      values: part(heads.queries + heads.keyValues + shared),
      visibleKeys: lengths?[sequence] ?? tokens, isCausal: isCausal)
  }

  /// The result of one query head: the heads' results stand side by side.
  func output(_ query: Int, of sequence: Int, in start: UnsafeMutablePointer<Float>) -> Matrix {
    let stride = heads.queries * heads.width
    return Matrix(
      start + sequence * tokens * stride + query * heads.width, rows: tokens, columns: heads.width,
      stride: stride)
  }

  /// The multiply-adds of one product of all queries with all keys that they see.
  func pairs(in start: UnsafeMutablePointer<Float>) -> Int {
    heads.queries * (0..<sequences).reduce(0) { $0 + head(0, of: $1, in: start).pairs }
  }

  /// Calls `body` for every head on all threads. Query heads that share a key head add to the same
  /// gradients: they stay on one thread.
  func forEachHead(pairs: Int, _ body: (_ query: Int, _ sequence: Int) -> Void) {
    BLAS.prepare()
    let count = sequences * heads.keyValues
    // A few keys of one token are not worth waking a thread for.
    forEachPart(of: count, grain: pairs < 1 << 13 ? count : 1) { part in
      for index in part {
        let (sequence, group) = index.quotientAndRemainder(dividingBy: heads.keyValues)
        for query in (group * heads.sharing)..<((group + 1) * heads.sharing) {
          body(query, sequence)
        }
      }
    }
  }
}

// MARK: - Attention within sequences

extension Tensor {
  /// Attention of each token to the tokens of its own sequence.
  ///
  /// This tensor is packed, of shape [sequences, tokens, heads.packedWidth].
  ///
  /// - Parameters:
  ///   - heads: how the columns fall into heads.
  ///   - isCausal: whether a token sees itself and earlier tokens only.
  ///   - lengths: how many tokens of each sequence are real; nobody sees the padding after them.
  /// - Returns: a tensor of shape [sequences, tokens, heads.queries × heads.width].
  /// - Complexity: multiply-adds grow with the square of the tokens, memory with the tokens.
  public func attention(
    _ heads: AttentionHeads, isCausal: Bool, lengths: [Int]? = nil
  ) -> Tensor {
    precondition(shape.count == 3 && width == heads.packedWidth)
    precondition(lengths == nil || !isCausal, "padding stands last, where no causal token looks")
    let (sequences, tokens) = (shape[0], shape[1])
    precondition(lengths?.count ?? sequences == sequences)
    precondition(lengths?.allSatisfy((1...tokens).contains) ?? true)
    let batch = PackedAttention(
      heads: heads, sequences: sequences, tokens: tokens, isCausal: isCausal, lengths: lengths)
    let y = Tensor(resultOf: self, shape: [sequences, tokens, heads.queries * heads.width])
    let logSumStorage = Buffer(count: sequences * heads.queries * tokens)
    func logSums(_ query: Int, of sequence: Int) -> UnsafeMutablePointer<Float> {
      logSumStorage.start + (sequence * heads.queries + query) * tokens
    }

    let pairs = batch.pairs(in: start)
    Work.add(Work(multiplyAdds: 2 * pairs))
    batch.forEachHead(pairs: pairs) { query, sequence in
      let head = batch.head(query, of: sequence, in: start)
      let scratch = Buffer(count: head.scratchCount)
      head.attend(
        into: batch.output(query, of: sequence, in: y.start), scratch: scratch.start,
        logSums: logSums(query, of: sequence))
    }
    y.recordBackward { dy in
      Work.add(Work(multiplyAdds: 5 * pairs))
      self.addGradient { gradient, beta in
        if beta == 0 { clear(gradient, self.count) }
        batch.forEachHead(pairs: pairs) { query, sequence in
          batch.head(query, of: sequence, in: self.start).addGradients(
            to: batch.head(query, of: sequence, in: gradient),
            output: batch.output(query, of: sequence, in: y.start),
            outputGradient: batch.output(query, of: sequence, in: dy.start),
            logSums: logSums(query, of: sequence))
        }
      }
    }
    return y
  }
}

// MARK: - Attention to what came before

extension Tensor {
  /// Attention of new tokens to themselves and to earlier ones, whose keys and values are kept.
  ///
  /// This tensor is packed, of shape [sequences, tokens, heads.packedWidth]. Not differentiable.
  ///
  /// - Parameters:
  ///   - heads: how the columns fall into heads.
  ///   - keys: kept keys, of shape [sequences, heads.keyValues, capacity, heads.width]; the new
  ///     ones are written behind the first `past`. A head's keys stand one after the other, so that
  ///     a query reads them in one stream.
  ///   - values: kept values, likewise.
  ///   - past: how many tokens were kept before.
  /// - Returns: a tensor of shape [sequences, tokens, heads.queries × heads.width].
  public func attention(
    _ heads: AttentionHeads, keeping keys: Tensor, _ values: Tensor, past: Int
  ) -> Tensor {
    let (sequences, tokens) = (shape[0], shape[1])
    let capacity = keys.shape[2]
    precondition(width == heads.packedWidth && past + tokens <= capacity)
    precondition(
      keys.shape == [sequences, heads.keyValues, capacity, heads.width]
        && values.shape == keys.shape)
    func kept(_ memory: Tensor, _ head: Int, of sequence: Int) -> Matrix {
      Matrix(
        memory.start + (sequence * heads.keyValues + head) * capacity * heads.width,
        rows: past + tokens, columns: heads.width)
    }
    for row in 0..<rows {
      let (sequence, token) = row.quotientAndRemainder(dividingBy: tokens)
      for head in 0..<heads.keyValues {
        let key = start + row * width + (heads.queries + head) * heads.width
        let value = key + heads.keyValues * heads.width
        let place = (past + token) * heads.width
        (kept(keys, head, of: sequence).start + place).update(from: key, count: heads.width)
        (kept(values, head, of: sequence).start + place).update(from: value, count: heads.width)
      }
    }
    let y = Tensor(resultOf: self, shape: [sequences, tokens, heads.queries * heads.width])
    let batch = PackedAttention(
      heads: heads, sequences: sequences, tokens: tokens, isCausal: true, lengths: nil)
    func head(_ query: Int, of sequence: Int) -> AttentionHead {
      let shared = query / heads.sharing
      return AttentionHead(
        queries: batch.head(query, of: sequence, in: start).queries,
        keys: kept(keys, shared, of: sequence), values: kept(values, shared, of: sequence),
        visibleKeys: past + tokens, isCausal: true)
    }
    let pairs = sequences * heads.queries * head(0, of: 0).pairs
    Work.add(Work(multiplyAdds: 2 * pairs))
    // Taken here for all heads: threads that took their own would wait for each other.
    let scratchCount = head(0, of: 0).scratchCount
    let scratch = Buffer(count: sequences * heads.queries * scratchCount)
    batch.forEachHead(pairs: pairs) { query, sequence in
      head(query, of: sequence).attend(
        into: batch.output(query, of: sequence, in: y.start),
        scratch: scratch.start + (sequence * heads.queries + query) * scratchCount, logSums: nil)
    }
    return y
  }
}

// MARK: - Rotary positions

extension Tensor {
  /// Turns the queries and keys of packed rows to their positions, **in place**.
  ///
  /// This tensor, of shape [sequences, tokens, heads.packedWidth], is the result of an operation
  /// that does not need it again, as `linear` is; it is returned so that calls chain.
  public func rotated(
    _ heads: AttentionHeads, by table: RotaryTable, from firstPosition: Int = 0
  ) -> Tensor {
    precondition(shape.count == 3 && width == heads.packedWidth && heads.width == table.headWidth)
    precondition(firstPosition + shape[1] <= table.positions, "a position beyond the table")
    func rotate(_ memory: UnsafeMutablePointer<Float>, direction: Float) {
      forEachPart(of: rows, grain: max(1, elementGrain / width)) { part in
        for row in part {
          table.rotate(
            memory + row * width, heads: heads.queries + heads.keyValues,
            position: firstPosition + row % shape[1], direction: direction)
        }
      }
    }
    rotate(start, direction: 1)
    if requiresGradient, let tape {
      tape.record {
        guard self.gradientIsWritten, let gradient = self.gradientStorage else { return }
        rotate(gradient.start, direction: -1)
      }
    }
    return self
  }
}
