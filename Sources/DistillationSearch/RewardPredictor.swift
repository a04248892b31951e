import Foundation
import Tensors

// MARK: - A small recurrent network

/// Predicts the reward of a student from three words: the best student of the last episode, the best
/// of all, and the candidate. It is an Elman network of eight units, h ← tanh(W x + U h + b), whose
/// last state a line reads.
///
/// A trained language model would be out of proportion here: this one learns within milliseconds,
/// so that whole searches can be repeated for many seeds.
public struct RewardPredictor: Sendable {
  /// What the network reads of a student: its shape, and its reward where that is known.
  typealias Word = SIMD8<Float>

  /// The columns of W and of U, the bias b, the reading line, and its constant: 18 vectors and
  /// one in which only the first element counts.
  var parameters: [SIMD8<Float>]
  private var mean, square: [SIMD8<Float>]
  private var stepCount = 0

  /// A network with freshly drawn weights.
  init(using generator: inout some RandomNumberGenerator) {
    parameters = (0..<19).map { place in
      guard place < 16 || place == 17 else { return .zero }
      var vector = SIMD8<Float>.zero
      for element in 0..<8 { vector[element] = 0.35 * generator.normal() }
      return vector
    }
    mean = .init(repeating: .zero, count: parameters.count)
    square = mean
  }

  private static let (input, recurrence, bias, reading, constant) = (0, 8, 16, 17, 18)
}

// MARK: - Forward and back

extension RewardPredictor {
  /// The predicted reward, in deviations from the mean of those that were learned from.
  func reward(of words: [Word]) -> Float { states(words).reward }

  private func states(_ words: [Word]) -> (states: [SIMD8<Float>], reward: Float) {
    var states = [SIMD8<Float>.zero]
    for word in words {
      var sum = parameters[Self.bias]
      for column in 0..<8 {
        sum += word[column] * parameters[Self.input + column]
        sum += states.last![column] * parameters[Self.recurrence + column]
      }
      for unit in 0..<8 { sum[unit] = tanhf(sum[unit]) }
      states.append(sum)
    }
    let reward = (states.last! * parameters[Self.reading]).sum() + parameters[Self.constant][0]
    return (states, reward)
  }

  /// Adds the gradient of the squared error for one candidate; returns that error.
  func addGradient(
    of words: [Word], reward: Float, to gradient: inout [SIMD8<Float>]
  ) -> Float {
    let (states, predicted) = states(words)
    let error = predicted - reward
    gradient[Self.constant][0] += 2 * error
    gradient[Self.reading] += 2 * error * states.last!
    var slope = 2 * error * parameters[Self.reading]
    for place in words.indices.reversed() {
      let state = states[place + 1]
      slope *= 1 - state * state
      gradient[Self.bias] += slope
      var earlier = SIMD8<Float>.zero
      for column in 0..<8 {
        gradient[Self.input + column] += words[place][column] * slope
        gradient[Self.recurrence + column] += states[place][column] * slope
        earlier[column] = (parameters[Self.recurrence + column] * slope).sum()
      }
      slope = earlier
    }
    return error * error
  }
}

// MARK: - Learning

extension RewardPredictor {
  /// Learns what was seen, some times over, by Adam.
  mutating func learn(_ examples: [(words: [Word], reward: Float)], epochs: Int, rate: Float) {
    for _ in 0..<epochs {
      var gradient = [SIMD8<Float>](repeating: .zero, count: parameters.count)
      for example in examples {
        _ = addGradient(of: example.words, reward: example.reward, to: &gradient)
      }
      stepCount += 1
      let (slow, fast): (Float, Float) = (0.9, 0.99)
      let correction = (1 - powf(slow, Float(stepCount)), 1 - powf(fast, Float(stepCount)))
      for place in parameters.indices {
        let slope = gradient[place] / Float(examples.count)
        mean[place] = slow * mean[place] + (1 - slow) * slope
        square[place] = fast * square[place] + (1 - fast) * slope * slope
        let root = (square[place] / correction.1).squareRoot() + 1e-6
        parameters[place] -= rate * (mean[place] / correction.0) / root
      }
    }
  }
}
