import Layers

// MARK: - A student's shape

/// What a search chooses: how deep a student is, how wide, into how many heads its attention is
/// divided, and how wide its feedforward layers are.
public struct StudentShape: Codable, Hashable, Sendable {
  /// The number of blocks.
  public var layers: Int
  /// The elements of a token's vector.
  public var width: Int
  /// The number of heads.
  public var heads: Int
  /// The hidden units of a feedforward layer.
  public var feedForwardWidth: Int

  /// A shape.
  public init(layers: Int, width: Int, heads: Int, feedForwardWidth: Int) {
    (self.layers, self.width) = (layers, width)
    (self.heads, self.feedForwardWidth) = (heads, feedForwardWidth)
  }

  /// Its name in kebab-case, as `l2-w64-h4-f256`.
  public var name: String { "l\(layers)-w\(width)-h\(heads)-f\(feedForwardWidth)" }

  /// An encoder of this shape, with rotary positions.
  public func configuration(vocabularySize: Int, contextLength: Int) -> TransformerConfiguration {
    var configuration = TransformerConfiguration.gpt(
      vocabularySize: vocabularySize, contextLength: contextLength, layerCount: layers,
      width: width, headWidth: width / heads)
    configuration.feedForwardWidth = feedForwardWidth
    configuration.isCausal = false
    configuration.positions = .rotary
    return configuration
  }

  /// The multiply-adds of reading so many tokens of one text; heads do not matter to it.
  public func multiplyAdds(tokens: Int) -> Int {
    let matrices = 4 * width * width + 2 * width * feedForwardWidth
    return layers * tokens * (matrices + 2 * tokens * width)
  }
}

// MARK: - All shapes

/// The students among which a search chooses. What is chosen is as in arXiv 2303.09639; the values
/// suit a small teacher.
public struct SearchSpace: Codable, Hashable, Sendable {
  /// The values that each part of a shape may have.
  public var layers, widths, heads, feedForwardWidths: [Int]
  /// How wide a head may be.
  public var headWidths = 16...64
  /// How many times as wide as a token's vector a feedforward layer may be.
  public var feedForwardRatios = 1...4

  /// A space of all valid combinations.
  public init(layers: [Int], widths: [Int], heads: [Int], feedForwardWidths: [Int]) {
    (self.layers, self.widths) = (layers, widths)
    (self.heads, self.feedForwardWidths) = (heads, feedForwardWidths)
  }

  /// Whether it is a student of this space.
  public func contains(_ shape: StudentShape) -> Bool {
    layers.contains(shape.layers) && widths.contains(shape.width) && heads.contains(shape.heads)
      && feedForwardWidths.contains(shape.feedForwardWidth) && isValid(shape)
  }

  /// Heads divide the width, and are neither too narrow to tell tokens apart nor too wide;
  /// feedforward layers widen, and not beyond what transformers do.
  private func isValid(_ shape: StudentShape) -> Bool {
    let ratios =
      feedForwardRatios.lowerBound * shape.width...feedForwardRatios.upperBound * shape.width
    return shape.width % shape.heads == 0 && headWidths.contains(shape.width / shape.heads)
      && ratios.contains(shape.feedForwardWidth)
  }

  /// All students, the values of the first part changing slowest.
  public var students: [StudentShape] {
    layers.flatMap { layers in
      widths.flatMap { width in
        heads.flatMap { heads in
          feedForwardWidths.map {
            StudentShape(layers: layers, width: width, heads: heads, feedForwardWidth: $0)
          }
        }
      }
    }.filter(isValid)
  }

  /// Students that differ from one in a single part, by one step of it.
  public func neighbours(of shape: StudentShape) -> [StudentShape] {
    func steps(
      _ part: WritableKeyPath<StudentShape, Int>, _ values: [Int]
    ) -> [StudentShape] {
      guard let place = values.firstIndex(of: shape[keyPath: part]) else { return [] }
      return [place - 1, place + 1].filter(values.indices.contains).map {
        var other = shape
        other[keyPath: part] = values[$0]
        return other
      }
    }
    return
      (steps(\.layers, layers) + steps(\.width, widths) + steps(\.heads, heads)
      + steps(\.feedForwardWidth, feedForwardWidths)).filter(isValid)
  }
}
