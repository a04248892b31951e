import Tensors
import Text

// MARK: - Novels as tokens

/// The novels from which the language is learned, and the tokenizer for all that is read.
public struct EncoderText {
  /// The token that stands where one is to be guessed.
  public static let mask = "<|mask|>"

  /// Cuts all that is read.
  public let tokenizer: BytePairTokenizer
  /// The novels to learn from.
  public let novels: [[Int32]]
  /// The novel by which guessing is judged.
  public let heldOut: [Int32]

  /// Words of the novels and of the glosses to learn from become tokens.
  ///
  /// - Throws: what the tokenizer's training throws.
  public init(_ novels: Corpus.Split, _ glosses: LabelledTexts, vocabularySize: Int) throws {
    let definitions = glosses.training.map(\.text).joined(separator: "\n")
    let tokenizer = try BytePairTokenizer.trained(
      on: novels.training.map(\.bytes) + [Array(definitions.utf8)],
      vocabularySize: vocabularySize, specialTokens: [EncoderText.mask])
    self.tokenizer = tokenizer
    self.novels = novels.training.map { tokenizer.encode($0.bytes) }
    heldOut = tokenizer.encode(novels.heldOut.bytes)
  }

  /// The token that stands where one is to be guessed.
  public var maskToken: Int32 { Int32(tokenizer.vocabularySize - 1) }
}
