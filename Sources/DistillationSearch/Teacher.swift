import Layers
import Tensors

// MARK: - What a teacher shows

/// A trained encoder whose states others learn, each element of which has mean 0 and deviation 1
/// over its texts: so a student that predicts the mean has a loss of 1, whichever layer it learns.
public struct Teacher {
  /// The encoder.
  public let encoder: Transformer
  /// What is taken from each element of each layer, and what it is then divided by.
  private let means, deviations: [[Float]]

  /// The number of layers.
  public var layers: Int { encoder.blocks.count }

  /// What was taken from the last layer's elements, and what they were divided by.
  var scale: (means: [Float], deviations: [Float]) { (means.last!, deviations.last!) }

  /// The width of each layer's states.
  public var width: Int { encoder.configuration.width }

  /// A teacher whose means and deviations are those over the tokens of some texts.
  public init(_ encoder: Transformer, standardizedOver batches: [PaddedBatch]) {
    self.encoder = encoder
    let (layers, width) = (encoder.blocks.count, encoder.configuration.width)
    var sums = [[Double]](repeating: .init(repeating: 0, count: width), count: layers)
    var squares = sums
    var count = 0.0
    for batch in batches {
      let rows = batch.realRows
      count += Double(rows.count)
      let states = encoder.states(of: batch)
      for (layer, state) in states.dropFirst().enumerated() {
        state.withElements { elements in
          for row in rows {
            for column in 0..<width {
              let element = Double(elements[Int(row) * width + column])
              sums[layer][column] += element
              squares[layer][column] += element * element
            }
          }
        }
      }
    }
    means = sums.map { $0.map { Float($0 / count) } }
    deviations = zip(sums, squares).map { sums, squares in
      zip(sums, squares).map { sum, square in
        Float(max(1e-12, square / count - sum / count * (sum / count)).squareRoot())
      }
    }
  }
}

// MARK: - A lesson

/// Texts, and a teacher's states of their tokens.
public struct Lesson: @unchecked Sendable {
  /// The texts, some of their tokens hidden from teacher and student alike.
  public let texts: MaskedTexts
  /// Where their tokens stand, padding left out.
  let rows: [Int32]
  /// Standardised states by layer, each of shape [rows, teacher's width]. Nobody writes to them.
  let states: [Tensor]
  /// The last layer's relations, where they were asked for.
  let relations: Relations?
}

extension Teacher {
  /// What this teacher has to say about some texts to those who learn certain things.
  public func lesson(on texts: MaskedTexts, for objectives: [Objective]) -> Lesson {
    let batch = texts.batch
    let rows = batch.realRows
    let states = encoder.states(of: batch)
    let heads = Set(objectives.compactMap(\.relationHeads))
    precondition(heads.count <= 1, "relations are between one number of heads")
    let relations = heads.first.map {
      encoder.relations(states, lengths: batch.lengths, heads: $0)
    }
    return Lesson(
      texts: texts, rows: rows,
      states: states.dropFirst().enumerated().map { layer, state in
        let real = state.gatheringRows(rows)
        standardize(real, layer: layer)
        return real
      }, relations: relations)
  }

  /// Takes the means from a layer's states and divides by the deviations, in place.
  private func standardize(_ states: Tensor, layer: Int) {
    let (means, scales) = (means[layer], deviations[layer].map { 1 / $0 })
    states.withElements { elements in
      for row in 0..<elements.count / width {
        for column in 0..<width {
          let element = elements[row * width + column]
          elements[row * width + column] = (element - means[column]) * scales[column]
        }
      }
    }
  }
}

extension Lesson {
  /// The states of some teacher layers, numbered from 1, side by side: of shape [rows, layers ·
  /// width].
  func target(_ layers: [Int]) -> Tensor {
    guard layers.count > 1 else { return states[layers[0] - 1] }
    let width = states[0].width
    let target = Tensor(repeating: 0, shape: [rows.count, layers.count * width])
    target.withElements { target in
      for (part, layer) in layers.enumerated() {
        states[layer - 1].withElements { state in
          for row in 0..<rows.count {
            let from = state[row * width..<(row + 1) * width]
            let start = (row * layers.count + part) * width
            _ = target[start..<start + width].update(fromContentsOf: from)
          }
        }
      }
    }
    return target
  }
}
