import EncoderTasks
import Multiplexing
import Tensors

// MARK: - A task

/// Texts of which each, or of which each word, has a class.
struct Task: Sendable {
  /// In kebab-case, as it stands in the names of measurements.
  let name: String
  /// What has a class, and how many there are.
  let unit: MultiplexedClassifier.Unit
  let classes: Int
  /// What is learned from, what a threshold is chosen by, and what judges.
  let training, validation, test: [LabelledInstance]
}

extension Task {
  /// A task of whole texts.
  init(_ task: SortingTask) {
    func instances(_ examples: [Example]) -> [LabelledInstance] {
      examples.map { LabelledInstance(tokens: $0.tokens, labels: [$0.label]) }
    }
    self.init(
      name: task.name, unit: .instance, classes: task.classes,
      training: instances(task.training), validation: instances(task.validation),
      test: instances(task.test))
  }

  /// A task of words.
  init(_ task: TokenTask) {
    func instances(_ examples: [TokenExample]) -> [LabelledInstance] {
      examples.map { LabelledInstance(tokens: $0.tokens, labels: $0.labels) }
    }
    self.init(
      name: task.name, unit: .token, classes: 2,
      training: instances(task.training), validation: instances(task.validation),
      test: instances(task.test))
  }
}

// MARK: - Judging answers

/// How right answers are, in percent: all of them, and those of each slot.
struct Judged: Codable, Sendable {
  /// The accuracy; where words have classes, F1 of the rare one.
  let score: Double
  /// The same for each of the N slots.
  let slots: [Double]
}

extension Task {
  /// Judges answers to examples of this task.
  ///
  /// - Parameter threshold: by how much the rare class must score more to be named.
  func judged(
    _ answers: [Answer], to examples: [LabelledInstance], threshold: Float, slotCount: Int
  ) -> Judged {
    func score(_ places: [Int]) -> Double {
      switch unit {
      case .instance:
        let right = places.count {
          indexOfMaximum(answers[$0].scores[0]) == Int(examples[$0].labels[0])
        }
        return 100 * Double(right) / Double(max(1, places.count))
      case .token:
        var score = F1Score()
        for place in places { score.count(answers[place], examples[place], threshold: threshold) }
        return score.f1
      }
    }
    return Judged(
      score: score(Array(answers.indices)),
      slots: (0..<slotCount).map { slot in
        score(answers.indices.filter { answers[$0].slot == slot })
      })
  }

  /// The threshold with the highest F1; 0 where whole texts have classes.
  func bestThreshold(_ answers: [Answer], to examples: [LabelledInstance]) -> Float {
    guard unit == .token else { return 0 }
    let candidates = stride(from: Float(-4), through: 4, by: 0.25)
    return candidates.max {
      judged(answers, to: examples, threshold: $0, slotCount: 0).score
        < judged(answers, to: examples, threshold: $1, slotCount: 0).score
    }!
  }
}

extension F1Score {
  /// Counts the words of a text.
  fileprivate mutating func count(
    _ answer: Answer, _ example: LabelledInstance, threshold: Float
  ) {
    for (scores, label) in zip(answer.scores, example.labels) where label != ignoredLabel {
      count(found: scores[1] - scores[0] > threshold, isRight: label == 1)
    }
  }
}
