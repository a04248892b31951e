// MARK: - Labels

/// The label of a row that no loss looks at: padding, or a token that is not to be predicted.
public let ignoredLabel: Int32 = -100

/// The rows whose labels count.
private func countedRows(_ labels: [Int32], classes: Int) -> [Int] {
  let rows = labels.indices.filter { labels[$0] != ignoredLabel }
  precondition(!rows.isEmpty, "every label is ignored")
  precondition(rows.allSatisfy { labels[$0] >= 0 && labels[$0] < classes }, "a label is no class")
  return rows
}

/// Turns a row of logits into the gradient of its cross-entropy: weight · (shares − label's one).
/// - Returns: the cross-entropy, −ln of the share of `label`.
private func differentiateCrossEntropy(
  _ logits: UnsafeMutablePointer<Float>, _ count: Int, label: Int32, weight: Float
) -> Float {
  let logit = logits[Int(label)]
  let logSum = softmax(logits, count, total: weight)
  logits[Int(label)] -= weight
  return logSum - logit
}

// MARK: - Cross-entropy

extension Tensor {
  /// The mean of −ln of the share that softmax gives to the right class. This tensor holds logits,
  /// one row an example.
  ///
  /// - Parameters:
  ///   - labels: the right class of each row, or `ignoredLabel`.
  ///   - weight: what the loss is multiplied by where it is differentiated.
  /// - Returns: the mean over the rows that count, in nats, not multiplied by `weight`.
  public func crossEntropy(labels: [Int32], weight: Float = 1) -> Float {
    precondition(labels.count == rows)
    let counted = countedRows(labels, classes: width)
    let slope = Buffer(count: count)
    var loss = 0.0
    if counted.count < rows { clear(slope.start, count) }
    for row in counted {
      let slope = slope.start + row * width
      slope.update(from: start + row * width, count: width)
      let rowWeight = weight / Float(counted.count)
      loss += Double(
        differentiateCrossEntropy(slope, width, label: labels[row], weight: rowWeight))
    }
    if tape != nil { addGradient(consuming: slope) }
    return Float(loss / Double(counted.count))
  }
}

// MARK: - Cross-entropy of a language model's head

extension Tensor {
  /// `linear(head).crossEntropy(labels:)` without the table of logits, which would be by far the
  /// largest tensor of a model: some hundred rows of it exist at a time, and are differentiated at
  /// once. This tensor holds the final hidden states.
  ///
  /// - Parameters:
  ///   - head: of shape [classes, width].
  ///   - labels: the right class of each row, or `ignoredLabel`, whose rows cost nothing.
  ///   - weight: what the loss is multiplied by where it is differentiated.
  /// - Returns: the mean over the rows that count, in nats, not multiplied by `weight`.
  public func crossEntropy(head: Tensor, labels: [Int32], weight: Float = 1) -> Float {
    let counted = countedRows(labels, classes: head.rows)
    let isRecorded = tape != nil
    let rowWeight = weight / Float(counted.count)
    let slope = isRecorded && requiresGradient ? Buffer(count: count) : nil
    if let slope, counted.count < rows { clear(slope.start, count) }
    var loss = 0.0
    forEachChunk(of: counted, head: head, labels: labels) { rows, hidden, logits in
      let losses = differentiateCrossEntropies(
        logits, labels: rows.map { labels[$0] }, weight: rowWeight)
      loss += losses.reduce(0) { $0 + Double($1) }
      guard isRecorded else { return }
      head.addGradient { gradient, beta in
        let dw = Matrix(gradient, rows: head.rows, columns: width)
        multiply(logits.transposed, hidden, into: dw, beta: beta)
      }
      // The hidden states have been used: their copy makes room for their gradient.
      guard let slope else { return }
      multiply(logits, head.matrix, into: hidden)
      scatter(hidden, to: rows, of: slope.start)
    }
    if let slope { addGradient(consuming: slope) }
    return Float(loss / Double(counted.count))
  }

  /// ln of the share that softmax gives to each label, under a head of shape [classes, width]; 0 for
  /// ignored labels. Nothing is recorded: this is for scoring.
  public func logShares(head: Tensor, labels: [Int32]) -> [Float] {
    var result = [Float](repeating: 0, count: rows)
    let counted = countedRows(labels, classes: head.rows)
    forEachChunk(of: counted, head: head, labels: labels) { rows, _, logits in
      let losses = differentiateCrossEntropies(logits, labels: rows.map { labels[$0] }, weight: 1)
      for (row, loss) in zip(rows, losses) { result[row] = -loss }
    }
    return result
  }
}

// MARK: - The head, chunk by chunk

extension Tensor {
  /// Calls `body` with some rows' numbers, a copy of their hidden states, and their logits.
  private func forEachChunk(
    of rows: [Int], head: Tensor, labels: [Int32],
    _ body: (_ rows: ArraySlice<Int>, _ hidden: Matrix, _ logits: Matrix) -> Void
  ) {
    precondition(labels.count == self.rows && head.shape == [head.rows, width])
    let chunkSize = min(512, rows.count)
    let hiddenStorage = Buffer(count: chunkSize * width)
    let logitStorage = Buffer(count: chunkSize * head.rows)
    for first in stride(from: 0, to: rows.count, by: chunkSize) {
      let chunk = rows[first..<min(first + chunkSize, rows.count)]
      let hidden = Matrix(hiddenStorage.start, rows: chunk.count, columns: width)
      let logits = Matrix(logitStorage.start, rows: chunk.count, columns: head.rows)
      for (i, row) in chunk.enumerated() {
        (hidden.start + i * width).update(from: start + row * width, count: width)
      }
      Work.add(Work(weightBytes: 4 * head.count))
      multiply(hidden, head.matrix.transposed, into: logits)
      body(chunk, hidden, logits)
    }
  }

  /// Copies the rows of a chunk to where they belong.
  private func scatter(
    _ chunk: Matrix, to rows: ArraySlice<Int>, of memory: UnsafeMutablePointer<Float>
  ) {
    for (i, row) in rows.enumerated() {
      (memory + row * width).update(from: chunk.start + i * width, count: width)
    }
  }
}

/// `differentiateCrossEntropy` for all rows of a chunk.
/// - Returns: each row's cross-entropy.
private func differentiateCrossEntropies(
  _ logits: Matrix, labels: [Int32], weight: Float
) -> [Float] {
  let losses = Buffer(count: logits.rows)
  forEachPart(of: logits.rows, grain: 8) { part in
    for row in part {
      losses.start[row] = differentiateCrossEntropy(
        logits.start + row * logits.stride, logits.columns, label: labels[row], weight: weight)
    }
  }
  return Array(losses.floats)
}

// MARK: - Mean squared error

extension Tensor {
  /// The mean over all elements of the squared difference to `target`.
  ///
  /// - Parameters:
  ///   - target: of this tensor's shape; not differentiated.
  ///   - weight: what the loss is multiplied by where it is differentiated.
  public func meanSquaredError(to target: Tensor, weight: Float = 1) -> Float {
    precondition(target.shape == shape)
    let difference = Buffer(count: count)
    difference.start.update(from: start, count: count)
    addScaled(target.start, by: -1, to: difference.start, beta: 1, count)
    if tape != nil {
      addGradient {
        parallelAddScaled(
          difference.start, by: 2 * weight / Float(count), to: $0, beta: $1, count)
      }
    }
    return dot(difference.start, difference.start, count) / Float(count)
  }
}
