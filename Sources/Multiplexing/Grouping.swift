// MARK: - Who shares a pass

/// Which instances share a forward pass: groups of N slots, and in each slot an instance.
///
/// Every slot is taken. Where instances run out, those of the last group stand in its free slots
/// once more, in turn: no mix is thinner than those that a model learned from, and no instance
/// meets one of another batch. Whoever stands in several slots gets the mean of what they say.
public struct Grouping: Codable, Hashable, Sendable {
  /// N, the instances that share a pass.
  public let groupSize: Int
  /// The number of different instances.
  public let instanceCount: Int
  /// The instance in each slot, group after group.
  public let instances: [Int]

  /// Groups of neighbours in a queue.
  ///
  /// - Parameters:
  ///   - order: each of `0 ..< order.count` once: the instances as they stand in the queue.
  ///   - groupSize: N.
  ///   - copies: how many slots each instance takes: 1 for throughput, N for an ensemble of N views
  ///     at the price of no multiplexing (arXiv 2302.12441, ensembling), and all between.
  public init(order: [Int], groupSize: Int, copies: Int = 1) {
    precondition(!order.isEmpty && groupSize > 0 && (1...groupSize).contains(copies))
    precondition(order.sorted().elementsEqual(0..<order.count), "each instance stands there once")
    self.groupSize = groupSize
    instanceCount = order.count
    var slots = order.flatMap { [Int](repeating: $0, count: copies) }
    let last = slots.suffix(slots.count % groupSize)
    var next = last.startIndex
    while slots.count % groupSize > 0 {
      slots.append(last[next])
      next = last.index(after: next) == last.endIndex ? last.startIndex : next + 1
    }
    instances = slots
  }

  /// Groups of `count` instances in the order in which they came.
  public init(_ count: Int, groupSize: Int, copies: Int = 1) {
    self.init(order: Array(0..<count), groupSize: groupSize, copies: copies)
  }

  /// The number of forward passes, which a batch makes side by side.
  public var groupCount: Int { instances.count / groupSize }
}

// MARK: - Requests of like length

/// Instances in a new order, in which each run of `count` that came one after the other is sorted by
/// length: neighbours then have about the same length, and are still drawn from a few at random.
///
/// - Parameters:
///   - order: numbers of instances, as they come.
///   - lengths: the tokens of each instance.
public func packed(_ order: [Int], by lengths: [Int], within count: Int) -> [Int] {
  stride(from: 0, to: order.count, by: count).flatMap { first in
    let run = order[first..<min(first + count, order.count)]
    return run.enumerated().sorted {
      (lengths[$0.element], $0.offset) < (lengths[$1.element], $1.offset)
    }.map(\.element)
  }
}
