import Foundation
import Layers
import Tensors

// MARK: - Attention relations

/// How each token of a text relates to the others: softmax of X Xᵀ/√d, where X are the queries, the
/// keys or the values of a layer, divided into as many heads for a student as for its teacher
/// (MiniLMv2, arXiv 2012.15828, section 3.1). Widths may differ: a relation is between tokens.
struct Relations {
  /// Queries, keys and values side by side, of shape [texts, tokens, 3 · width].
  let packed: Tensor
  /// How many tokens of each text are real.
  let lengths: [Int]
  /// How many relation heads there are; they divide the width.
  let heads: Int

  private var width: Int { packed.width / 3 }
  private var headWidth: Int { width / heads }
  private var length: Int { packed.rows / lengths.count }

  /// One head of the queries, keys or values of a text.
  private func vectors(_ part: Int, _ head: Int, of text: Int) -> Matrix {
    Matrix(
      packed.matrix.start + text * length * packed.width + part * width + head * headWidth,
      rows: lengths[text], columns: headWidth, stride: packed.width)
  }

  /// The relations of a text's tokens: row by row, each of which has the sum 1.
  private func shares(_ part: Int, _ head: Int, of text: Int) -> [Float] {
    let (vectors, count) = (vectors(part, head, of: text), lengths[text])
    return (0..<count).flatMap { row in
      softmax(
        (0..<count).map { column in
          dot(
            vectors.start + row * vectors.stride, vectors.start + column * vectors.stride, headWidth
          )
            / Float(headWidth).squareRoot()
        })
    }
  }
}

extension Relations {
  /// The mean over tokens, heads, queries, keys and values of the Kullback–Leibler divergence of
  /// these relations from a teacher's, in nats; on a tape, differentiated.
  func divergence(from teacher: Relations) -> Float {
    precondition(teacher.lengths == lengths && teacher.heads == heads)
    let rows = Float(3 * heads * lengths.reduce(0, +))
    var sum = 0.0
    var slopes = [Float](repeating: 0, count: packed.isRecorded ? packed.count : 0)
    for text in lengths.indices {
      for part in 0..<3 {
        for head in 0..<heads {
          let wanted = teacher.shares(part, head, of: text)
          let found = shares(part, head, of: text)
          for (wanted, found) in zip(wanted, found) {
            sum += Double(wanted * (logf(max(wanted, 1e-30)) - logf(max(found, 1e-30))))
          }
          guard packed.isRecorded else { continue }
          addSlope(
            zip(found, wanted).map { ($0 - $1) / rows }, part, head, of: text, to: &slopes)
        }
      }
    }
    if packed.isRecorded {
      packed.accumulateGradient { gradient in
        for index in slopes.indices { gradient[index] += slopes[index] }
      }
    }
    return Float(sum) / rows
  }

  /// Turns the slope of X Xᵀ/√d into that of X: (S + Sᵀ) X/√d.
  private func addSlope(
    _ slope: [Float], _ part: Int, _ head: Int, of text: Int, to gradient: inout [Float]
  ) {
    let (vectors, count) = (vectors(part, head, of: text), lengths[text])
    let offset = vectors.start - packed.matrix.start
    gradient.withUnsafeMutableBufferPointer { gradient in
      for row in 0..<count {
        let target = gradient.baseAddress! + offset + row * vectors.stride
        for column in 0..<count {
          addScaled(
            vectors.start + column * vectors.stride,
            by: (slope[row * count + column] + slope[column * count + row])
              / Float(headWidth).squareRoot(), to: target, beta: 1, headWidth)
        }
      }
    }
  }
}

// MARK: - A layer's relations

extension Transformer {
  /// The relations of the last layer, which come from what its block reads.
  func relations(
    _ states: [Tensor], lengths: [Int], heads: Int
  ) -> Relations {
    let block = blocks.last!
    return Relations(
      packed: block.attention.input(block.attentionNorm(states[states.count - 2])),
      lengths: lengths, heads: heads)
  }
}
