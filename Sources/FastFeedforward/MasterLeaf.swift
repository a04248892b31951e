import Layers
import Tensors

// MARK: - A leaf that everyone visits

/// A small dense layer beside the trees, for what all tokens need; how much of it is mixed in is
/// learned (arXiv 2405.16836).
public struct MasterLeaf {
  /// From the input to the hidden units.
  public let up: Linear
  /// And to the output.
  public let down: Linear
  /// κ, of one element: the trees count σ(κ), the leaf 1 − σ(κ).
  public let mixture: Tensor

  /// A leaf of `hiddenWidth` hidden units; like the authors', it starts at κ = 0.5.
  public init(
    inputWidth: Int, hiddenWidth: Int, outputWidth: Int, in scope: ParameterScope,
    using generator: inout some RandomNumberGenerator
  ) {
    up = Linear(
      inputWidth: inputWidth, outputWidth: hiddenWidth,
      deviation: 1 / Float(3 * inputWidth).squareRoot(), in: scope["up"], using: &generator)
    down = Linear(
      inputWidth: hiddenWidth, outputWidth: outputWidth,
      deviation: 1 / Float(3 * hiddenWidth).squareRoot(), in: scope["down"], using: &generator)
    mixture = scope.constant("mixture", shape: [1], 0.5)
  }

  /// σ(κ) · output + (1 − σ(κ)) · leaf(x).
  public func mixed(with output: Tensor, for x: Tensor) -> Tensor {
    output.mixed(with: down(up(x).gelu()), by: mixture)
  }
}

// MARK: - A learned mixture

extension Tensor {
  /// σ(κ) · self + (1 − σ(κ)) · other, where κ is one learned number.
  func mixed(with other: Tensor, by mixture: Tensor) -> Tensor {
    precondition(other.shape == shape && mixture.count == 1)
    let share = mixture.withElements { sigmoid($0[0]) }
    return Tensor.result(of: [self, other, mixture], shape: shape) { y in
      withElements { a in
        other.withElements { b in
          for i in y.indices { y[i] = share * a[i] + (1 - share) * b[i] }
        }
      }
    } backward: { gradient in
      var slope: Float = 0
      self.withElements { a in
        other.withElements { b in
          for i in gradient.indices { slope += gradient[i] * (a[i] - b[i]) }
        }
      }
      self.accumulateGradient { sum in
        for i in sum.indices { sum[i] += share * gradient[i] }
      }
      other.accumulateGradient { sum in
        for i in sum.indices { sum[i] += (1 - share) * gradient[i] }
      }
      mixture.accumulateGradient { $0[0] += slope * share * (1 - share) }
    }
  }
}
