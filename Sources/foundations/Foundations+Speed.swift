import ChapterCommand
import Evidence

// MARK: - How fast the machine is

extension Foundations {
  /// Comes first, while nothing else is in memory.
  static func speed(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.cell("How fast the machine is") { page in
      let speed = try notebook.step("speed") { progress in
        try SpeedTest.run(width: 256, rounds: configuration.speedRounds) {
          progress.update($0)
          try notebook.checkInterruption()
        }
      }
      let figures: [(String, Evidence.Measurement)] = [
        ("training step", .timed("training-milliseconds-4x256", speed.training, unit: "ms")),
        (
          "OpenBLAS, for its matrix products alone",
          .timed("sgemm-limit-share-4x256", speed.limitShares, unit: "%")
        ),
        (
          "these products alone, as we compute them",
          .timed("product-share-4x256", speed.productShares, unit: "%")
        ),
        (
          "training",
          .timed("training-tokens-per-second-4x256", speed.tokensPerSecond, unit: "tokens/s")
        ),
        (
          "arithmetic",
          .timed("training-gigaflops-4x256", speed.gigaflops, unit: "GFLOP/s")
        ),
        (
          "prefill of \(SpeedTest.promptLength) tokens",
          .timed("prefill-milliseconds-4x256", speed.prefill, unit: "ms")
        ),
        ("decode, a token", .timed("decode-milliseconds-4x256", speed.decode, unit: "ms")),
        (
          "peak memory",
          .timed("peak-memory-mebibytes-4x256", [speed.peakMebibytes], unit: "MiB")
        ),
        (
          "multiply-adds a step",
          .counted("multiply-adds-step-4x256", speed.multiplyAdds, unit: "multiply-adds")
        ),
      ]
      for (_, figure) in figures { try notebook.measure(figure) }
      page.table(
        ["4 blocks × 256, threads: \(notebook.threads)", "median (interval)"],
        figures.map { [$0, $1.figureWithInterval] })
      page.draw(speedPlot(notebook))
    }
  }

  /// A step beside its matrix products alone, here and in OpenBLAS.
  private static func speedPlot(_ notebook: Notebook) -> Plot {
    func bar(_ place: Double, _ id: String) -> Series.Point? {
      notebook.measurements.first { $0.id == id }.map {
        .init(place, $0.estimate, low: $0.interval?.low, high: $0.interval?.high)
      }
    }
    return Plot(
      "Time of a training step, and of its matrix products alone", form: .bars,
      x: Axis(
        "", categories: ["whole step", "its products", "its products in OpenBLAS"]),
      y: Axis("share of the step's time", unit: "%"),
      series: [
        Series("here", [.init(0, 100)] + [bar(1, "product-share-4x256")].compactMap(\.self)),
        Series(
          "OpenBLAS", role: .baseline,
          [bar(2, "sgemm-limit-share-4x256")].compactMap(\.self)),
      ])
  }
}
