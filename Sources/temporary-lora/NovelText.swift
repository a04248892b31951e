import Text

// MARK: - Novels as tokens

/// All texts as tokens of one vocabulary.
struct NovelText: Sendable {
  let tokenizer: BytePairTokenizer
  /// The novels that the base learns from, by title.
  let training: [(title: String, tokens: [Int32])]
  /// The novel that is read, or its beginning.
  let heldOut: [Int32]
  /// The King James Bible, or its beginning; empty where it is not there.
  let bible: [Int32]

  init(_ novels: Corpus.Split, bible: String?, _ configuration: Configuration) throws {
    let tokenizer = try BytePairTokenizer.trained(
      on: novels.training.map(\.bytes), vocabularySize: configuration.model.vocabularySize,
      specialTokens: [])
    self.tokenizer = tokenizer
    training = novels.training.map { ($0.title, tokenizer.encode($0.bytes)) }
    func beginning(_ tokens: [Int32], _ count: Int?) -> [Int32] {
      count.map { Array(tokens.prefix($0)) } ?? tokens
    }
    heldOut = beginning(tokenizer.encode(novels.heldOut.bytes), configuration.readTokens)
    self.bible = beginning(bible.map { tokenizer.encode($0) } ?? [], configuration.bibleTokens)
  }

  /// A novel that the base has learned from.
  func novel(_ title: String) -> [Int32] { training.first { $0.title == title }!.tokens }
}
