// MARK: - N-gram tree

/// Every n-gram of some documents, up to a length, as a path of tokens down from the root.
///
/// A node is an n-gram; its parent is the same without the last token. So a node is found by its
/// parent and one token, whatever the length, and no key ever holds five tokens.
struct NGramTree: Sendable {
  /// The empty n-gram.
  static let root = 0

  /// The way down from an n-gram to the one that is longer by a token.
  private struct Step: Hashable {
    let parent: Int32
    let token: Int32
  }

  private let order: Int
  private var children: [Step: Int32] = [:]
  private var parents: [Int32] = [0]
  private var lengths: [UInt8] = [0]
  /// How often each n-gram occurs.
  private var occurrences: [Int32] = [0]
  /// After how many different tokens each n-gram occurs.
  private var predecessors: [Int32] = [0]

  /// Counts the n-grams of up to `order` tokens within each document.
  init(order: Int, vocabularySize: Int, documents: [[Int32]]) {
    self.order = order
    for document in documents {
      // The n-grams that end before the current token, by length, the empty one first.
      var endings = [Self.root]
      for token in document {
        precondition(0..<vocabularySize ~= Int(token), "token \(token) is not of this vocabulary")
        endings = count(token, after: endings)
      }
    }
  }
}

// MARK: - Counting n-grams

extension NGramTree {
  /// Counts the n-grams that end with `token`, and returns them in order of length.
  private mutating func count(_ token: Int32, after endings: [Int]) -> [Int] {
    var ended = [Self.root]
    for parent in endings.prefix(order) {
      let node: Int
      if let known = child(of: parent, token) {
        node = known
      } else {
        node = addChild(of: parent, token)
        // The same n-gram without its first token has met a new predecessor.
        predecessors[ended[ended.count - 1]] += 1
      }
      occurrences[node] += 1
      ended.append(node)
    }
    return ended
  }

  private mutating func addChild(of parent: Int, _ token: Int32) -> Int {
    let node = parents.count
    children[Step(parent: Int32(parent), token: token)] = Int32(node)
    parents.append(Int32(parent))
    lengths.append(lengths[parent] + 1)
    occurrences.append(0)
    predecessors.append(0)
    return node
  }
}

// MARK: - Looking up n-grams

extension NGramTree {
  /// Every n-gram but the empty one.
  var nodes: Range<Int> { 1..<parents.count }

  /// The n-grams of `length` tokens.
  func nodes(ofLength length: Int) -> some Sequence<Int> {
    nodes.lazy.filter { lengths[$0] == length }
  }

  /// The n-gram without its last token.
  func parent(of node: Int) -> Int { Int(parents[node]) }

  /// The number of tokens.
  func length(of node: Int) -> Int { Int(lengths[node]) }

  /// The n-gram followed by `token`, if that occurs.
  func child(of node: Int, _ token: Int32) -> Int? {
    children[Step(parent: Int32(node), token: token)].map(Int.init)
  }

  /// The counts that Kneser-Ney smoothing works on: occurrences for the longest n-grams, numbers of
  /// different predecessors for the shorter. What occurs only as a document's beginning has none.
  var smoothingCounts: [Int] {
    parents.indices.map { node in
      Int(lengths[node] == order ? occurrences[node] : predecessors[node])
    }
  }
}
