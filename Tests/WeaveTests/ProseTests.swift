import Testing

@testable import Weave

// MARK: - Numbers in prose

/// Which numbers need a record, and which do not.
@Suite struct ProseTests {
  private func numbers(_ markdown: String) -> [String] {
    BareNumberCheck.problems(in: Chapter("a.md", text: markdown)).compactMap {
      $0.what.split(separator: "\"").dropFirst().first.map(String.init)
    }
  }

  @Test(arguments: [
    "131×", "131 ×", "97 %", "40 ms", "40\u{A0}ms", "3 µs", "7 ns", "5 s", "5s", "12 seconds",
    "40 minutes", "270 GFLOP/s", "289 MiB", "2 GiB", "4 KiB", "10 MB/s", "2 bits/byte",
    "10,024 tokens/s", "3 times as", "3 times faster", "12 milliseconds", "3 GHz", "8x", "10-fold",
    "5 percent", "1.63", "1,234.5", "10-second", "27,656,192,000", "4 million", "9 multiply-adds",
  ])
  func `a number with a unit of measurement, or with a point, needs a record`(number: String) {
    #expect(numbers("It took \(number) fast.") == [number])
    #expect(numbers("- *It took **\(number)*** fast.") == [number])
    #expect(numbers("| a |\n|---|\n| \(number) |") == [number])
    #expect(numbers("## So \(number)") == [number])
    #expect(numbers("It took [\(number)](a.md) fast.") == [number])
    #expect(numbers("It took [\(number)](https://a.org \"a page\") fast.") == [number])
  }

  @Test(arguments: [
    "8 sequences of 256 tokens", "width 4 × 256", "4×256", "x86 and F16", "the 1990s",
    "3 minuscule things", "layer 3, step 4", "in 1984.", "`1.63` and `20000`", "$`1.63`$",
    "`1e-5` s", "`swift run 5 s`", "`x = 5 s`", "$`x = 5 \\mathrm{s}`$", "`4x256`", "1,2,3",
    "[2 MiB](../Sources/A.swift#b)",
    "[40 ms](results/a.json#time)", "[arXiv 1706.03762](https://arxiv.org/abs/1706.03762)",
    "[78×](https://a.org \"paper: Table 3\")", "eq. 3",
    "12 sentences", "a 4 `ms`", "AVX-512 seems",
  ])
  func `whole numbers, names, code and links need none`(text: String) {
    #expect(numbers("Here: \(text)") == [])
  }

  @Test(arguments: [
    ("`85 %`", "85 %"), ("`1.5×`", "1.5×"), ("`≥ 40 ms`", "40 ms"), ("`85` %", "85 %"),
    ("$`85\\,\\%`$", "85 %"), ("$`131\\times`$", "131×"), ("$`3\\,\\mathrm{ms}`$", "3 ms"),
    ("40 [ms](a.md)", "40 ms"), ("[40 ms](a.json#b)", "40 ms"), ("[7×](results/a.json)", "7×"),
  ])
  func `code, mathematics and other links hide no figure`(text: String, number: String) {
    #expect(numbers("Here: \(text) of it") == [number])
  }

  @Test func `headings have numbers of their own, and fenced code is no prose`() {
    #expect(numbers("# 0.1 Tensors\n\n```\n1.63 ms\n```\n\n    40 ms\n") == [])
    #expect(numbers("# 0.1 In 40 ms") == ["40 ms"])
    #expect(numbers("## 131× faster") == ["131×"])
    #expect(numbers("## 1.63 bits/byte") == ["1.63 bits/byte"])
  }

  @Test func `a number that runs over a line's end is told in its line`() {
    let problems = BareNumberCheck.problems(in: Chapter("a.md", text: "One\ntwo 40\nms, *3\n%*"))
    #expect(problems.map(\.place.line) == [2, 3])
  }

  @Test func `verdicts need a record, wherever they stand`() {
    func count(_ text: String) -> Int {
      BareVerdictCheck.problems(in: Chapter("a.md", text: text)).count
    }
    #expect(count("It is ✓ met.") == 1)
    #expect(count("It is ◐ partly, or ✗ not met.") == 2)
    #expect(count("Verdicts are ✓ met, ◐ partly and ✗ not met.") == 3)
    #expect(count("[✓ met](a.md) and `✓ met`") == 2)
    #expect(count("[✓ met](https://a.org \"paper: Table 3\")") == 1)
    #expect(count("| a |\n|---|\n| *[✓ met](results/a.json)* |") == 1)
    #expect(count("*[✓ met](results/a.json#claim-b)*") == 0)
  }
}
