import Evidence

// MARK: - What is claimed

extension DistillationSearchChapter {
  static let claims =
    [
      Claim(
        "seven-times-as-fast", "The student that is found runs 7 times as fast as its teacher.",
        paper: .init("7×", "abstract"), holdsWhen: measured("student-speedup") >= 7,
        test: "DistillationRecordTests/speed and quality are judged"),
      Claim(
        "keeps-tokens", "And it guesses 90 % as many hidden tokens as its teacher.",
        paper: .init("90 %", "abstract"), holdsWhen: measured("retained-masked-accuracy") >= 90,
        test: "DistillationRecordTests/speed and quality are judged"),
      Claim(
        "keeps-verses",
        "And it finds 90 % as many verses in other languages as its teacher.",
        paper: .init("90 %", "abstract"), holdsWhen: measured("retained-retrieval") >= 90,
        test: "DistillationRecordTests/speed and quality are judged"),
      Claim(
        "four-times-as-fast", "The student for a fourth of the teacher's time keeps to it.",
        holdsWhen: measured("student-speedup-found-4") >= 4,
        test: "DistillationRecordTests/speed and quality are judged"),
      Claim(
        "fourteen-times-as-fast", "The student for a fourteenth of it does, too.",
        holdsWhen: measured("student-speedup-found-14") >= 14,
        test: "DistillationRecordTests/speed and quality are judged"),
      Claim(
        "three-students", "Three budgets pick three students.",
        holdsWhen: measured("budget-students") >= 3,
        test: "DistillationRecordTests/speed and quality are judged"),
    ] + searchClaims

  private static let searchClaims = [
    Claim(
      "beats-luck",
      "With as many trials the controller comes closer to the best student than luck.",
      holdsWhen: measured("regret-controller") < measured("regret-random"),
      test: "DistillationRecordTests/searches are judged"),
    Claim(
      "beats-luck-within-budget", "Also where all search only among students that are fast enough.",
      holdsWhen: measured("regret-controller-within-budget")
        < measured("regret-random-within-budget"),
      test: "DistillationRecordTests/searches are judged"),
    Claim(
      "beats-evolution", "And closer than regularised evolution.",
      holdsWhen: measured("regret-controller") < measured("regret-evolution"),
      test: "DistillationRecordTests/searches are judged"),
    Claim(
      "beats-habit",
      "Of the same speed, the student that is found guesses more tokens than the one of habit.",
      holdsWhen: measured("found-minus-hand-picked") > 0,
      test: "DistillationRecordTests/searches are judged"),
    Claim(
      "beats-habit-in-verses", "And it finds more verses.",
      holdsWhen: measured("found-minus-hand-picked-retrieval") > 0,
      test: "DistillationRecordTests/searches are judged"),
    Claim(
      "trials-tell", "Short trials rank students better than their sizes do.",
      holdsWhen: measured("proxy-minus-size-rank-correlation") > 0,
      test: "DistillationRecordTests/searches are judged"),
    Claim(
      "trials-tell-within-budget", "Also where only students are ranked that are fast enough.",
      holdsWhen: measured("proxy-minus-size-rank-correlation-within-budget") > 0,
      test: "DistillationRecordTests/searches are judged"),
    Claim(
      "many-layers-help",
      "A student of many layers of a teacher guesses more than one of its last.",
      holdsWhen: measured("multi-layer-minus-last-layer") > 0,
      test: "DistillationRecordTests/what is taught is judged"),
  ]
}
