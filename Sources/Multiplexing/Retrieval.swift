import Layers
import Tensors

// MARK: - Naming one's own tokens

extension MultiplexedEncoder {
  /// The loss of naming tokens that were read: at each position of each mix, the one of an instance
  /// drawn among those that reach it (arXiv 2202.09318, token retrieval).
  ///
  /// - Parameters:
  ///   - mixes: what this encoder made of `batch`, recorded on `tape`.
  ///   - weight: what the loss is multiplied by where it is differentiated.
  /// - Returns: the mean of −ln of the token's share, in nats, not multiplied by `weight`.
  public func retrievalLoss(
    _ mixes: Mixes, of batch: MultiplexedBatch, weight: Float = 1, on tape: Tape?,
    using generator: inout some RandomNumberGenerator
  ) -> Float {
    let places = batch.placesDrawn(using: &generator)
    return vectors(of: mixes, at: places, on: tape).crossEntropy(
      head: backbone.head, labels: places.map { batch.token(at: $0) }, weight: weight)
  }

  /// The share of a batch's tokens that are named, for each of the N slots.
  public func retrievalAccuracy(on batch: MultiplexedBatch) -> [Double] {
    let places = batch.places
    let named = tokensNamed(at: places, in: batch)
    let size = configuration.groupSize
    return (0..<size).map { slot in
      let own = places.indices.filter { places[$0].slot % size == slot }
      return Double(own.count { named[$0] == batch.token(at: places[$0]) }) / Double(own.count)
    }
  }

  /// The token that the head names at each place.
  func tokensNamed(at places: [Place], in batch: MultiplexedBatch) -> [Int32] {
    let logits = backbone.logits(vectors(of: self(batch), at: places))
    return logits.rowMaxima
  }
}

extension MultiplexedBatch {
  /// For each position of each mix, the place of an instance that reaches it.
  func placesDrawn(using generator: inout some RandomNumberGenerator) -> [Place] {
    let size = grouping.groupSize
    return groupLengths.enumerated().flatMap { group, length in
      (0..<length).map { token in
        let slots = (group * size..<(group + 1) * size).filter { lengths[$0] > token }
        return Place(slot: slots.randomElement(using: &generator)!, token: token)
      }
    }
  }
}

extension Tensor {
  /// The place of the largest element of each row.
  var rowMaxima: [Int32] {
    let (elements, width) = (elements, width)
    return (0..<rows).map { row in
      Int32(indexOfMaximum(Array(elements[row * width..<(row + 1) * width])))
    }
  }
}

// MARK: - Warming up

extension MultiplexedEncoder {
  /// The first stage: the encoder learns to say back what it reads, and so to keep the instances of a
  /// mix apart (arXiv 2302.12441, retrieval warm-up).
  ///
  /// - Parameters:
  ///   - draw: the instances of a step, some whole groups of them.
  ///   - report: receives the number of steps made and the loss; may throw to end it.
  public func warmUp<Generator: RandomNumberGenerator>(
    _ training: Training, using generator: inout Generator,
    drawing draw: (inout Generator) -> [[Int32]],
    report: (_ step: Int, _ loss: Float) throws -> Void
  ) throws {
    try training.run([parameters], report: report) { tape in
      let instances = draw(&generator)
      let batch = MultiplexedBatch(
        instances, Grouping(instances.count, groupSize: configuration.groupSize))
      return retrievalLoss(self(batch, on: tape), of: batch, on: tape, using: &generator)
    }
  }
}
