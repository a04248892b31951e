import Text

// MARK: - Novels as tokens

/// The novels as tokens, each to be read from a start token on.
struct TokenizedText {
  /// The name of the token that stands before a text.
  static let start = "<|start|>"

  let tokenizer: BytePairTokenizer
  /// The novels to learn from, without start tokens.
  let training: [[Int32]]
  /// The novel to be judged by.
  let heldOut: [Int32]
  /// Its length in bytes, which does not depend on any tokenizer.
  let heldOutBytes: Int

  init(_ novels: Corpus.Split, _ tokenizer: BytePairTokenizer) {
    self.tokenizer = tokenizer
    training = novels.training.map { tokenizer.encode($0.bytes) }
    heldOut = tokenizer.encode(novels.heldOut.bytes)
    heldOutBytes = novels.heldOut.bytes.count
  }

  /// The token that stands before a text.
  var startToken: Int32 { Int32(vocabularySize - 1) }

  var vocabularySize: Int { tokenizer.vocabularySize }
}

/// A simpler model, and what it takes.
struct Control {
  let name: String
  let bitsPerByte: Double
}
