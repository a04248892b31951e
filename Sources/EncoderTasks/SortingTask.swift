import Tensors
import Text

// MARK: - Texts to be sorted

/// Short texts with labels: what an encoder learns once it knows the language.
public struct SortingTask {
  /// In kebab-case, as it stands in the names of measurements.
  public let name: String
  /// How many labels there are.
  public let classes: Int
  /// What is learned from, what choices are made by, and what judges.
  public let training, validation, test: [Example]

  /// A task of texts that are tokens already.
  public init(
    name: String, classes: Int, training: [Example], validation: [Example], test: [Example]
  ) {
    (self.name, self.classes) = (name, classes)
    (self.training, self.validation, self.test) = (training, validation, test)
  }

  /// The accuracy of always naming the class that is most frequent, in percent.
  public var majority: Double {
    let most = Dictionary(grouping: test, by: \.label).values.map(\.count).max() ?? 0
    return 100 * Double(most) / Double(test.count)
  }
}

/// A short text as tokens, and the place of its class.
public struct Example: Sendable {
  /// The class.
  public let label: Int32
  /// The text.
  public let tokens: [Int32]

  /// A text and its class.
  public init(label: Int32, tokens: [Int32]) {
    (self.label, self.tokens) = (label, tokens)
  }
}

extension SortingTask {
  /// Texts as the novels' tokens, none longer than `longest`.
  public init(
    _ name: String, _ texts: LabelledTexts, _ tokenizer: BytePairTokenizer, longest: Int
  ) {
    func tokenized(_ examples: [LabelledTexts.Example]) -> [Example] {
      examples.map {
        Example(label: $0.label, tokens: Array(tokenizer.encode($0.text).prefix(longest)))
      }
    }
    (self.name, classes) = (name, texts.labels.count)
    (training, validation) = (tokenized(texts.training), tokenized(texts.validation))
    test = tokenized(texts.test)
  }
}

// MARK: - The order of words

extension SortingTask {
  /// Passages of the novels, in every other of which two neighbouring tokens have changed places.
  ///
  /// Which tokens there are says nothing about that, however well it is known: only an encoder that
  /// knows which token can follow which does better than a coin. It is judged by the novel that was
  /// held out.
  public static func wordOrder(in text: EncoderText, count: Int, length: Int = 24) -> SortingTask {
    var generator = SeededGenerator(seed: 0)
    func passages(_ documents: [ArraySlice<Int32>], _ count: Int) -> [Example] {
      (0..<count).map { number in
        let label = Int32(number % 2)
        while true {
          let document = documents.randomElement(using: &generator)!
          let first = Int.random(
            in: document.startIndex...(document.endIndex - length), using: &generator)
          var tokens = Array(document[first..<first + length])
          let places = (1..<length).filter { tokens[$0] != tokens[$0 - 1] }
          guard let place = places.randomElement(using: &generator) else { continue }
          if label == 1 { tokens.swapAt(place - 1, place) }
          return Example(label: label, tokens: tokens)
        }
      }
    }
    let choosing = text.heldOut.count * 4 / 5
    return SortingTask(
      name: "order", classes: 2, training: passages(text.novels.map { $0[...] }, count),
      validation: passages([text.heldOut[choosing...]], count / 8),
      test: passages([text.heldOut[..<choosing]], count / 4))
  }
}
