import Evidence
import Foundation
import Testing

@testable import Weave

// MARK: - Provenance

@Suite struct RecordPageTests {
  let project: SampleProject
  let page: String

  init() throws {
    project = try SampleProject()
    page = try project.page("records/00-sample.html")
  }

  @Test func `the commands that repeat a run are told`() {
    #expect(page.components(separatedBy: "To measure again").count == 2)
    #expect(page.contains("<pre class=\"command\">make run-sample PRESET=book</pre>"))
    #expect(
      page.contains(
        ".build/release/sample --preset book --seed 1 --repeats 3 --threads 2</pre>"))
  }

  @Test(arguments: [
    (["Sources/FastFeedforward", "Sources/fast-feedforward"], "fast-feedforward"),
    (["Sources/Multiplexing", "Sources/multiplexing-chapter"], "multiplexing"),
    (["scripts/benchmark_pytorch.py", "Sources/benchmark", "Sources/ChapterEngine"], "benchmark"),
    (["Sources/Multiplexing"], nil),
  ])
  func `the executable is the folder in small letters`(sources: [String], name: String?) {
    #expect(Repetition.executable(among: sources) == name)
  }

  @Test func `what the run stands on is told plainly`() throws {
    #expect(page.contains("<dt>Start</dt><dd><time>2026-01-01 00:00:00Z</time></dd>"))
    #expect(page.contains("<dt>Duration</dt><dd>12 min 34 s</dd>"))
    #expect(page.contains("clean: the commit’s code"))
    #expect(page.contains("current: the code in this book has this digest"))
    #expect(
      page.contains("A processor, 2 cores, 4 GiB, Linux; load before the run: 0.50, 0.25, 0.00"))
    #expect(page.contains("<td>public domain</td>"))
    try project.edit(SampleProject.source, "depth = 3", "depth = 4")
    #expect(
      try project.page("records/00-sample.html")
        .contains("stale: the code in this book has another digest"))
  }

  @Test func `every measurement, claim, setting and output has its address`() {
    #expect(page.contains("<tr id=\"speedup\">"))
    #expect(page.contains("<td>130 to 133, 96.9 %, order statistics</td>"))
    #expect(page.contains("<details class=\"samples\"><summary>6</summary><p>130.0, 131.0, "))
    #expect(page.contains("<td>at depth 3</td>"))
    #expect(page.contains("<tr id=\"claim-fast-enough\">"))
    #expect(
      page.contains(
        "<td>78×, Table 3</td><td><a href=\"#speedup\">speedup</a> is more than 100</td>"))
    #expect(page.contains("<code>SampleTests/it is fast enough</code>"))
    #expect(page.contains("<tr id=\"configuration.model.dropout\">"))
    #expect(page.contains("<code>configuration.<wbr>model.<wbr>dropout</code>"))
    #expect(page.contains("<td class=\"number\">262,144\u{A0}multiply-adds</td>"))
    #expect(page.contains("<td>0.1</td>"))
    #expect(page.contains("<section class=\"cell\" id=\"output-running-it\">"))
  }

  @Test func `a predicate is told in words`() {
    let predicate = measured("a") <= 0.95 * measured("b") && measured("c") < 1 * measured("d")
    #expect(
      predicate.words { "<\($0)>" } == "<a> is at most 0.95 times <b>, and <c> is less than <d>")
  }
}
