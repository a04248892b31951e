import ChapterCommand
import Evidence
import Multiplexing
import Tensors

// MARK: - A server's queue

extension MultiplexingChapter {
  /// How long requests wait at a server of each kind, the more of them come.
  static func queue(
    _ texts: Texts, _ configuration: Configuration, in notebook: Notebook
  ) throws {
    try notebook.cell("A server's queue") { page in
      let contenders = configuration.race.contenders.filter {
        configuration.queued.contains($0.name)
      }
      let rounds = try notebook.step("queue") { progress in
        try RequestQueue.timed(contenders, configuration) {
          progress.update($0)
          try notebook.checkInterruption()
        }
      }
      let queues = rounds.map { RequestQueue.typical(of: $0) }
      let capacity = queues[0].capacity
      let loads = [0.2, 0.4, 0.6, 0.8, 0.95, 1.2, 1.6, 2, 2.5, 3, 4]
      /// The latency that 95 of 100 requests stay below, in milliseconds.
      func latency(_ queue: RequestQueue, _ load: Double) -> Double {
        var generator = SeededGenerator(seed: notebook.seed)
        let arrivals = RequestQueue.arrivals(20_000, rate: load * capacity, using: &generator)
        return 1e3 * queue.latencies(of: arrivals).quantile(0.95)
      }
      page.draw(
        Plot(
          "The wait that 95 of 100 requests stay below, by how many come",
          x: Axis("requests, of what n1 can answer", unit: "×"),
          y: Axis("wait", unit: "ms", scale: .logarithmic),
          series: zip(contenders, queues).map { contender, queue in
            Series(
              contender.name, role: contender.groupSize == 1 ? .baseline : .measured,
              loads.filter { $0 * capacity < 0.98 * queue.capacity }
                .map { .init($0, latency(queue, $0)) })
          }))
      try packing(texts, contenders, on: page, in: notebook)
      page.table(
        ["encoder", "requests a second, at most", "wait when 60 % of n1's come"],
        try zip(contenders, rounds).map { contender, rounds in
          let most = try notebook.measure(
            .timed("capacity-\(contender.name)", rounds.map(\.capacity), unit: "requests/s"))
          let wait = try notebook.measure(
            .timed(
              "wait-\(contender.name)", rounds.map { latency($0, 0.6) }, unit: "ms"))
          return [contender.name, most.figureWithInterval, wait.figureWithInterval]
        })
    }
  }
}

// MARK: - Who is read together

extension MultiplexingChapter {
  /// How much of what is read are tokens and not padding, when glosses share passes as they come, and
  /// when those of like length do, among 512 that wait.
  private static func packing(
    _ texts: Texts, _ contenders: [Contender], on page: Page, in notebook: Notebook
  ) throws {
    let glosses = texts.task("glosses")!.test.map(\.tokens)
    func filling(_ size: Int, isPacked: Bool) -> Double {
      let came = Array(glosses.indices)
      let order = isPacked ? packed(came, by: glosses.map(\.count), within: 512) : came
      let batch = 16 * size
      return stride(from: 0, to: order.count / batch * batch, by: batch).map { first in
        let texts = order[first..<first + batch].map { glosses[$0] }
        return 100 * MultiplexedBatch(texts, Grouping(batch, groupSize: size)).filling
      }.mean
    }
    page.table(
      ["of the positions read, real", "as they come", "packed by length"],
      try contenders.map { contender in
        let figures = try [false, true].map { isPacked in
          try notebook.measure(
            .counted(
              "filling-\(isPacked ? "packed" : "arrival")-\(contender.name)",
              filling(contender.groupSize, isPacked: isPacked), unit: "%")
          ).figure
        }
        return [contender.name] + figures
      })
  }
}

// MARK: - A server's speed

extension RequestQueue {
  /// Queues before encoders on one thread, a queue for each round in which 1 to 16 groups side by side
  /// were timed, in turn.
  static func timed(
    _ contenders: [Contender], _ configuration: Configuration, report: (Double) throws -> Void
  ) throws -> [[RequestQueue]] {
    try ThreadPool.with(threads: 1) {
      let clock = ContinuousClock()
      let readers = try contenders.map { contender in
        try (1...configuration.race.physicalBatch).map {
          try TimedReader(contender, configuration, groups: $0, tokens: configuration.race.tokens)
        }
      }
      var queues = contenders.map { _ in [RequestQueue]() }
      for round in -1..<configuration.race.rounds {
        for (number, contender) in contenders.enumerated() {
          let seconds = readers[number].map { reader in
            clock.measure { reader.read() } / .seconds(1)
          }
          guard round >= 0 else { continue }
          queues[number].append(RequestQueue(groupSize: contender.groupSize, seconds: seconds))
        }
        try report(Double(round + 2) / Double(configuration.race.rounds + 1))
      }
      return queues
    }
  }

  /// The median of each time over the rounds.
  static func typical(of rounds: [RequestQueue]) -> RequestQueue {
    RequestQueue(
      groupSize: rounds[0].groupSize,
      seconds: rounds[0].seconds.indices.map { number in
        rounds.map { $0.seconds[number] }.median
      })
  }
}
