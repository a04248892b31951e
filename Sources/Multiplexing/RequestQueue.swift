import Foundation
import Tensors

// MARK: - A server's queue

/// Requests that come one by one to a server that reads N of them in a pass.
///
/// Whenever it is free, the server takes who waits, up to what one batch holds, and answers them
/// together. It never waits for a group to fill: free slots hold copies.
public struct RequestQueue: Codable, Sendable {
  /// N, the requests that share a pass.
  public let groupSize: Int
  /// The seconds that a batch of 1, 2, … groups takes; the last one is the most it holds.
  public let seconds: [Double]

  /// A queue in front of a server of known speed.
  public init(groupSize: Int, seconds: [Double]) {
    precondition(groupSize > 0 && !seconds.isEmpty)
    (self.groupSize, self.seconds) = (groupSize, seconds)
  }

  /// The requests that a server can answer in a second when it never runs dry.
  public var capacity: Double {
    Double(groupSize * seconds.count) / seconds[seconds.count - 1]
  }
}

// MARK: - How long one waits

extension RequestQueue {
  /// The seconds from each request's arrival to its answer.
  ///
  /// - Parameter arrivals: when requests come, in seconds, in order.
  public func latencies(of arrivals: [Double]) -> [Double] {
    var latencies: [Double] = []
    var isFree = 0.0
    while latencies.count < arrivals.count {
      let first = latencies.count
      let start = max(isFree, arrivals[first])
      let taken = arrivals[first...].prefix(groupSize * seconds.count).prefix { $0 <= start }
      isFree = start + seconds[(taken.count + groupSize - 1) / groupSize - 1]
      latencies += taken.map { isFree - $0 }
    }
    return latencies
  }

  /// Arrivals of requests that know nothing of each other: the gaps between them are distributed
  /// exponentially, with `rate` arrivals in a second on average.
  public static func arrivals(
    _ count: Int, rate: Double, using generator: inout some RandomNumberGenerator
  ) -> [Double] {
    var time = 0.0
    return (0..<count).map { _ in
      time -= log(1 - Double(generator.uniform())) / rate
      return time
    }
  }
}
