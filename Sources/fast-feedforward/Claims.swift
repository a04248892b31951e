import Evidence

// MARK: - What is claimed

extension FastFeedforwardChapter {
  static let claims = counts + speeds + regionErrors + accuracies
}

// MARK: - Claims that are counted

extension FastFeedforwardChapter {
  private static let counts = [
    Claim(
      "three-in-a-thousand", "A token uses 12 of the 4095 neurons of a tree of depth 11.",
      paper: .init("0.3 %", "abstract"),
      holdsWhen: measured("neurons-used-1x11") <= 12 && measured("neurons-total-1x11") >= 4095
        && measured("neurons-share-1x11") <= 0.3,
      test: "FastFeedforwardRecordTests/what is counted is exact"),
    Claim(
      "three-in-ten-thousand", "A token uses 16 of the 65,535 neurons of a tree of depth 15.",
      paper: .init("0.03 %", "the layer of GPT-3's size"),
      holdsWhen: measured("neurons-used-1x15") <= 16 && measured("neurons-total-1x15") >= 65_535
        && measured("neurons-share-1x15") <= 0.03,
      test: "FastFeedforwardRecordTests/what is counted is exact"),
    Claim(
      "fewer-multiply-adds", "A dense layer of 4095 neurons takes 341 times the multiply-adds.",
      paper: .init("341×", "the limit, 4095 / 12"),
      holdsWhen: measured("multiply-adds-ratio-1x11") >= 341,
      test: "FastFeedforwardRecordTests/what is counted is exact"),
  ]
}

// MARK: - Claims of speed

extension FastFeedforwardChapter {
  private static let speeds = [
    Claim(
      "fused-kernel",
      "The fused kernel is 150 times as fast as the best dense layer of 3072 neurons at batch 1, and "
        + "40 times at batch 128.",
      holdsWhen: measured("speedup-fused-batch-1") >= 150
        && measured("speedup-fused-batch-128") >= 40,
      test: "FastFeedforwardRecordTests/one layer is many times as fast as a dense one"),
    Claim(
      "level-1-kernel", "Dot products and scaled additions alone reach 100 times and 25 times.",
      holdsWhen: measured("speedup-level1-batch-1") >= 100
        && measured("speedup-level1-batch-128") >= 25,
      test: "FastFeedforwardRecordTests/one layer is many times as fast as a dense one"),
    Claim(
      "paper-level-1", "At batch 128, Level 1 is 48 times as fast as the best dense layer.",
      paper: .init("48×", "Level 1 against the fastest feedforward layer"),
      holdsWhen: measured("speedup-level1-batch-128") >= 48,
      test: "FastFeedforwardRecordTests/one layer is many times as fast as a dense one"),
    Claim(
      "paper-level-2", "At batch 128, Level 2 is 78 times as fast as the best dense layer.",
      paper: .init("78×", "Level 2 against the fastest feedforward layer"),
      holdsWhen: measured("speedup-level2-batch-128") >= 78,
      test: "FastFeedforwardRecordTests/one layer is many times as fast as a dense one"),
    Claim(
      "paper-same-level",
      "At batch 1, where a dense layer is products of a matrix and a vector as well, Level 2 is 255 "
        + "times as fast.",
      paper: .init("255×", "Level 2 against Level 2"),
      holdsWhen: measured("speedup-level2-batch-1") >= 255,
      test: "FastFeedforwardRecordTests/one layer is many times as fast as a dense one"),
    Claim(
      "amdahl", "A whole encoder gains, and less than if its feedforward layers took no time.",
      holdsWhen: measured("encoder-speedup") > 1.5
        && measured("encoder-speedup") < measured("encoder-speedup-none"),
      test: "FastFeedforwardRecordTests/a whole encoder gains less than its layers"),
  ]
}

// MARK: - Claims of quality

extension FastFeedforwardChapter {
  private static let regionErrors = [
    Claim(
      "deeper-is-better", "On regions, the error falls from depth 5 to 7 to 9.",
      holdsWhen: measured("region-error-1x7") < measured("region-error-1x5")
        && measured("region-error-1x9") < measured("region-error-1x7"),
      test: "FastFeedforwardRecordTests/on regions trees are nearly as good as dense layers"),
    Claim(
      "trees-near-dense", "On regions, eight trees come within 20 % of a dense layer as wide.",
      holdsWhen: measured("region-error-trees") <= 1.2 * measured("region-error-dense-equal-width"),
      test: "FastFeedforwardRecordTests/on regions trees are nearly as good as dense layers"),
    Claim(
      "trees-beat-equal-cost", "And they beat a dense layer that costs as much.",
      holdsWhen: measured("region-error-trees") < measured("region-error-dense-trees-cost"),
      test: "FastFeedforwardRecordTests/on regions trees are nearly as good as dense layers"),
  ]

  private static let accuracies = [
    Claim(
      "accuracy-is-kept",
      "On glosses, an encoder with several balanced trees keeps 96 % of the accuracy of a dense one as "
        + "wide.",
      paper: .init("96 %", "GLUE, all tasks"),
      holdsWhen: measured("accuracy-retained-trees") >= 96,
      test: "FastFeedforwardRecordTests/the trees keep the accuracy"),
    Claim(
      "accuracy-is-kept-well", "And 98.6 % of it.",
      paper: .init("98.6 %", "GLUE without CoLA"),
      holdsWhen: measured("accuracy-retained-trees") >= 98.6,
      test: "FastFeedforwardRecordTests/the trees keep the accuracy"),
    Claim(
      "beats-equal-cost", "It beats an encoder whose dense layers cost as much.",
      holdsWhen: measured("accuracy-trees") > measured("accuracy-dense-equal-cost"),
      test: "FastFeedforwardRecordTests/the trees keep the accuracy"),
    Claim(
      "layer-is-needed", "An encoder without feedforward layers names fewer classes.",
      holdsWhen: measured("accuracy-none") < measured("accuracy-trees"),
      test: "FastFeedforwardRecordTests/the trees keep the accuracy"),
    Claim(
      "order-needs-the-layer",
      "An encoder without feedforward layers notices fewer exchanges of neighbours than a dense one.",
      holdsWhen: measured("order-accuracy-none") < measured("order-accuracy-dense"),
      test: "FastFeedforwardRecordTests/the order of words is judged"),
    Claim(
      "order-beats-equal-cost",
      "With several trees it notices more of them than with dense layers that cost as much.",
      holdsWhen: measured("order-accuracy-trees") > measured("order-accuracy-dense-equal-cost"),
      test: "FastFeedforwardRecordTests/the order of words is judged"),
    Claim(
      "guesses-are-kept",
      "Several trees guess hidden words better than dense layers that cost as much.",
      holdsWhen: measured("masked-loss-trees") < measured("masked-loss-dense-equal-cost"),
      test: "FastFeedforwardRecordTests/guesses of hidden words are judged"),
  ]
}
