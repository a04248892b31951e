import Layers

// MARK: - What kind of encoder

extension MultiplexedEncoder {
  /// What kind of encoder: everything but the numbers that it learns.
  public struct Configuration: Codable, Hashable, Sendable {
    /// What happens before and after keys are applied.
    public enum Multiplexing: String, CaseIterable, Codable, Sendable {
      /// Nothing.
      case hadamard
      /// A transformer's block within each instance, and one across the instances.
      case contextual
    }

    /// How the multiplexer's keys are drawn.
    public enum Keys: String, CaseIterable, Codable, Sendable {
      /// From a normal distribution, as in the paper. In many dimensions such keys are all but
      /// orthogonal.
      case gaussian
      /// 1 and −1 from the rows of a Hadamard matrix, under signs at random: orthogonal, and each
      /// element counts as much as any other.
      case signs
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
    /// The multiplexer's keys.
    public var keys = Keys.gaussian
    /// Whether they learn; they stay as they were drawn in the paper's models.
    public var learnsKeys = false
    /// How it is taken apart.
    public var demultiplexing = Demultiplexing.privateKeys
    /// Whether anything happens before and after the backbone.
    public private(set) var isMultiplexed = true

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
    public var prefixLength: Int {
      isMultiplexed && demultiplexing == .indexPrefix ? groupSize : 0
    }
  }
}

// MARK: - What it is held against

extension MultiplexedEncoder.Configuration {
  /// The backbone alone, one instance a pass: what every gain and every loss is held against.
  public static func unmultiplexed(_ backbone: TransformerConfiguration) -> Self {
    var configuration = Self(backbone, groupSize: 1)
    configuration.isMultiplexed = false
    return configuration
  }
}

// MARK: - Configurations that cannot be

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
      keys == .gaussian || backbone.width % groupSize.roundedUpToPowerOfTwo == 0,
      "a width of \(backbone.width) has no \(groupSize) orthogonal keys of signs; it must be a "
        + "multiple of \(groupSize.roundedUpToPowerOfTwo)")
    try require(
      prefixLength < backbone.contextLength,
      "a prefix of \(prefixLength) leaves no room in a context of \(backbone.contextLength)")
  }
}
