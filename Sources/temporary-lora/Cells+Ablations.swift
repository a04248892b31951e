import ChapterCommand
import Evidence
import Layers
import TemporaryLoRA

// MARK: - What matters

/// A reading that differs from the main plan's in one thing, and what it cost.
struct Ablation {
  let id: String
  /// What is changed, and to what; nil for the main plan.
  var knob: Variant.Knob?
  var value = ""
  let plan: ReadingPlan
  /// Whoever learned, and nobody who learned with the same window.
  let reading, base: Reading
  let work: CountedReader.Work

  /// The main plan and its variants.
  static func all(
    _ readings: Readings, _ base: Base, _ text: NovelText
  ) throws -> [Ablation] {
    let configuration = readings.configuration
    let nobody = readings["base-\(base.seed)"]
    func work(_ plan: ReadingPlan, _ adapter: AdapterConfiguration) throws -> CountedReader.Work {
      let adapter = base.adapter(to: try base.model(), adapter)
      return CountedReader(
        plan: plan, model: adapter.adapted, parameters: adapter.parameters
      ).work(on: text.heldOut)
    }
    let main = Ablation(
      id: "main", plan: configuration.reading, reading: readings["reader-\(base.seed)"],
      base: nobody, work: try work(configuration.reading, configuration.adapter))
    return [main]
      + (try configuration.variants.map { variant in
        let (plan, adapter) = variant.applied(configuration.reading, configuration.adapter)
        return Ablation(
          id: variant.id, knob: variant.knob, value: variant.value, plan: plan,
          reading: readings[variant.id],
          base: plan.window == main.plan.window ? nobody : readings["\(variant.id)-base"],
          work: try work(plan, adapter))
      })
  }
}

extension TemporaryLoRAChapter {
  /// One change of the main plan at a time.
  static func ablations(
    _ readings: Readings, _ base: Base, _ text: NovelText, in notebook: Notebook
  ) throws -> [Ablation] {
    try notebook.cell("What matters") { page in
      let ablations = try Ablation.all(readings, base, text)
      let main = ablations[0].reading
      let swept = main.segments(in: 0..<readings.configuration.sweptTokens)
      page.table(
        [
          "what is changed", "", "of a token: reading", "learning", "perplexity", "change",
          "from the main plan's",
        ],
        try ablations.map { ablation in
          let id = "ablation-\(ablation.id)"
          let change = try notebook.measure(
            .change(id, of: ablation.reading, from: ablation.base, swept))
          let row = [
            ablation.knob?.name ?? "nothing", ablation.value, ablation.work.text(\.reading),
            ablation.work.text(\.learning), Figure.text(ablation.reading.perplexity(swept)),
            change.figureWithInterval,
          ]
          guard ablation.knob != nil else { return row + [""] }
          return row + [
            try notebook.measure(.change("\(id)-to-main", of: ablation.reading, from: main, swept))
              .figureWithInterval
          ]
        })
      for (place, rate) in readings.configuration.ratesOfAllWeights.enumerated() {
        try notebook.measure(
          .change(
            "ablation-all-weights-\(place + 1)", of: readings["all-weights-\(rate)"],
            from: ablations[0].base, swept, note: "rate \(rate)"))
      }
      draw(ablations, readings, swept, on: page)
      return ablations
    }
  }

  private static func draw(
    _ ablations: [Ablation], _ readings: Readings, _ swept: [Int], on page: Page
  ) {
    /// The main plan and its variants by one knob.
    func along(_ knob: Variant.Knob) -> [Ablation] {
      ablations.filter { $0.knob == nil || $0.knob == knob }
    }
    page.draw(
      Plot(
        "What a change costs, and how well the novel's beginning is predicted",
        x: Axis("work of a token, reading and learning", unit: "MFLOP", scale: .logarithmic),
        y: Axis("perplexity"),
        series: [.rank, .block, .context, .prefix, .epochs].map { knob in
          Series(
            knob.name,
            along(knob).map { .init(2e-6 * $0.work.all, $0.reading.perplexity(swept)) }
              .sorted { $0.x < $1.x })
        }))
    let configuration = readings.configuration
    let windows =
      along(.context).map { ($0.plan.context, $0.base, $0.reading) }.sorted { $0.0 < $1.0 }
      + [(configuration.longPlan.context, readings["long-\(readings.seeds[0])"], readings["dear"])]
    page.draw(
      Plot(
        "What a longer window is worth",
        x: Axis("context before a block", unit: "tokens", scale: .logarithmic),
        y: Axis("perplexity"),
        series: [
          Series(
            "no adapter", role: .baseline,
            windows.map { .init(Double($0.0), $0.1.perplexity(swept)) }),
          Series(
            "temporary adapter", windows.map { .init(Double($0.0), $0.2.perplexity(swept)) }),
        ]))
  }
}

extension Variant.Knob {
  /// As a figure calls it.
  var name: String {
    switch self {
    case .alpha: "α"
    case .block: "Δ"
    case .context: "window before a block"
    case .kept: "what is kept"
    case .descent: "plain descent, rate"
    default: rawValue
    }
  }
}
