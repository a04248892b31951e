import Testing

@testable import Weave

// MARK: - Drawings by hand

@Suite struct DrawingTests {
  private func svg(_ content: String, _ attributes: String = "") -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\"\(attributes)>\n<title>A</title>\n<desc>B</desc>\n"
      + "\(content)\n</svg>"
  }

  private func complaint(_ svg: String) -> String? {
    do throws(DrawingError) {
      _ = try Drawing(svg, id: "figure-1")
      return nil
    } catch {
      return "\(error.line): \(error.what)"
    }
  }

  @Test func `a drawing's ids become the figure's own, and its own style is left out`() throws {
    let drawing = try Drawing(
      svg(
        """
        <style>svg { color: red }</style><!-- two lines --><g id="a"><text x="1">1 &lt; 2</text></g>
        <use href="#a"/><path marker-end="url(#a)"/>
        """), id: "figure-1")
    #expect(
      drawing.html == """
        <svg aria-labelledby="figure-1-title figure-1-desc" role="img" \
        xmlns="http://www.w3.org/2000/svg">
        <title id="figure-1-title">A</title>
        <desc id="figure-1-desc">B</desc>
        <g id="figure-1-a"><text x="1">1 &lt; 2</text></g>
        <use href="#figure-1-a"></use><path marker-end="url(#figure-1-a)"></path>
        </svg>
        """)
  }

  @Test(arguments: [
    ("<script>alert(1)</script>", "4: the drawing has an element script"),
    ("<image href=\"a.png\"/>", "4: the drawing has an element image"),
    (
      "<use href=\"https://example.org/a.svg#b\"/>",
      "4: the drawing has the attribute href=\"https://example.org/a.svg#b\""
    ),
    ("\n<g onclick=\"f()\"/>", "5: the drawing has the attribute onclick=\"f()\""),
    (
      "<g style=\"fill: url(https://example.org/a)\"/>",
      "4: the drawing has the attribute style=\"fill: url(https://example.org/a)\""
    ),
    ("<g>", "5: the drawing is no well-formed XML"),
  ])
  func `what acts, what is fetched and what is damaged is refused`(content: String, what: String) {
    #expect(complaint(svg(content)) == what)
  }

  @Test func `a drawing must tell what it shows`() {
    #expect(complaint(svg("")) == nil)
    let what = "3: the drawing lacks a title or a description"
    #expect(complaint("<svg>\n<title>A</title>\n</svg>") == what)
    #expect(complaint("<svg>\n<g><title>A</title><desc>B</desc></g>\n</svg>") == what)
    #expect(complaint("<p/>") == "1: the drawing is no SVG")
  }

  @Test func `a drawing that is not there, and one that is refused, are told`() throws {
    let project = try SampleProject()
    try project.edit("chapters/figures/tree.svg", "<desc>", "<text>")
    try project.edit("chapters/figures/tree.svg", "</desc>", "</text>")
    try project.editChapter("> **Aside.**", "![No](figures/none.svg)\n\n> **Aside.**")
    try project.expectProblems([
      """
      chapters/00-sample.md:11: there is no drawing figures/none.svg; draw it as SVG in \
      chapters/figures, or correct the path
      """,
      """
      chapters/figures/tree.svg:5: the drawing lacks a title or a description; begin it with \
      <title>…</title><desc>…</desc>
      """,
    ])
  }
}
