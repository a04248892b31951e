// MARK: - Instances side by side

/// Instances as the multiplexer takes them, one in each slot of a grouping, padded to one length.
///
/// Padding is never mixed in: at each position, a group's mix is the mean over those of its
/// instances that are so long, and no token sees positions that none of them reaches.
public struct MultiplexedBatch: Sendable {
  /// Who shares a pass.
  public let grouping: Grouping
  /// The tokens of each slot's instance, slot after slot, `length` of each; 0 for padding.
  public private(set) var tokens: [Int32]
  /// How many tokens of each slot are real.
  public let lengths: [Int]
  /// The tokens of the longest instance.
  public let length: Int

  /// Puts each instance, of one token or more, where the grouping says.
  public init(_ instances: [[Int32]], _ grouping: Grouping) {
    precondition(instances.count == grouping.instanceCount)
    precondition(instances.allSatisfy { !$0.isEmpty }, "an instance has tokens")
    let length = instances.map(\.count).max() ?? 0
    self.grouping = grouping
    self.length = length
    lengths = grouping.instances.map { instances[$0].count }
    tokens = grouping.instances.flatMap { instance in
      let padding = length - instances[instance].count
      return instances[instance] + [Int32](repeating: 0, count: padding)
    }
  }

  /// Of the positions that are read, in all slots, the share that holds a token; the others are
  /// padding.
  public var filling: Double { Double(lengths.reduce(0, +)) / Double(tokens.count) }

  /// The tokens of each group's longest instance.
  public var groupLengths: [Int] {
    (0..<grouping.groupCount).map { group in
      lengths[group * grouping.groupSize..<(group + 1) * grouping.groupSize].max() ?? 0
    }
  }
}

// MARK: - Where an answer is wanted

/// A token of the instance in a slot: what is demultiplexed is asked for by its place.
public struct Place: Hashable, Sendable {
  /// The slot's number in its batch, counted over all groups.
  public let slot: Int
  /// The token's position in its instance.
  public let token: Int

  /// A token of a slot.
  public init(slot: Int, token: Int) { (self.slot, self.token) = (slot, token) }
}

extension MultiplexedBatch {
  /// The places of all real tokens, slot after slot.
  public var places: [Place] {
    lengths.enumerated().flatMap { slot, length in
      (0..<length).map { Place(slot: slot, token: $0) }
    }
  }

  /// Which of `places` belong to each slot: the groups to average over for a vector per instance.
  public var placesBySlot: [Range<Int>] {
    var first = 0
    return lengths.map { length in
      defer { first += length }
      return first..<first + length
    }
  }

  /// The token at a place.
  public func token(at place: Place) -> Int32 { tokens[index(of: place)] }

  /// The batch with other tokens at some places.
  func replacing(_ replacements: [(place: Place, token: Int32)]) -> MultiplexedBatch {
    var other = self
    for (place, token) in replacements { other.tokens[index(of: place)] = token }
    return other
  }

  private func index(of place: Place) -> Int { place.slot * length + place.token }
}
