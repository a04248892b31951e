import Tensors

// MARK: - Writing on

extension Transformer {
  /// Tokens that follow a prompt, one at a time: each is chosen, handed out, and read by the model.
  ///
  /// When the context is full, the model forgets all but its second half and reads that again.
  ///
  /// - Parameters:
  ///   - prompt: at least one token.
  ///   - count: how many tokens to write.
  ///   - sampler: chooses each.
  ///   - receive: receives each token as soon as it is there.
  public func generate(
    after prompt: [Int32], count: Int, sampler: Sampler,
    using generator: inout some RandomNumberGenerator, receive: (Int32) throws -> Void
  ) rethrows {
    precondition(!prompt.isEmpty, "a model continues something")
    let context = configuration.contextLength
    let cache = KeyValueCache(for: configuration)
    var text = prompt
    var unread = Array(prompt.suffix(context))
    for _ in 0..<count {
      if cache.count + unread.count > context {
        cache.truncate(to: 0)
        unread = Array(text.suffix(max(1, context / 2)))
      }
      let scores = nextTokenLogits(after: unread, keepingIn: cache)
      let token = sampler.choose(from: scores, using: &generator)
      try receive(token)
      text.append(token)
      unread = [token]
    }
  }

  /// Reads tokens and scores what may follow the last of them: `vocabularySize` scores.
  public func nextTokenLogits(after tokens: [Int32], keepingIn cache: KeyValueCache) -> [Float] {
    let hidden = self(tokens, keepingIn: cache)
    let last = hidden.rows == 1 ? hidden : hidden.gatheringRows([Int32(hidden.rows - 1)])
    return logits(last).elements
  }
}
