import Tensors

// MARK: - The shape of a transformer

/// Everything that decides a transformer's shape: GPT's, BERT's and Llama's are values of this type.
public struct TransformerConfiguration: Codable, Hashable, Sendable {
  /// Where a block normalises.
  public enum NormPlacement: String, Codable, Sendable {
    /// Before each part, and once at the end: as in GPT-2 and all since.
    case pre
    /// After each sum, as in the first transformer and in BERT.
    case post
  }

  /// How a model knows where a token stands.
  public enum Positions: String, Codable, Sendable {
    /// A learned vector for each position is added to the token's.
    case learned
    /// Queries and keys are turned by angles that grow with the position.
    case rotary
  }

  /// The feedforward layer's nonlinearity.
  public enum Activation: String, Codable, Sendable {
    /// x Φ(x).
    case gelu
    /// SiLU(gate) ⊙ up: three matrices instead of two.
    case swiGLU
  }

  /// The number of different tokens.
  public var vocabularySize: Int
  /// The longest sequence, in tokens.
  public var contextLength: Int
  /// The number of blocks.
  public var layerCount: Int
  /// The number of elements that stand for a token between blocks.
  public var width: Int
  /// The number of query heads.
  public var headCount: Int
  /// The number of key heads, and of value heads.
  public var keyValueHeadCount: Int
  /// The width of one head.
  public var headWidth: Int
  /// The number of hidden units of a feedforward layer.
  public var feedForwardWidth: Int
  /// Which normalisation.
  public var norm = Norm.Kind.layerNorm
  /// What normalisation adds to the variance.
  public var normEpsilon: Float = 1e-5
  /// Where a block normalises.
  public var normPlacement = NormPlacement.pre
  /// How positions are told.
  public var positions = Positions.learned
  /// The slowest angle of rotary positions turns once in about this many tokens, times 2π.
  public var rotaryBase = 10_000.0
  /// The feedforward layer's nonlinearity.
  public var activation = Activation.gelu
  /// Whether linear layers add a bias.
  public var hasBias = true
  /// Whether a token sees earlier tokens only: a decoder, not an encoder.
  public var isCausal = true
  /// Whether the head uses the token embedding's table.
  public var tiesEmbeddings = true
  /// Whether embeddings are normalised, as in BERT.
  public var normalizesEmbeddings = false
  /// The share of each part's output that is dropped in training.
  public var dropout: Float = 0
}

// MARK: - Common shapes

extension TransformerConfiguration {
  /// GPT-2's shape: LayerNorm, learned positions, GELU, biases; hidden layers four times as wide.
  ///
  /// - Parameter headWidth: divides the width.
  public static func gpt(
    vocabularySize: Int, contextLength: Int, layerCount: Int, width: Int, headWidth: Int = 64
  ) -> TransformerConfiguration {
    TransformerConfiguration(
      vocabularySize: vocabularySize, contextLength: contextLength, layerCount: layerCount,
      width: width, headCount: width / headWidth, keyValueHeadCount: width / headWidth,
      headWidth: headWidth, feedForwardWidth: 4 * width)
  }

  /// Llama's shape: RMSNorm, rotary positions, SwiGLU, no biases. Three matrices in a feedforward
  /// layer instead of two, each two thirds as large: as many parameters as GPT's.
  ///
  /// - Parameter headWidth: divides the width.
  public static func llama(
    vocabularySize: Int, contextLength: Int, layerCount: Int, width: Int, headWidth: Int = 64
  ) -> TransformerConfiguration {
    var shape = gpt(
      vocabularySize: vocabularySize, contextLength: contextLength, layerCount: layerCount,
      width: width, headWidth: headWidth)
    shape.norm = .rmsNorm
    shape.positions = .rotary
    shape.activation = .swiGLU
    shape.hasBias = false
    shape.feedForwardWidth = 8 * width / 3 / 16 * 16
    return shape
  }

  /// How the packed columns of attention fall into heads.
  public var heads: AttentionHeads {
    AttentionHeads(queries: headCount, keyValues: keyValueHeadCount, width: headWidth)
  }

  /// The angles of rotary positions, if positions are told that way.
  var rotaryTable: RotaryTable? {
    guard positions == .rotary else { return nil }
    return RotaryTable(positions: contextLength, headWidth: headWidth, base: rotaryBase)
  }

  /// The deviation of weights at the start.
  var deviation: Float { 0.02 }

  /// The deviation of weights that write to the residual stream: smaller the more of them add up.
  var outputDeviation: Float { deviation / Float(2 * layerCount).squareRoot() }
}

// MARK: - Configurations that cannot be

extension TransformerConfiguration {
  /// Why no transformer has this shape.
  public struct Impossible: Error, CustomStringConvertible {
    /// What is wrong, what was found, and what is allowed.
    public let description: String

    /// An error that says so: for what is built around a transformer.
    public init(_ description: String) { self.description = "impossible model: " + description }
  }

  /// Throws `Impossible` for the first rule that the configuration breaks.
  public func validate() throws {
    func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
      if !holds { throw Impossible(message()) }
    }
    let sizes = [
      ("vocabularySize", vocabularySize), ("contextLength", contextLength),
      ("layerCount", layerCount), ("width", width), ("headCount", headCount),
      ("keyValueHeadCount", keyValueHeadCount), ("headWidth", headWidth),
      ("feedForwardWidth", feedForwardWidth),
    ]
    for (name, size) in sizes { try require(size > 0, "\(name) is \(size); it must be 1 or more") }
    try require(
      headCount % keyValueHeadCount == 0,
      "\(headCount) query heads cannot share \(keyValueHeadCount) key heads evenly; "
        + "headCount must be a multiple of keyValueHeadCount")
    try require(
      positions != .rotary || headWidth % 2 == 0,
      "headWidth is \(headWidth); rotary positions turn pairs, so it must be even")
    try require((0..<1).contains(dropout), "dropout is \(dropout); it must be in 0 ..< 1")
  }
}
