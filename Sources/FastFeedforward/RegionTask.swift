import Tensors

// MARK: - A task with regions

/// Points in Gaussian clusters, each cluster with an affine map of its own to learn: what a tree is
/// made for, and what a single linear map is not.
public struct RegionTask: Sendable {
  /// The sizes.
  public struct Configuration: Codable, Hashable, Sendable {
    /// The number of clusters.
    public var clusterCount = 128
    /// The number of elements of a point, and of its target.
    public var inputWidth = 32, outputWidth = 16
    /// The deviation of points from their cluster's centre, whose own elements deviate by 1.
    public var spread: Float = 0.2
    /// The deviation that a cluster's matrix adds to its targets, whose offsets deviate by 1.
    public var slope: Float = 0.3

    /// 128 clusters in 32 dimensions.
    public init() {}

    /// Few clusters on a plane, to be looked at.
    public static var plane: Configuration {
      var configuration = Configuration()
      configuration.clusterCount = 12
      (configuration.inputWidth, configuration.outputWidth) = (2, 2)
      (configuration.spread, configuration.slope) = (0.25, 0.25)
      return configuration
    }
  }

  /// The sizes.
  public let configuration: Configuration
  private let centres, offsets: [Float]
  private let matrices: [Float]

  /// Draws the clusters and their maps.
  public init(
    _ configuration: Configuration = .init(), using generator: inout some RandomNumberGenerator
  ) {
    self.configuration = configuration
    let clusters = configuration.clusterCount
    let (inputs, outputs) = (configuration.inputWidth, configuration.outputWidth)
    centres = (0..<clusters * inputs).map { _ in generator.normal() }
    offsets = (0..<clusters * outputs).map { _ in generator.normal() }
    let deviation = configuration.slope / (configuration.spread * Float(inputs).squareRoot())
    matrices = (0..<clusters * outputs * inputs).map { _ in deviation * generator.normal() }
  }

  /// Points x = centre + noise, of shape [count, inputWidth], and their targets
  /// y = A (x − centre) + offset, of shape [count, outputWidth].
  public func draw(
    _ count: Int, using generator: inout some RandomNumberGenerator
  ) -> (inputs: Tensor, targets: Tensor) {
    let (inputWidth, outputWidth) = (configuration.inputWidth, configuration.outputWidth)
    var (inputs, targets): ([Float], [Float]) = ([], [])
    for _ in 0..<count {
      let cluster = Int.random(in: 0..<configuration.clusterCount, using: &generator)
      let noise = (0..<inputWidth).map { _ in configuration.spread * generator.normal() }
      for i in 0..<inputWidth { inputs.append(centres[cluster * inputWidth + i] + noise[i]) }
      for i in cluster * outputWidth..<(cluster + 1) * outputWidth {
        let product = matrices[(i * inputWidth)...].withUnsafeBufferPointer {
          dot($0.baseAddress!, noise, inputWidth)
        }
        targets.append(offsets[i] + product)
      }
    }
    return (
      Tensor(inputs, shape: [count, inputWidth]), Tensor(targets, shape: [count, outputWidth])
    )
  }
}
