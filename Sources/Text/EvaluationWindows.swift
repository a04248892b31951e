// MARK: - Evaluation windows

/// Windows that walk through a held-out document and score each of its tokens exactly once.
///
/// A window overlaps the one before by `precedingContext` tokens, which it reads but does not score
/// again: the first token that it does score is predicted from these and one more, not from nothing.
/// More of it makes the score better and the walk longer.
public struct EvaluationWindows: Sendable {
  /// The number of tokens a window.
  public let contextLength: Int
  /// How many tokens at least stand before a scored one, save at the document's start.
  public let precedingContext: Int
  /// How many tokens are scored.
  public let scoredCount: Int

  private let windows: [Window]

  /// Lays windows through `document`.
  ///
  /// - Parameters:
  ///   - startToken: Stands before the document, so that its first token is predicted too. Without
  ///     one the first token is only read, and all others are scored.
  ///   - contextLength: The number of tokens a window.
  ///   - precedingContext: The number of tokens that are read again, below `contextLength`.
  public init(
    of document: [Int32], startToken: Int32?, contextLength: Int, precedingContext: Int
  ) {
    precondition(
      0..<contextLength ~= precedingContext, "a window has room for its context and one token more")
    let tokens = (startToken.map { [$0] } ?? []) + document
    self.contextLength = contextLength
    self.precedingContext = precedingContext
    scoredCount = max(tokens.count - 1, 0)
    windows = Self.windows(
      through: tokens, length: contextLength, overlap: precedingContext)
  }
}

// MARK: - Laying the windows

extension EvaluationWindows {
  private static func windows(through tokens: [Int32], length: Int, overlap: Int) -> [Window] {
    var windows: [Window] = []
    var scored = 1  // The tokens before this position have been scored, or only start the text.
    while scored < tokens.count {
      // The last window ends with the document, and so may overlap the one before by more.
      let lastStart = max(tokens.count - 1 - length, 0)
      let start = min(max(scored - 1 - overlap, 0), lastStart)
      let end = min(start + length + 1, tokens.count)
      var window = Window(tokens[start..<end])
      for place in 0..<(scored - 1 - start) { window.labels[place] = Batch.ignoredLabel }
      window.pad(to: length)
      windows.append(window)
      scored = end
    }
    return windows
  }
}

extension Window {
  /// Fills up a window that is longer than its document. What stands after a token has no say in a
  /// causal model's prediction, and what is filled in is not scored.
  fileprivate mutating func pad(to length: Int) {
    inputs += Array(repeating: 0, count: length - inputs.count)
    labels += Array(repeating: Batch.ignoredLabel, count: length - labels.count)
  }
}

// MARK: - Handing the windows out

extension EvaluationWindows {
  /// The windows in order, `size` of them a batch; the last batch has what is left.
  public func batches(ofSize size: Int) -> [Batch] {
    stride(from: 0, to: windows.count, by: size).map { start in
      Batch(windows: Array(windows[start..<min(start + size, windows.count)]))
    }
  }
}
