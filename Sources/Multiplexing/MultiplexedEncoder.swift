import Layers
import Tensors

// MARK: - An encoder that reads N instances at once

/// Multiplexer, transformer, demultiplexer: N instances in, one pass, N instances out
/// (arXiv 2302.12441).
public struct MultiplexedEncoder {
  /// The shape.
  public struct Configuration: Codable, Hashable, Sendable {
    /// What happens before and after keys are applied.
    public enum Multiplexing: String, CaseIterable, Codable, Sendable {
      /// Nothing.
      case hadamard
      /// A transformer's block within each instance, and one across the instances.
      case contextual
    }

    /// How an instance is found again.
    public enum Demultiplexing: String, CaseIterable, Codable, Sendable {
      /// By a learned key of its slot.
      case privateKeys
      /// By what the pass makes of N positions before the text, in which each instance says which
      /// it is.
      case indexPrefix
      /// By a network of its slot's own.
      case perInstance
    }

    /// What reads the mixes: an encoder.
    public var backbone: TransformerConfiguration
    /// N, the instances that share a pass.
    public var groupSize: Int
    /// How a mix is made.
    public var multiplexing = Multiplexing.hadamard
    /// Whether the multiplexer's keys learn; they stay as they were drawn in the paper's models.
    public var learnsKeys = false
    /// How it is taken apart.
    public var demultiplexing = Demultiplexing.privateKeys

    /// Around a backbone that sees both ways, and that normalises its embeddings: a mean over N is
    /// shorter the larger N is, and a norm after it makes that good.
    ///
    /// With rotary positions the norm is right behind the mix. Learned ones are added before it, and
    /// are long beside it where N is large.
    public init(_ backbone: TransformerConfiguration, groupSize: Int) {
      self.backbone = backbone
      self.backbone.isCausal = false
      self.backbone.normalizesEmbeddings = true
      self.groupSize = groupSize
    }

    /// Positions before the text.
    public var prefixLength: Int { demultiplexing == .indexPrefix ? groupSize : 0 }
  }

  /// The shape.
  public let configuration: Configuration
  /// Reads mixes. Its store holds all parameters of the encoder.
  public let backbone: Transformer
  /// Makes mixes.
  public let multiplexer: Multiplexer
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
    multiplexer = Multiplexer(configuration, in: scope["multiplexer"], using: &generator)
    let inner = scope["demultiplexer"]
    demultiplexer =
      configuration.demultiplexing == .perInstance
      ? SeparateDemultiplexer(configuration, in: inner, using: &generator)
      : KeyedDemultiplexer(configuration, in: inner, using: &generator)
    prefix =
      configuration.prefixLength > 0
      ? scope["prefix"].normal(
        "weight", shape: [configuration.groupSize + 1, configuration.backbone.width],
        deviation: 0.02, using: &generator)
      : nil
  }

  /// All parameters. Frozen keys are among them, to be saved; no gradient reaches them.
  public var parameters: ParameterStore { backbone.parameters }
}

extension MultiplexedEncoder.Configuration {
  /// Throws `TransformerConfiguration.Impossible` for the first rule that the configuration breaks.
  public func validate() throws {
    try backbone.validate()
    func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
      if !holds { throw TransformerConfiguration.Impossible(message()) }
    }
    try require(groupSize > 0, "groupSize is \(groupSize); it must be 1 or more")
    try require(!backbone.isCausal, "a mix of texts has no next token; isCausal must be false")
    try require(
      multiplexing == .hadamard || backbone.headWidth % 2 == 0,
      "headWidth is \(backbone.headWidth); a contextual multiplexer turns pairs, so it must be "
        + "even")
    try require(
      prefixLength < backbone.contextLength,
      "a prefix of \(prefixLength) leaves no room in a context of \(backbone.contextLength)")
  }
}

// MARK: - Running it

extension MultiplexedEncoder {
  /// The backbone's vectors of a batch's mixes.
  ///
  /// - Parameter tape: records the computation, for training.
  public func callAsFunction(_ batch: MultiplexedBatch, on tape: Tape? = nil) -> Mixes {
    precondition(batch.grouping.groupSize == configuration.groupSize)
    let prefixLength = configuration.prefixLength
    let mix = multiplexer(
      embeddings(of: batch, on: tape), lengths: batch.lengths.map { $0 + prefixLength })
    let vectors = backbone(
      embeddings: mix, lengths: batch.groupLengths.map { $0 + prefixLength }, on: tape)
    return Mixes(
      vectors: vectors, groupSize: configuration.groupSize, prefixLength: prefixLength)
  }

  /// The vectors of instances at the given places, of shape [places, width].
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
