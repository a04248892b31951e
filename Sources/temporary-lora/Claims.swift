import Evidence

// MARK: - What is claimed

extension TemporaryLoRAChapter {
  static let claims =
    [
      Claim(
        "gains-early", "Over the first 100,000 tokens of a novel, perplexity falls.",
        paper: .init("−3.6 %", "version 1"),
        holdsWhen: measured("perplexity-change-first-100k") <= -3.6,
        test: "TemporaryLoRARecordTests/reading is judged"),
      Claim(
        "gains-late", "Beyond 500,000 tokens of a text, perplexity falls by 13 % or more.",
        paper: .init("−13.2 %", "versions 1 and 3"),
        holdsWhen: measured("perplexity-change-beyond-500k") <= -13,
        test: "TemporaryLoRARecordTests/reading is judged"),
      Claim(
        "last-third", "In the last third of a novel it falls by 6 % or more.",
        holdsWhen: measured("perplexity-change-last-third") <= -6,
        test: "TemporaryLoRARecordTests/reading is judged"),
      Claim(
        "gain-grows", "By a point or more further than in the first third.",
        holdsWhen: measured("gain-growth") <= -1,
        test: "TemporaryLoRARecordTests/reading is judged"),
      Claim(
        "not-just-any-book", "An adapter that learned from another novel gains nothing.",
        holdsWhen: measured("perplexity-change-other-book") >= 0,
        test: "TemporaryLoRARecordTests/reading is judged"),
      Claim(
        "memory",
        "Who has read from the beginning gains more in the last third than who begins there.",
        holdsWhen: measured("perplexity-change-by-memory") < 0,
        test: "TemporaryLoRARecordTests/reading is judged"),
    ] + costClaims + translationClaims

  private static let costClaims = [
    Claim(
      "short-window-hurts", "A short window does hurt a base without an adapter.",
      holdsWhen: measured("perplexity-change-long-window") <= -1,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-inference",
      "With a short window and an adapter, inference takes at least 70 % fewer FLOPs than with a "
        + "long window and none.",
      paper: .init("−70.5 %", "version 1"),
      holdsWhen: measured("inference-flops-change-cheap") <= -70,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-latency", "And half the time.", paper: .init("−51.5 %", "version 1"),
      holdsWhen: measured("latency-change-cheap") <= -50,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-quality", "And its perplexity is no higher.", paper: .init("−3.8 %", "version 1"),
      holdsWhen: measured("perplexity-change-cheap") <= 0,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "dear-quality", "With a long window, too, an adapter lowers perplexity.",
      paper: .init("−5.0 %", "version 1"), holdsWhen: measured("perplexity-change-dear") < 0,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-in-total", "With what learning takes it still takes fewer FLOPs.",
      holdsWhen: measured("total-flops-change-cheap") < 0,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "near-all-weights", "The adapter's perplexity is within 2 % of that of changing all weights.",
      holdsWhen: measured("perplexity-change-adapter-to-all-weights") <= 2,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cache-may-be-old", "A cache that is kept costs at most 0.5 % of perplexity.",
      holdsWhen: measured("cache-reuse-perplexity-cost") <= 0.5,
      test: "TemporaryLoRARecordTests/costs are judged"),
  ]

  private static let translationClaims = [
    Claim(
      "translation-perplexity", "Of translations perplexity falls.",
      paper: .init("−29.6 %", "version 1"),
      holdsWhen: measured("translation-perplexity-change") < 0,
      test: "TemporaryLoRARecordTests/translation is judged"),
    Claim(
      "translation-bleu", "And BLEU rises.", paper: .init("+53.2 %", "version 1"),
      holdsWhen: measured("translation-bleu-change") > 0,
      test: "TemporaryLoRARecordTests/translation is judged"),
  ]
}
