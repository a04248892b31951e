import Foundation
import Tensors

// MARK: - A small recurrent network

/// Predicts the reward of a student from three words: the best student of the last episode, the
/// best of all, and the candidate. It is an Elman network of eight units, h ← tanh(W x + U h + b),
/// whose last state a line reads.
///
/// A trained language model would be out of proportion here: this one learns within milliseconds,
/// so that whole searches can be repeated for many seeds.
public struct RewardPredictor: Sendable {
  /// What the network reads of a student: its shape, and its reward where that is known.
  typealias Word = SIMD8<Float>

  /// The candidates of one episode, which are read after the same words.
  struct Episode {
    /// The best student of the episode before, and the best of all before it.
    var context: [Word]
    /// The students that were tried, and what they were worth.
    var candidates: [(word: Word, reward: Float)]
  }

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
  /// The predicted rewards of candidates, in deviations from the mean of those that were learned
  /// from.
  func rewards(of candidates: [Word], after context: [Word]) -> [Float] {
    let state = states(context).last!
    return candidates.map { reward(of: next(state, $0)) }
  }

  /// The state after a word.
  private func next(_ state: SIMD8<Float>, _ word: Word) -> SIMD8<Float> {
    var sum = parameters[Self.bias]
    for column in 0..<8 {
      sum += word[column] * parameters[Self.input + column]
      sum += state[column] * parameters[Self.recurrence + column]
    }
    for unit in 0..<8 { sum[unit] = tanhf(sum[unit]) }
    return sum
  }

  /// The state before all words, and after each.
  private func states(_ words: [Word]) -> [SIMD8<Float>] {
    words.reduce(into: [.zero]) { $0.append(next($0.last!, $1)) }
  }

  private func reward(of state: SIMD8<Float>) -> Float {
    (state * parameters[Self.reading]).sum() + parameters[Self.constant][0]
  }

  /// Adds the gradient of the squared errors of an episode; returns their sum.
  @discardableResult
  func addGradient(of episode: Episode, to gradient: inout [SIMD8<Float>]) -> Float {
    let states = states(episode.context)
    var (errors, slope): (Float, SIMD8<Float>) = (0, .zero)
    for (word, reward) in episode.candidates {
      let state = next(states.last!, word)
      let error = self.reward(of: state) - reward
      errors += error * error
      gradient[Self.constant][0] += 2 * error
      gradient[Self.reading] += 2 * error * state
      slope += addGradient(
        2 * error * parameters[Self.reading], word, before: states.last!, after: state,
        to: &gradient)
    }
    for place in episode.context.indices.reversed() {
      slope = addGradient(
        slope, episode.context[place], before: states[place], after: states[place + 1],
        to: &gradient)
    }
    return errors
  }

  /// Takes a slope back over one word; returns that of the state before it.
  private func addGradient(
    _ slope: SIMD8<Float>, _ word: Word, before: SIMD8<Float>, after: SIMD8<Float>,
    to gradient: inout [SIMD8<Float>]
  ) -> SIMD8<Float> {
    let slope = slope * (1 - after * after)
    gradient[Self.bias] += slope
    var earlier = SIMD8<Float>.zero
    for column in 0..<8 {
      gradient[Self.input + column] += word[column] * slope
      gradient[Self.recurrence + column] += before[column] * slope
      earlier[column] = (parameters[Self.recurrence + column] * slope).sum()
    }
    return earlier
  }
}

// MARK: - Learning

extension RewardPredictor {
  /// Learns what was seen, some times over, by Adam.
  mutating func learn(_ episodes: [Episode], epochs: Int, rate: Float) {
    let count = Float(episodes.reduce(0) { $0 + $1.candidates.count })
    for _ in 0..<epochs {
      var gradient = [SIMD8<Float>](repeating: .zero, count: parameters.count)
      for episode in episodes { addGradient(of: episode, to: &gradient) }
      stepCount += 1
      let (slow, fast): (Float, Float) = (0.9, 0.99)
      let correction = (1 - powf(slow, Float(stepCount)), 1 - powf(fast, Float(stepCount)))
      for place in parameters.indices {
        let slope = gradient[place] / count
        mean[place] = slow * mean[place] + (1 - slow) * slope
        square[place] = fast * square[place] + (1 - fast) * slope * slope
        let root = (square[place] / correction.1).squareRoot() + 1e-6
        parameters[place] -= rate * (mean[place] / correction.0) / root
      }
    }
  }
}
