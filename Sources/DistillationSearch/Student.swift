import Layers
import Tensors

// MARK: - A student

/// A small encoder that imitates a teacher.
public struct Student {
  /// Reads texts. Its store holds all parameters, the projection's too.
  public let encoder: Transformer
  /// What it imitates.
  public let objective: Objective
  /// From the student's width to that of all teacher states which a layer learns: one for all
  /// layers; nil where relations are learned, which need none.
  let projection: Linear?
  /// From the student's width to a score for each token.
  let head: Linear

  /// A student with freshly drawn parameters.
  ///
  /// - Throws: `TransformerConfiguration.Impossible`.
  public init(
    _ shape: StudentShape, of teacher: Teacher, learning objective: Objective,
    using generator: inout some RandomNumberGenerator
  ) throws {
    let configuration = teacher.encoder.configuration
    encoder = try Transformer(
      shape.configuration(
        vocabularySize: configuration.vocabularySize, contextLength: configuration.contextLength),
      using: &generator)
    self.objective = objective
    head = Linear(
      inputWidth: shape.width, outputWidth: configuration.vocabularySize,
      in: encoder.parameters.scope["head"], using: &generator)
    guard case .states(let mapping) = objective else {
      projection = nil
      return
    }
    let parts = mapping.teachers(
      of: shape.layers, studentLayers: shape.layers, teacherLayers: teacher.layers)
    projection = Linear(
      inputWidth: shape.width, outputWidth: parts.count * teacher.width,
      deviation: 1 / Float(shape.width).squareRoot(), in: encoder.parameters.scope["projection"],
      using: &generator)
  }
}

// MARK: - Imitating

extension Student {
  /// How far a student is from its teacher.
  public struct Loss: Sendable {
    /// The mean over the layers that learn: what is differentiated.
    public let mean: Float
    /// That of the last layer alone. It is the only one that students of different depths have in
    /// common: the others learn different targets.
    public let last: Float
  }

  /// The distance from what a teacher showed; with a tape, differentiated.
  public func loss(_ lesson: Lesson, on tape: Tape? = nil) -> Loss {
    loss(encoder.states(of: lesson.texts.batch, on: tape), lesson)
  }

  fileprivate func loss(_ states: [Tensor], _ lesson: Lesson) -> Loss {
    switch objective {
    case .states(let mapping):
      let layers = (1..<states.count).map { layer in
        (
          states[layer],
          mapping.teachers(
            of: layer, studentLayers: states.count - 1, teacherLayers: lesson.states.count)
        )
      }.filter { !$0.1.isEmpty }
      let losses = layers.map { state, teachers in
        projection!(state.gatheringRows(lesson.rows))
          .meanSquaredError(to: lesson.target(teachers), weight: 1 / Float(layers.count))
      }
      return Loss(mean: losses.reduce(0, +) / Float(losses.count), last: losses.last!)
    case .relations(let heads):
      let own = encoder.relations(states, lengths: lesson.texts.batch.lengths, heads: heads)
      let loss = own.divergence(from: lesson.relations!)
      return Loss(mean: loss, last: loss)
    }
  }
}

extension [Student] {
  /// Learn from the same lessons, each for itself: what one learns does not depend on who learns
  /// beside it, and the teacher reads each text once for all.
  ///
  /// - Parameters:
  ///   - guessing: the weight of guessing the lessons' hidden tokens beside what is imitated.
  ///   - draw: the lesson of a step.
  ///   - report: receives the number of steps made and the mean loss; may throw to end it.
  public func imitate(
    _ training: Training, guessing: Float = 0, drawing draw: () -> Lesson,
    report: (_ step: Int, _ loss: Float) throws -> Void
  ) throws {
    try training.run(map(\.encoder.parameters), report: report) { tape in
      let lesson = draw()
      let losses = map { student in
        let states = student.encoder.states(of: lesson.texts.batch, on: tape)
        if guessing > 0 {
          _ = student.guessingLoss(states.last!, lesson.texts, weight: guessing)
        }
        return student.loss(states, lesson).mean
      }
      return losses.reduce(0, +) / Float(count)
    }
  }
}

// MARK: - Guessing

extension Student {
  /// Learns to guess hidden tokens without a teacher.
  ///
  /// - Parameters:
  ///   - draw: the texts of a step.
  ///   - report: receives the number of steps made and the loss; may throw to end it.
  public func guess(
    _ training: Training, drawing draw: () -> MaskedTexts,
    report: (_ step: Int, _ loss: Float) throws -> Void
  ) throws {
    try training.run([encoder.parameters], report: report) { tape in
      let texts = draw()
      return guessingLoss(encoder(texts.batch, on: tape), texts, weight: 1)
    }
  }

  /// A score for each token, from final vectors: of shape [rows, vocabularySize].
  public func logits(_ vectors: Tensor) -> Tensor { head(vectors) }

  fileprivate func guessingLoss(_ vectors: Tensor, _ texts: MaskedTexts, weight: Float) -> Float {
    let rows = texts.guessedRows
    return logits(vectors.gatheringRows(rows))
      .crossEntropy(labels: rows.map { texts.labels[Int($0)] }, weight: weight)
  }

  /// Takes over its teacher's way to guess: what the last layer projects are the teacher's final
  /// vectors but for their scale, so that projection, scale and the teacher's head are one matrix.
  ///
  /// Nothing changes where relations are learned, since nothing is projected.
  ///
  /// - Complexity: O(vocabularySize · teacher's width · width).
  public func adoptHead(of teacher: Teacher) {
    guard let projection, let bias = projection.bias, let ownBias = head.bias else { return }
    let (width, wide) = (encoder.configuration.width, teacher.width)
    let (means, deviations) = teacher.scale
    // The last of the projected parts is the teacher's last layer in every mapping.
    let rows = projection.weight.elements.suffix(wide * width).enumerated().map { place, element in
      deviations[place / width] * element
    }
    let constants = zip(bias.elements.suffix(wide), zip(means, deviations)).map { bias, scale in
      bias * scale.1 + scale.0
    }
    head.weight.set(to: teacher.encoder.head.combining(Tensor(rows, shape: [wide, width])))
    ownBias.set(to: Tensor(constants, shape: [1, wide]).linear(teacher.encoder.head))
  }
}

extension Tensor {
  /// Copies another tensor's elements, of which there are as many.
  fileprivate func set(to other: Tensor) {
    withElements { elements in other.withElements { _ = elements.update(fromContentsOf: $0) } }
  }
}
