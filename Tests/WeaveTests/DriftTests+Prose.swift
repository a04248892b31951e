import Testing

@testable import Weave

// MARK: - Links

extension DriftTests {
  @Test(arguments: [
    (
      "00-sample.md#how-it-runs", "00-smaple.md", "the link to 00-smaple.md leads nowhere",
      "perhaps chapters/00-sample.md is meant"
    ),
    (
      "00-sample.md#how-it-runs", "00-sample.md#how-it-ran",
      "there is no heading #how-it-ran on 00-sample.html", "perhaps how-it-runs is meant"
    ),
    (
      "00-sample.md#how-it-runs", "../../other/README.md",
      "the link to ../../other/README.md leaves the repository",
      "link to a file of the repository, or to its address on the web"
    ),
    (
      "00-sample.md#how-it-runs", "%2e%2e/%2e%2e/other/README.md",
      "the link to %2e%2e/%2e%2e/other/README.md leaves the repository",
      "link to a file of the repository, or to its address on the web"
    ),
    (
      "00-sample.md#how-it-runs", "/etc/passwd",
      "the link to /etc/passwd is neither within the book nor to https",
      "write a path relative to the chapter, or an address that begins with https://"
    ),
    (
      "00-sample.md#how-it-runs", "http://example.org",
      "the link to http://example.org is neither within the book nor to https",
      "write a path relative to the chapter, or an address that begins with https://"
    ),
    (
      "00-sample.md#how-it-runs", "../Sources/sample",
      "the link to ../Sources/sample leads to a folder", "link to a file in it"
    ),
    (
      "00-sample.md#how-it-runs", "../", "the link to ../ leads to a folder",
      "link to a file in it"
    ),
    (
      "00-sample.md#how-it-runs", "../Sources/sample/Sample.swift#the-simple",
      "Sources/sample/Sample.swift has no region the-simple; it has the-sample, running-it",
      "perhaps the-sample is meant"
    ),
  ])
  func `a dead link, a dead anchor and a link out are told`(
    link: String, broken: String, what: String, next: String
  ) throws {
    try project.edit("chapters/appendix-layers.md", link, broken)
    try project.expectProblems(["chapters/appendix-layers.md:5: \(what); \(next)"])
  }

  @Test func `a chapter that is not listed, or listed twice, is told`() throws {
    try project.edit("chapters/README.md", "(appendix-layers.md)", "(00-sample.md)")
    #expect(
      try project.problems() == [
        """
        chapters/README.md:6: 00-sample.md is listed a second time; keep it here or in line 5
        """,
        """
        chapters/appendix-layers.md:1: the chapter is not among the contents; list it in \
        chapters/README.md
        """,
      ])
  }
}

// MARK: - Prose

extension DriftTests {
  @Test func `a bare measured number and a verdict by hand are told`() throws {
    try project.editChapter("A note,", "Here 1.63 bits\nand 40 ms, ✓ met,")
    try project.expectProblems([
      """
      chapters/00-sample.md:11: the text holds the number "1.63", which no record backs; bind \
      it, as in [1.63](results/….json#id), or link it to the region of the source that sets it
      """,
      """
      chapters/00-sample.md:12: the text holds the number "40 ms", which no record backs; bind \
      it, as in [40 ms](results/….json#id), or link it to the region of the source that sets it
      """,
      """
      chapters/00-sample.md:12: the text holds the verdict "✓ met", which no record backs; bind \
      it, as in [✓ met](results/….json#claim-id)
      """,
    ])
  }

  @Test func `an unknown command of mathematics is told with its column`() throws {
    try project.editChapter("x_i", "y\n  + \\nosuchcommand{x}")
    try project.editChapter("a \\vert b", "a \\nosuchcommand b")
    let problems = try project.problems()
    try #require(problems.count == 2)
    #expect(problems[0].hasPrefix("chapters/00-sample.md:9: the formula a \\nosuchcommand b"))
    #expect(problems[0].hasSuffix("; correct it at column 3 of the formula"))
    #expect(problems[1].hasPrefix("chapters/00-sample.md:25: the formula y"))
    #expect(problems[1].hasSuffix("; correct it at column 5 of the formula"))
    #expect(problems.allSatisfy { $0.contains("nosuchcommand") })
  }

  @Test func `arithmetic that is wrong is told`() throws {
    let sums = [
      "$`3 \\cdot 4 + 1 = 13`$", "$`2 \\cdot (1 + 2) = 6`$", "$`7 - \\frac{8}{2} = 3`$",
      "$`4\\,096 = 2 \\cdot 2048`$", "$`x = 5`$", "$`\\frac{7}{2} = 3`$", "$`2^3 = 9`$",
    ]
    try project.editChapter("A note,", sums.joined(separator: " and ") + ",")
    try project.expectProblems([])
    try project.editChapter("3 \\cdot 4 + 1 = 13", "3 \\cdot 4 + 1 = 15")
    try project.editChapter("x_i", "\n7 \\cdot \\frac{256 \\cdot 257}{2} = 230\\,273")
    try project.expectProblems([
      """
      chapters/00-sample.md:11: the formula 3 \\cdot 4 + 1 = 15 says 15, but its arithmetic gives \
      13; correct the formula
      """,
      """
      chapters/00-sample.md:23: the formula 7 \\cdot \\frac{256 \\cdot 257}{2} = 230\\,… says 230273, \
      but its arithmetic gives 230272; correct the formula
      """,
    ])
  }

  @Test func `raw HTML is told, comments are not`() throws {
    try project.editChapter("A note,", "A <b>note</b> <!-- why -->,")
    try project.editChapter(
      "## How", "<!-- a\nb -->\n\n- <table>\n  </table>\n\n| a |\n|---|\n| b<br>c |\n\n## How")
    let next = "write it in Markdown, or set it as code if it is to be read"
    try project.expectProblems([
      "chapters/00-sample.md:11: the page leaves out the raw HTML </b>; \(next)",
      "chapters/00-sample.md:11: the page leaves out the raw HTML <b>; \(next)",
      "chapters/00-sample.md:20: the page leaves out the raw HTML <table> </table>; \(next)",
      "chapters/00-sample.md:25: the page leaves out the raw HTML <br>; \(next)",
    ])
  }

  @Test func `a page without a title is told`() throws {
    try project.editChapter("# A sample", "A sample")
    let problems = try project.problems()
    #expect(
      problems.contains(
        """
        chapters/00-sample.md:1: the page does not begin with its title; write it in the first \
        line, as in # Title
        """))
  }

  @Test func `a table with uneven rows is told`() throws {
    try project.editChapter(" | [✓ met](results/00-sample.json#claim-fast-enough) |", " |")
    try project.expectProblems([
      """
      chapters/00-sample.md:9: the row of a table has 2 cells, its head has 3; give each row \
      3 cells, and write \\| for a pipe that parts none
      """
    ])
  }

  @Test func `all problems are told together, by place`() throws {
    try project.editChapter("[131×]", "[181×]")
    try project.editChapter("A note,", "Here 1.63 bits and")
    try project.edit("chapters/appendix-layers.md", "#how-it-runs", "#how-it-ran")
    let places = try project.problems().map { $0.split(separator: ": ")[0] }
    #expect(
      places == [
        "chapters/00-sample.md:3", "chapters/00-sample.md:11", "chapters/appendix-layers.md:5",
      ])
  }
}
