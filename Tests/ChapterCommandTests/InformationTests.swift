import Evidence
import Foundation
import Testing

@testable import ChapterCommand

// MARK: - Info

@Suite struct InformationTests {
  @Test func `info tells all that is known, and runs nothing`() throws {
    let stage = try Stage()
    #expect(stage.perform("info") { _ in Issue.record("it ran") } == 0)
    #expect(
      stage.output.text == """
        A sample
        Shows how chapters are made.

        preset  time on 2 idle cores  seeds
        ──────  ────────────────────  ─────
        smoke                    2 s      1
        quick                   40 s      2
        book                  10 min      5

        Claims, and the book's verdicts
        –  There is enough.
           The paper: 78×, Table 3.

        Data: novels

        The book's record: chapters/results/00-sample.json, not written yet
        Your own: .cache/records/00-sample-quick.json, not written yet

        """)
    #expect(stage.errors.text == "")
  }

  @Test func `info sets your figures beside the book's`() throws {
    let stage = try Stage()
    stage.perform("--preset", "book", body: Stage.tooLittle)
    stage.perform("--preset", "smoke")
    #expect(stage.perform("info", "--preset", "smoke") == 0)
    #expect(
      stage.output.text.contains(
        """

        figure  the book  your smoke
        ──────  ────────  ──────────
        amount  9 things   10 things

        """))
    #expect(stage.errors.text.contains("to compare it with the one before: git diff"))
  }

  @Test(arguments: [40, 80, 300])
  func `claims stay within the terminal, and within 100 characters`(columns: Int) throws {
    let claim = Claim(
      "long", String(repeating: "so long a claim ", count: 20), holdsWhen: measured("a") > 1,
      test: "SampleTests/long")
    let lines = Paint(isOn: false).claims([(claim, .notMet), (claim, .met)], columns: columns)
    #expect(lines.map(\.count).max()! <= min(columns, 100))
    #expect(lines.map(\.count).max()! > min(columns, 100) - 10)
    #expect(lines.count { $0.hasPrefix("✗ not met  so") } == 1)
    #expect(lines.count { $0.hasPrefix("✓ met      so") } == 1)
    let words = lines.flatMap { $0.split(separator: " ") }.filter { $0.allSatisfy(\.isLetter) }
    #expect(words.count == 2 * 80 + 3)
  }

  @Test func `info shows the published verdicts, and refuses a damaged record`() throws {
    let stage = try Stage()
    stage.perform("--preset", "book", "--json", "-", body: Stage.tooLittle)
    let url = stage.root.appendingPathComponent("chapters/results/00-sample.json")
    let text = stage.output.text
    try Data(text.utf8).write(to: url)
    #expect(stage.perform("info") == 0)
    #expect(stage.output.text.contains("✗ not met"))
    try Data(text.replacing("not enough", with: "").dropLast(5).utf8).write(to: url)
    #expect(stage.perform("info") == 65)
    #expect(stage.errors.text.contains("is cut off or damaged"))
  }
}
