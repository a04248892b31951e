// MARK: - N-gram tree

/// Every n-gram of some documents, up to a length, as a path of tokens down from the root.
///
/// A node is an n-gram; its parent is the same without the last token. So a node is found by its
/// parent and one token, whatever the length, and no key ever holds five tokens.
struct NGramTree: Sendable {
  /// The empty n-gram.
  static let root = 0

  private let order: Int
  private var children: NodeTable
  private var parents: [Int32] = [0]
  private var lengths: [UInt8] = [0]
  /// How often each n-gram occurs.
  private var occurrences: [Int32] = [0]
  /// After how many different tokens each n-gram occurs.
  private var predecessors: [Int32] = [0]

  /// Counts the n-grams of up to `order` tokens within each document.
  init(order: Int, vocabularySize: Int, documents: [[Int32]]) {
    self.order = order
    children = NodeTable()
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
    children.insert(node, parent: parent, token: token)
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
    children.node(parent: node, token: token)
  }

  /// The counts that Kneser-Ney smoothing works on: occurrences for the longest n-grams, numbers of
  /// different predecessors for the shorter.
  var smoothingCounts: [Int] {
    parents.indices.map { node in
      Int(lengths[node] == order ? occurrences[node] : predecessors[node])
    }
  }
}

// MARK: - Finding a node

/// A hash table from a parent and a token to a node, with open addressing.
///
/// The standard dictionary would do, at three times the time: it guards against keys chosen by an
/// adversary, and a text is none.
private struct NodeTable: Sendable {
  private var keys: [UInt64]
  private var nodes: [Int32]
  private var count = 0

  private static let empty = UInt64.max

  init(capacity: Int = 1 << 12) {
    keys = Array(repeating: Self.empty, count: capacity)
    nodes = Array(repeating: 0, count: capacity)
  }

  func node(parent: Int, token: Int32) -> Int? {
    let key = Self.key(parent, token)
    let slot = slot(of: key)
    return keys[slot] == key ? Int(nodes[slot]) : nil
  }

  mutating func insert(_ node: Int, parent: Int, token: Int32) {
    if count * 2 >= keys.count { grow() }
    place(Int32(node), at: Self.key(parent, token))
    count += 1
  }

  private mutating func place(_ node: Int32, at key: UInt64) {
    let slot = slot(of: key)
    keys[slot] = key
    nodes[slot] = node
  }

  private mutating func grow() {
    let old = self
    self = NodeTable(capacity: keys.count * 2)
    count = old.count
    for (key, node) in zip(old.keys, old.nodes) where key != Self.empty { place(node, at: key) }
  }

  /// Where `key` is, or else the free slot where it belongs.
  private func slot(of key: UInt64) -> Int {
    // Fibonacci hashing: the upper bits of a product with 2⁶⁴ divided by the golden ratio.
    let shift = UInt64(64 - keys.count.trailingZeroBitCount)
    var slot = Int((key &* 0x9e37_79b9_7f4a_7c15) &>> shift)
    while keys[slot] != key && keys[slot] != Self.empty { slot = (slot + 1) & (keys.count - 1) }
    return slot
  }

  private static func key(_ parent: Int, _ token: Int32) -> UInt64 {
    UInt64(parent) << 32 | UInt64(UInt32(bitPattern: token))
  }
}
