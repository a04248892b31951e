import Evidence

// MARK: - What can be wrong with a tokenizer

/// A tokenizer that cannot be made or read, and what to do about it.
public enum TokenizerError: DataError, Equatable {
  /// The vocabulary asked for has no room for the bytes and the special tokens.
  case vocabularyTooSmall(size: Int, smallest: Int)
  /// Merge number `index` uses a token that does not exist before it.
  case mergeOfUnknownToken(index: Int, pair: TokenPair)
  /// Merge number `index` repeats an earlier one.
  case repeatedMerge(index: Int, pair: TokenPair)
  /// Special tokens that are empty or alike.
  case badSpecialTokens([String])
  /// There is no file at `path`, or it cannot be opened.
  case unreadableFile(path: String)
  /// The file is not what a tokenizer saves: cut short, damaged or something else.
  case damagedFile(path: String, reason: String)
}

// MARK: - Saying what is wrong with a tokenizer

extension TokenizerError {
  /// What is wrong, what was found, what is allowed, and what to do next.
  public var description: String {
    switch self {
    case .vocabularyTooSmall(let size, let smallest):
      "A vocabulary of \(size) is too small: the 256 bytes and the special tokens take "
        + "\(smallest). Ask for \(smallest) or more."
    case .mergeOfUnknownToken(let index, let pair):
      "Merge \(index) joins tokens \(pair.left) and \(pair.right), but may only use tokens 0 to "
        + "\(255 + index). Give the merges in the order in which they were learned."
    case .repeatedMerge(let index, let pair):
      "Merge \(index) joins tokens \(pair.left) and \(pair.right), which an earlier one joins. "
        + "Give each pair once."
    case .badSpecialTokens(let names):
      "The special tokens \(names) are not all different and not empty. Give each a name of its own."
    case .unreadableFile(let path):
      "There is no tokenizer at \(path) that could be opened. Train one and save it there."
    case .damagedFile(let path, let reason):
      "The tokenizer \(path) is damaged: \(reason). Train it again and save it there."
    }
  }
}
