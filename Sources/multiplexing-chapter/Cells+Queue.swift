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
      let queues = try notebook.step("queue") { progress in
        try contenders.enumerated().map { number, contender in
          try RequestQueue.timed(contender, configuration) {
            progress.update((Double(number) + $0) / Double(contenders.count))
            try notebook.checkInterruption()
          }
        }
      }
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
      for (contender, queue) in zip(contenders, queues) {
        try notebook.measure(
          .timed("capacity-\(contender.name)", [queue.capacity], unit: "requests/s"))
        try notebook.measure(
          .timed("wait-\(contender.name)", [latency(queue, 0.6)], unit: "ms"))
      }
      page.table(
        ["encoder", "requests a second, at most", "wait when 60 % of n1's come"],
        zip(contenders, queues).map { contender, queue in
          [
            contender.name, Figure.text(queue.capacity), Figure.text(latency(queue, 0.6), unit: "ms"),
          ]
        })
    }
  }
}

// MARK: - Who is read together

extension MultiplexingChapter {
  /// How much of what is read are tokens and not padding, when glosses share passes as they come, and
  /// when those of like length do.
  private static func packing(
    _ texts: Texts, _ contenders: [Contender], on page: Page, in notebook: Notebook
  ) throws {
    let glosses = texts.task("glosses")!.test.map(\.tokens)
    func filling(_ size: Int, isPacked: Bool) -> Double {
      let batch = 16 * size
      return stride(from: 0, to: glosses.count / batch * batch, by: batch).map { first in
        let chosen = Array(glosses[first..<first + batch])
        let grouping =
          isPacked
          ? Grouping(lengths: chosen.map(\.count), groupSize: size)
          : Grouping(batch, groupSize: size)
        return 100 * MultiplexedBatch(chosen, grouping).fillingOfPasses
      }.mean
    }
    page.table(
      ["of the positions read, real", "as they come", "packed by length"],
      try contenders.map { contender in
        let size = contender.groupSize
        return [contender.name] + try [false, true].map { isPacked in
          try notebook.measure(
            .counted(
              "filling-\(isPacked ? "packed" : "arrival")-\(contender.name)",
              filling(size, isPacked: isPacked), unit: "%")
          ).figure
        }
      })
  }
}

// MARK: - A server's speed

extension RequestQueue {
  /// A queue before an encoder on one thread, timed with 1 to 4 groups side by side.
  static func timed(
    _ contender: Contender, _ configuration: Configuration, report: (Double) throws -> Void
  ) throws -> RequestQueue {
    try ThreadPool.with(threads: 1) {
      let clock = ContinuousClock()
      let readers = try (1...4).map {
        try TimedReader(contender, configuration, groups: $0, tokens: configuration.race.tokens)
      }
      var seconds = [[Double]](repeating: [], count: readers.count)
      for round in 0..<configuration.race.rounds {
        for (number, reader) in readers.enumerated() {
          seconds[number].append(clock.measure { reader.read() } / .seconds(1))
        }
        try report(Double(round + 1) / Double(configuration.race.rounds))
      }
      return RequestQueue(groupSize: contender.groupSize, seconds: seconds.map(\.median))
    }
  }
}
