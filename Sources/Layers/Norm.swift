import Tensors

// MARK: - Normalisation

/// LayerNorm (Ba et al., arXiv 1607.06450) or RMSNorm (Zhang and Sennrich, arXiv 1910.07467): keeps
/// rows at one scale, however deep the network.
public struct Norm {
  /// Which normalisation a model uses.
  public enum Kind: String, Codable, Sendable {
    /// Each row gets mean 0 and deviation 1.
    case layerNorm
    /// Each row is divided by its root mean square.
    case rmsNorm
  }

  /// Of shape [width]: what each normalised element is multiplied by.
  public let gain: Tensor
  /// Of shape [width]: what is added then; RMSNorm has none.
  public let bias: Tensor?
  let epsilon: Float

  /// A norm that at first changes nothing but the scale.
  public init(_ kind: Kind, width: Int, epsilon: Float, in scope: ParameterScope) {
    gain = scope.constant("weight", shape: [width], 1)
    bias = kind == .layerNorm ? scope.constant("bias", shape: [width], 0) : nil
    self.epsilon = epsilon
  }

  /// Normalises each row.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard let bias else { return x.rmsNorm(gain: gain, epsilon: epsilon) }
    return x.layerNorm(gain: gain, bias: bias, epsilon: epsilon)
  }
}
