import Evidence

// MARK: - What is claimed

extension MultiplexingChapter {
  static let claims = costs + speeds + sentenceClaims + otherClaims
}

// MARK: - Claims about cost

extension MultiplexingChapter {
  private static let costs = [
    Claim(
      "counted-gain",
      "By the count of multiply-adds, two texts in a pass are 1.8 times as cheap, five 4 times.",
      holdsWhen: measured("counted-ratio-n2") >= 1.8 && measured("counted-ratio-n5") >= 4,
      test: "MultiplexingRecordTests/what is counted is exact"),
    Claim(
      "contextual-cap",
      "A contextual multiplexer makes an encoder of six layers no more than 3 times as cheap, even "
        + "where a thousand texts share a pass.",
      holdsWhen: measured("counted-ratio-contextual-n1000") <= 3,
      test: "MultiplexingRecordTests/what is counted is exact"),
  ]

  private static let speeds = [
    Claim(
      "twice-as-many", "Two texts in a pass are answered 1.8 times as fast.",
      paper: .init("2×", "abstract"), holdsWhen: measured("throughput-ratio-n2") >= 1.8,
      test: "MultiplexingRecordTests/throughput is judged"),
    Claim(
      "four-times-as-many", "Five texts in a pass are answered 4 times as fast.",
      paper: .init("5×", "abstract"), holdsWhen: measured("throughput-ratio-n5") >= 4,
      test: "MultiplexingRecordTests/throughput is judged"),
    Claim(
      "contextual-is-slower",
      "A contextual multiplexer gains less than half of what Hadamard's does.",
      holdsWhen: measured("throughput-ratio-contextual-n5") < 0.5 * measured("throughput-ratio-n5"),
      test: "MultiplexingRecordTests/throughput is judged"),
  ]
}

// MARK: - Claims about sentences

extension MultiplexingChapter {
  private static let sentenceClaims = [
    Claim(
      "small-drop-n2", "On glosses, two texts in a pass cost at most 4 points of accuracy.",
      paper: .init("1–4 %", "abstract"), holdsWhen: measured("sentence-drop-n2") <= 4,
      test: "MultiplexingRecordTests/two texts in a pass are sorted nearly as well"),
    Claim(
      "small-drop-n5", "And five cost at most 4 points.",
      paper: .init("1–4 %", "abstract"), holdsWhen: measured("sentence-drop-n5") <= 4,
      test: "MultiplexingRecordTests/what many in a pass cost is judged"),
    Claim(
      "no-dead-slot", "With two in a pass, no slot is below 90 % of the mean.",
      holdsWhen: measured("sentence-worst-slot-n2") >= 90,
      test: "MultiplexingRecordTests/two texts in a pass are sorted nearly as well"),
    Claim(
      "ensembles-help",
      "A text in all five slots wins back half of what five texts in a pass cost.",
      paper: .init("ensembling improves", "abstract"),
      holdsWhen: measured("sentence-won-back-n5") >= 0.5 * measured("sentence-drop-n5"),
      test: "MultiplexingRecordTests/what many in a pass cost is judged"),
    Claim(
      "across-sizes", "The drop is at most 4 points for a smaller and for a larger encoder, too.",
      paper: .init("across sizes", "abstract"),
      holdsWhen: measured("sentence-drop-small-n2") <= 4 && measured("sentence-drop-large-n2") <= 4,
      test: "MultiplexingRecordTests/what many in a pass cost is judged"),
    Claim(
      "beats-a-smaller-one",
      "Two texts in a pass are sorted better than one by one by an encoder of half the layers.",
      holdsWhen: measured("sentence-accuracy-n2")
        > measured("accuracy-equal-throughput-small-model"),
      test: "MultiplexingRecordTests/a smaller encoder is the control"),
  ]
}

// MARK: - Claims about other tasks

extension MultiplexingChapter {
  private static let otherClaims = [
    Claim(
      "words-in-context", "An encoder finds supplied words better than who knows each word alone.",
      holdsWhen: measured("token-f1-n1") > measured("token-f1-words"),
      test: "MultiplexingRecordTests/words and relations are judged"),
    Claim(
      "small-drop-words", "Two verses in a pass cost at most 4 points of F1.",
      paper: .init("95.2 against 95.8", "token tasks"), holdsWhen: measured("token-drop-n2") <= 4,
      test: "MultiplexingRecordTests/words and relations are judged"),
    Claim(
      "relations-suffer",
      "Whether a symbol recurs is told less often with two rows in a pass, and less with four.",
      holdsWhen: measured("recurrence-accuracy-n2") < measured("recurrence-accuracy-n1")
        && measured("recurrence-accuracy-n4") < measured("recurrence-accuracy-n2"),
      test: "MultiplexingRecordTests/words and relations are judged"),
  ]
}
