import Evidence

// MARK: - What is claimed

extension TemporaryLoRAChapter {
  static let claims =
    [
      Claim(
        "gains-early",
        "Over the first 100,000 tokens of a novel, perplexity falls by 3.6 % or more.",
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
        "gain-grows",
        "In the last third of a novel it falls further than in the first, by a point or more.",
        holdsWhen: measured("gain-growth") <= -1,
        test: "TemporaryLoRARecordTests/reading is judged"),
      Claim(
        "not-just-any-book", "An adapter that learned from another novel gains nothing.",
        holdsWhen: measured("perplexity-change-other-book") >= 0,
        test: "TemporaryLoRARecordTests/reading is judged"),
      Claim(
        "not-just-any-text", "Nor does one that learned from a text that was new to the base.",
        holdsWhen: measured("perplexity-change-other-text") >= 0,
        test: "TemporaryLoRARecordTests/reading is judged"),
      Claim(
        "memory",
        "In the last third, who has read from the beginning gains more than who begins there with "
          + "an adapter that learned from another novel.",
        holdsWhen: measured("perplexity-change-by-memory-of-this-book") < 0,
        test: "TemporaryLoRARecordTests/reading is judged"),
    ] + costClaims + translationClaims

  private static let costClaims = [
    Claim(
      "short-window-hurts",
      "A long window lowers the perplexity of a base without an adapter by 1 % or more.",
      holdsWhen: measured("perplexity-change-long-window") <= -1,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-inference",
      "With a short window and an adapter, inference takes at least 70 % fewer FLOPs than with a "
        + "long window that is read again for each block.",
      paper: .init("−70.5 %", "version 1"),
      holdsWhen: measured("inference-flops-change-cheap") <= -70,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-latency", "It takes at most half the time.", paper: .init("−51.5 %", "version 1"),
      holdsWhen: measured("latency-change-cheap") <= -50,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-quality", "Its perplexity is no higher.", paper: .init("−3.8 %", "version 1"),
      holdsWhen: measured("perplexity-change-cheap") <= 0,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "dear-quality",
      "With a long window, too, an adapter lowers perplexity; by how much is not asked.",
      paper: .init("−5.0 %", "version 1"), holdsWhen: measured("perplexity-change-dear") < 0,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-in-total",
      "With what learning takes it still takes fewer FLOPs than a long window that is read again.",
      holdsWhen: measured("total-flops-change-cheap") < 0,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-beside-kept",
      "Inference takes fewer FLOPs than with a long window whose cache is kept.",
      holdsWhen: measured("inference-flops-change-cheap-to-kept") < 0,
      test: "TemporaryLoRARecordTests/costs are judged"),
    Claim(
      "cheap-in-total-beside-kept", "So it does with what learning takes.",
      holdsWhen: measured("total-flops-change-cheap-to-kept") < 0,
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
      "translation-perplexity", "Of translations perplexity falls; by how much is not asked.",
      paper: .init("−29.6 %", "version 1"),
      holdsWhen: measured("translation-perplexity-change") < 0,
      test: "TemporaryLoRARecordTests/translation is judged"),
    Claim(
      "translation-bleu", "BLEU of translations rises; by how much is not asked.",
      paper: .init("+53.2 %", "version 1"),
      holdsWhen: measured("translation-bleu-change") > 0,
      test: "TemporaryLoRARecordTests/translation is judged"),
  ]
}
