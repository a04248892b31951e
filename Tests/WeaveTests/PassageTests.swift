import Evidence
import Foundation
import Testing

@testable import Weave

// MARK: - A passage as it is in records

private let passage = Passage(
  "What it gained", unit: "nats",
  words: [
    .init("It", -3.5), .init("was", -2), .init("a", -1), .init("truth", 0.2),
    .init("<known>", 1), .init("&", 2), .init("so", 3),
  ])

@Suite struct PassageTests {
  /// The texts of a passage's paragraph of a class, each with its own class.
  private func spans(_ passage: Passage, in paragraph: String) throws -> [String] {
    let html = passage.html
    #expect(Drawn("<div>\(html)</div>").isWellFormed)
    let line = try #require(
      html.split(separator: "\n").first { $0.hasPrefix("<p class=\"\(paragraph)\">") })
    return line.matches(of: /<span(?: class="([a-z0-9-]+)")?(?: title="[^"]*")?>([^<]*)</).map {
      "\($0.2)\($0.1.map { " \($0)" } ?? "")"
    }
  }
}

// MARK: - Words and their tints

extension PassageTests {
  @Test func `a word has the tint of its value's band, those around zero none`() throws {
    #expect(
      try spans(passage, in: "words") == [
        "It less-3", "was less-2", "a less-1", "truth", "&lt;known&gt; more-1", "&amp; more-2",
        "so more-3",
      ])
    #expect(passage.html.contains("<span class=\"less-3\" title=\"-3.50 nats\">It</span> <span"))
  }

  @Test func `the key goes from the least tint to the greatest that occurs`() throws {
    #expect(
      try spans(passage, in: "key") == [
        "-3.50 to -2.50 less-3", "-2.50 to -1.50 less-2", "-1.50 to -0.500 less-1",
        "-0.500 to 0.500", "0.500 to 1.50 more-1", "1.50 to 2.50 more-2", "2.50 to 3.50 more-3",
      ])
    #expect(passage.html.contains("</span> nats</p>"))
    let positive = Passage("", words: [.init("It", 7), .init("was", 4)])
    #expect(
      try spans(positive, in: "key") == [
        "-1 to 1", "1 to 3 more-1", "3 to 5 more-2", "5 to 7 more-3",
      ])
    #expect(try spans(Passage("", words: [.init("It", 0)]), in: "key") == ["0"])
  }

  @Test func `each tint has its look`() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let style = try String(
      contentsOf: root.appendingPathComponent("site/style.css"), encoding: .utf8)
    for word in try spans(passage, in: "words") {
      guard let tint = word.split(separator: " ").dropFirst().first else { continue }
      #expect(style.contains("\n.\(tint) { background: var(--\(tint)); }\n"))
    }
  }

  @Test func `whoever does not see it is told the ends of the scale`() {
    #expect(
      passage.html.hasPrefix(
        """
        <p class="unseen">A passage of 7 words. Least -3.50 nats at “It”; greatest 3 nats at “so”.</p>
        """))
  }
}

// MARK: - On a page

extension PassageTests {
  @Test func `on a page it is a figure among others`() throws {
    let project = try SampleProject()
    let plot = Plot(
      "Loss falls", x: Axis("depth"), y: Axis("loss"), series: [Series("tree", [.init(1, 2)])])
    try project.publish(
      outputs: [CellOutput(cell: "Running it", items: [.passage(passage), .plot(plot)])])
    try project.editChapter(
      "> **Aside.**", "[The text](results/00-sample.json#running-it/1)\n\n> **Aside.**")
    #expect(try project.problems() == [])
    let page = try project.page("00-sample.html")
    for number in [1, 3] {
      #expect(
        page.contains("<figure class=\"passage\" id=\"figure-\(number)\">\n\(passage.html)\n"))
      #expect(
        page.contains(
          """
          <figcaption><b>Figure \(number).</b> What it gained <a class="provenance" \
          href="records/00-sample.html#output-running-it">record</a></figcaption>
          """))
    }
    #expect(page.contains("<figure class=\"plot\" id=\"figure-4\">"))
    #expect(
      page.contains(
        "<th scope=\"col\">word</th><th class=\"number\" scope=\"col\">value (nats)</th>"))
    #expect(page.contains("<tr><td>&lt;known&gt;</td><td class=\"number\">1</td></tr>"))
    #expect(!page.contains("<known>"))
    #expect(
      try project.page("records/00-sample.html")
        .contains("<figure class=\"passage\" id=\"figure-1\">"))
  }
}
