import Foundation
import Text

// MARK: - Novels and glosses as tokens

/// The two texts of the chapter: novels to learn the language from, and glosses to be sorted.
struct EncoderText {
  /// The token that stands where one is to be guessed.
  static let mask = "<|mask|>"

  let tokenizer: BytePairTokenizer
  /// The novels to learn from.
  let novels: [[Int32]]
  /// The novel by which guessing is judged.
  let heldOut: [Int32]
  /// The classes of glosses.
  let classes: [String]
  /// Glosses to learn from, to choose by and to be judged by.
  let training, validation, test: [Gloss]

  /// Words of the novels and of the glosses to learn from become tokens.
  init(_ novels: Corpus.Split, _ glosses: LabelledTexts, vocabularySize: Int, longest: Int) throws {
    let definitions = glosses.training.map(\.text).joined(separator: "\n")
    let tokenizer = try BytePairTokenizer.trained(
      on: novels.training.map(\.bytes) + [Array(definitions.utf8)],
      vocabularySize: vocabularySize, specialTokens: [EncoderText.mask])
    func tokenized(_ examples: [LabelledTexts.Example]) -> [Gloss] {
      examples.map {
        Gloss(label: $0.label, tokens: Array(tokenizer.encode($0.text).prefix(longest)))
      }
    }
    self.tokenizer = tokenizer
    self.novels = novels.training.map { tokenizer.encode($0.bytes) }
    heldOut = tokenizer.encode(novels.heldOut.bytes)
    classes = glosses.labels
    training = tokenized(glosses.training)
    validation = tokenized(glosses.validation)
    test = tokenized(glosses.test)
  }

  /// The token that stands where one is to be guessed.
  var maskToken: Int32 { Int32(tokenizer.vocabularySize - 1) }
}

/// A gloss as tokens, and the place of its class.
struct Gloss: Sendable {
  let label: Int32
  let tokens: [Int32]
}
