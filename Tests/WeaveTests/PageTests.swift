import Evidence
import Foundation
import Testing

@testable import Weave

// MARK: - Chapters

/// What becomes of a chapter's constructs.
@Suite struct PageTests {
  let project: SampleProject

  init() throws { project = try SampleProject() }

  private func chapter() throws -> String { try project.page("00-sample.html") }

  @Test func `figures lead to their records, and differ from a paper's`() throws {
    let page = try chapter()
    #expect(
      page.contains(
        """
        <a class="measured" href="records/00-sample.html#speedup" title="median, 96.9 % interval \
        130 to 133, 6 samples">131×</a>
        """))
    #expect(
      page.contains(
        """
        <a class="measured" href="records/00-sample.html#work" title="counted, exact">262,144</a>
        """))
    #expect(
      page.contains(
        """
        <a class="configuration" href="records/00-sample.html#configuration.steps" \
        title="configuration.steps">4,000</a>
        """))
    #expect(
      page.contains(
        """
        <a class="paper" href="https://example.org/paper"><span>78×</span> <cite>Table 3</cite></a>
        """))
    #expect(
      page.contains(
        """
        <a class="verdict met" href="records/00-sample.html#claim-fast-enough" title="The sample \
        is fast enough.">✓ met</a>
        """))
  }

  @Test func `a listing has its file, its name, what it continues, and its output`() throws {
    let page = try chapter()
    #expect(
      page.contains(
        """
        <figure class="listing" id="listing-sample-sample-running-it">
        <figcaption><a class="file" \
        href="sources/Sources--sample--Sample.swift.html#running-it">sample/<wbr>Sample.<wbr>swift</a> \
        <span class="region">Running it</span> <span class="continues">continues \
        <a href="#listing-sample-sample-the-sample">The sample</a></span></figcaption>
        <pre><code class="swift">
        """.dropLast()))
    // Only the output of the cell's own region stands beneath a listing.
    #expect(
      page.components(separatedBy: "<div class=\"output\" role=\"group\" aria-label=\"Output\">")
        .count == 2)
    #expect(page.contains("<pre class=\"printed\">64 tokens &lt;hello&gt;</pre>"))
    #expect(page.contains("<td class=\"number\">2.25</td>"))
    #expect(
      page.contains(
        """
        <figcaption><b>Figure 2.</b> Loss falls with depth <a class="provenance" \
        href="records/00-sample.html#output-running-it">record</a></figcaption>
        """))
    #expect(!page.contains("MARK"))
  }

  @Test func `what stands before the first name belongs to the first region`() throws {
    let source = try project.text(SampleProject.source)
    let file = SourceFile("a.swift", text: source)
    #expect(
      file.regions[0].lines.map { file.lines[$0] } == [
        "import Evidence", "", "/// A sample.", "struct Sample { let depth = 3 }",
      ])
    #expect(file.regions[1].lines.first.map { file.lines[$0] } == "extension Sample {")
    #expect(file.regions[1].lines.last.map { file.lines[$0] } == "}")
  }
}

// MARK: - Outputs elsewhere

extension PageTests {
  @Test func `a cell's output is not that of another executable's cell of its name`() throws {
    try project.write("// MARK: - Running it\n", to: "Sources/other/Other.swift")
    try project.publish(to: "chapters/results/01-other.json", sources: ["Sources/other"])
    #expect(try chapter().components(separatedBy: "<div class=\"output\"").count == 2)
  }

  @Test func `an output is set again where a link to it stands alone`() throws {
    try project.editChapter(
      "> **Aside.**", "[The loss](results/00-sample.json#running-it/3)\n\n> **Aside.**")
    let page = try chapter()
    #expect(page.components(separatedBy: "Loss falls with depth</").count >= 3)
    #expect(page.contains("<figure class=\"plot\" id=\"figure-1\">"))
    #expect(page.contains("<figure class=\"diagram\" id=\"figure-2\">"))
    #expect(page.contains("<figure class=\"plot\" id=\"figure-3\">"))
    #expect(page.components(separatedBy: "class=\"printed\"").count == 2)
  }

  @Test func `an item that the cell does not have is told`() throws {
    try project.editChapter(
      "> **Aside.**", "[The loss](results/00-sample.json#running-it/4)\n\n> **Aside.**")
    #expect(
      try project.problems().first?.hasPrefix(
        "chapters/00-sample.md:11: the record 00-sample has no running-it/4; perhaps running-it")
        == true)
  }
}

// MARK: - Where lines break and listings go on

extension PageTests {
  @Test(arguments: [
    ("1.63 bits/byte (1.62 to 1.65)", "1.63\u{A0}bits/byte (1.62 to 1.65)"),
    ("131× (130 to 133)", "131× (130 to 133)"), ("1,050 MiB", "1,050\u{A0}MiB"), ("4", "4"),
    ("RMS norm", "RMS norm"),
  ])
  func `a unit stays on the line of its figure`(text: String, html: String) {
    #expect(text.keepingUnit == html)
  }

  @Test func `a listing goes on where a reader has met what stands before`() throws {
    #expect(try chapter().contains("<span class=\"continues\">continues <a href="))
    try project.editChapter(
      "[The sample](../Sources/sample/Sample.swift#the-sample)\n\n", "")
    try project.edit(
      "chapters/appendix-layers.md", "Back to",
      "[The sample](../Sources/sample/Sample.swift#the-sample)\n\nBack to")
    #expect(try project.problems() == [])
    #expect(try !chapter().contains("class=\"continues\""))
  }

  @Test func `each line of a source has its address`() throws {
    let page = try project.page("sources/Sources--sample--Sample.swift.html")
    #expect(page.contains("<span id=\"L6\"><span class=\"keyword\">struct</span>"))
    #expect(page.contains("<h1><code>Sources/<wbr>sample/<wbr>Sample.<wbr>swift</code></h1>"))
    #expect(try !chapter().contains("id=\"L6\""))
  }

  @Test func `a table that a cell put out may be scrolled by itself`() throws {
    #expect(try chapter().contains("<div class=\"table\"><table class=\"data\">"))
  }
}

// MARK: - The rest of a page

extension PageTests {
  @Test func `asides, tables, drawings and headings are set`() throws {
    let page = try chapter()
    #expect(page.contains("<aside class=\"note\">\n<p>A note, see"))
    #expect(page.contains("<td><math"))
    #expect(page.contains(" or <code>a|b</code></td><td class=\"right\">"))
    #expect(page.contains("<figcaption><b>Figure 1.</b> A tree</figcaption>"))
    #expect(page.contains("id=\"figure-1-root\""))
    #expect(page.contains("href=\"#figure-1-root\""))
    #expect(!page.contains("drawn by hand"))
    #expect(
      page.contains(
        """
        <h2 id="how-it-runs">How <em>it</em> runs <a class="anchor" href="#how-it-runs" \
        aria-label="Link to this section">#</a></h2>
        """))
  }

  @Test func `a page knows its neighbours and its headings`() throws {
    let page = try chapter()
    #expect(page.contains("<title>A sample · The small book</title>"))
    #expect(page.contains("<a rel=\"prev\" href=\"index.html\">The small book</a>"))
    #expect(page.contains("<a rel=\"next\" href=\"appendix-layers.html\">Appendix: layers</a>"))
    #expect(page.contains("<a href=\"00-sample.html\" aria-current=\"page\">A sample</a>"))
    #expect(page.contains("<a href=\"#how-it-runs\">How <em>it</em> runs</a>"))
    let front = try project.page("index.html")
    #expect(front.contains("<title>The small book</title>"))
    #expect(!front.contains("rel=\"prev\""))
  }

  @Test func `a source's page shows the whole file and where each region is shown`() throws {
    let page = try project.page("sources/Sources--sample--Sample.swift.html")
    #expect(page.contains("<section class=\"region\" id=\"running-it\">"))
    #expect(
      page.contains(
        """
        <p class="shown">Shown in <a href="../00-sample.html#listing-sample-sample-running-it">\
        A sample</a>.</p>
        """))
    #expect(page.contains("<a href=\"../appendix-layers.html\""))
  }

  @Test func `two headings of one name have two addresses, as on code hosts`() throws {
    try project.editChapter("> **Aside.**", "## How it runs\n\n## How it runs\n\n> **Aside.**")
    let page = try chapter()
    #expect(page.contains("<h2 id=\"how-it-runs\">How it runs"))
    #expect(page.contains("<h2 id=\"how-it-runs-1\">How it runs"))
    #expect(page.contains("<h2 id=\"how-it-runs-2\">How <em>it</em> runs"))
  }
}
