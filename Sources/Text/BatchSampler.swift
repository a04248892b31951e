import Evidence

// MARK: - Batch sampler

/// Draws random windows from documents of tokens, to train a language model on.
///
/// A window lies within one document, and every window of every document is equally likely.
public struct BatchSampler: Sendable {
  /// The number of windows a batch.
  public let batchSize: Int
  /// The number of tokens a window.
  public let contextLength: Int

  private let documents: [[Int32]]
  /// How many windows the documents up to each have, it included.
  private let windowCounts: [Int]

  /// Throws `SamplingError` where there are no documents, or where one has no `contextLength`
  /// tokens with another one after them.
  public init(documents: [[Int32]], contextLength: Int, batchSize: Int) throws {
    precondition(contextLength > 0 && batchSize > 0, "a batch has windows, and a window tokens")
    guard !documents.isEmpty else { throw SamplingError.noDocuments }
    if let short = documents.firstIndex(where: { $0.count <= contextLength }) {
      throw SamplingError.shortDocument(
        index: short, length: documents[short].count, needed: contextLength + 1)
    }
    self.documents = documents
    self.contextLength = contextLength
    self.batchSize = batchSize
    var sum = 0
    windowCounts = documents.map { document in
      sum += document.count - contextLength
      return sum
    }
  }
}

// MARK: - Drawing a batch

extension BatchSampler {
  /// The number of different windows.
  public var windowCount: Int { windowCounts[windowCounts.count - 1] }

  /// A batch of windows, drawn with replacement. Each label is the token after its input.
  public func batch(using generator: inout some RandomNumberGenerator) -> Batch {
    let windows = (0..<batchSize).map { _ in
      window(at: Int.random(in: 0..<windowCount, using: &generator))
    }
    return Batch(windows: windows)
  }

  /// The window at `index`, were all windows of all documents numbered in order.
  private func window(at index: Int) -> Window {
    var document = 0
    while index >= windowCounts[document] { document += 1 }
    // Counted from the back, a window's place in its document needs no other document's length.
    let end = documents[document].count - (windowCounts[document] - 1 - index)
    return Window(documents[document][(end - contextLength - 1)..<end])
  }
}

// MARK: - What can be wrong with documents

/// Documents that no windows can be drawn from, and what to do about it.
public enum SamplingError: DataError, Hashable {
  /// There are no documents at all.
  case noDocuments
  /// Document number `index` is shorter than a window with its labels; lengths in tokens.
  case shortDocument(index: Int, length: Int, needed: Int)

  /// What is wrong, what was found, what is allowed, and what to do next.
  public var description: String {
    switch self {
    case .noDocuments:
      "There are no documents to draw windows from. Give at least one."
    case .shortDocument(let index, let length, let needed):
      "Document \(index) has \(length) tokens, and a window with its labels takes \(needed). "
        + "Leave the document out, or choose a context of at most \(max(length - 1, 0)) tokens."
    }
  }
}
