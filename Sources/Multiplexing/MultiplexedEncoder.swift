import Layers
import Tensors

// MARK: - An encoder that reads N instances at once

/// Multiplexer, transformer, demultiplexer: N instances in, one pass, N instances out
/// (arXiv 2302.12441).
public struct MultiplexedEncoder {
  /// The shape.
  public let configuration: Configuration
  /// Reads mixes. Its store holds all parameters of the encoder.
  public let backbone: Transformer
  /// Makes mixes; nil where an instance is read as it is.
  public let multiplexer: Multiplexer?
  /// Takes them apart.
  public let demultiplexer: any Demultiplexer
  /// A vector for each slot, and one that means none of them: of shape [N + 1, width].
  let prefix: Tensor?
}

// MARK: - Building it

extension MultiplexedEncoder {
  /// An encoder with freshly drawn parameters.
  ///
  /// - Throws: `TransformerConfiguration.Impossible`.
  public init(
    _ configuration: Configuration, isTrainable: Bool = true,
    using generator: inout some RandomNumberGenerator
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    backbone = try Transformer(
      configuration.backbone, isTrainable: isTrainable, using: &generator)
    let scope = backbone.parameters.scope
    multiplexer =
      configuration.isMultiplexed
      ? Multiplexer(configuration, in: scope["multiplexer"], using: &generator) : nil
    let inner = scope["demultiplexer"]
    demultiplexer =
      switch configuration.demultiplexing {
      case _ where !configuration.isMultiplexed: NoDemultiplexer()
      case .perInstance: SeparateDemultiplexer(configuration, in: inner, using: &generator)
      default: KeyedDemultiplexer(configuration, in: inner, using: &generator)
      }
    prefix =
      configuration.prefixLength > 0
      ? scope["prefix"].normal(
        "weight", shape: [configuration.groupSize + 1, configuration.backbone.width],
        deviation: 0.02, using: &generator)
      : nil
  }

  /// The smallest number of instances that fills whole groups and is no smaller than `count`.
  public func wholeGroups(_ count: Int) -> Int {
    let size = configuration.groupSize
    return (count + size - 1) / size * size
  }

  /// All parameters. Frozen keys are among them, to be saved; no gradient reaches them.
  public var parameters: ParameterStore { backbone.parameters }
}

// MARK: - Running it

extension MultiplexedEncoder {
  /// The backbone's vectors of a batch's mixes.
  ///
  /// - Parameter tape: records the computation, for training.
  /// - Complexity: one pass of the backbone for each group, as long as the batch's longest instance.
  public func callAsFunction(_ batch: MultiplexedBatch, on tape: Tape? = nil) -> Mixes {
    precondition(batch.grouping.groupSize == configuration.groupSize)
    let prefixLength = configuration.prefixLength
    let embeddings = embeddings(of: batch, on: tape)
    let mix = multiplexer?(embeddings, lengths: batch.lengths.map { $0 + prefixLength })
    let vectors = backbone(
      embeddings: mix ?? embeddings, lengths: batch.groupLengths.map { $0 + prefixLength },
      on: tape)
    return Mixes(
      vectors: vectors, groupSize: configuration.groupSize, prefixLength: prefixLength)
  }

  /// The vectors of instances at the given places.
  ///
  /// - Parameters:
  ///   - mixes: what this encoder made of a batch.
  ///   - places: tokens of the batch's slots, as often and in whatever order they are wanted.
  ///   - tape: the one on which the mixes were recorded.
  /// - Returns: a tensor of shape [places, width].
  public func vectors(
    of mixes: Mixes, at places: [Place], on tape: Tape? = nil
  ) -> Tensor {
    demultiplexer(mixes, at: places, on: tape)
  }

  /// The embeddings of all slots' tokens, of shape [slots, prefix + tokens, width].
  func embeddings(of batch: MultiplexedBatch, on tape: Tape?) -> Tensor {
    let (slots, length) = (batch.lengths.count, batch.length)
    let tokens = backbone.tokens.gatheringRows(batch.tokens, shape: [slots, length], on: tape)
    guard let prefix else { return tokens }
    // In the prefix, an instance says at the position of its own slot which it is.
    let size = configuration.groupSize
    let words = (0..<slots * size).map { $0 / size % size == $0 % size ? $0 % size : size }
    let whole = size + length
    return .assembling(
      [
        (
          prefix.gatheringRows(words.map(Int32.init), on: tape),
          (0..<slots * size).map { $0 / size * whole + $0 % size }
        ),
        (tokens, (0..<slots * length).map { $0 / length * whole + size + $0 % length }),
      ], shape: [slots, whole])
  }
}
