import Evidence
import Foundation
import Testing

@testable import Weave

// MARK: - Figures and verdicts

/// Each way in which a book drifts from its code and its records is told, with page, line, what is
/// wrong and what to do.
@Suite struct DriftTests {
  let project: SampleProject

  init() throws { project = try SampleProject() }

  @Test func `nothing is wrong with a book as it should be`() throws {
    try project.expectProblems([])
  }

  @Test func `an edited figure is told`() throws {
    try project.editChapter("[131×]", "[181×]")
    try project.editChapter("131× (130 to 133)", "131× (130 to 132)")
    try project.editChapter("262,144", "262,145")
    #expect(
      try project.problems() == [
        """
        chapters/00-sample.md:3: the text has "181×", but speedup of the record 00-sample is \
        "131×"; run book update
        """,
        """
        chapters/00-sample.md:4: the text has "131× (130 to 132)", but speedup of the record \
        00-sample is "131× (130 to 133)"; run book update
        """,
        """
        chapters/00-sample.md:4: the text has "262,145", but work of the record 00-sample is \
        "262,144"; run book update
        """,
      ])
  }

  @Test func `an edited setting is told`() throws {
    try project.editChapter("4,000", "5,000")
    try project.expectProblems([
      """
      chapters/00-sample.md:5: the text has "5,000", but configuration.steps of the record \
      00-sample is "4,000"; run book update
      """
    ])
  }

  @Test func `a figure that the record does not have is told`() throws {
    try project.editChapter("json#speedup)", "json#sppedup)")
    try project.expectProblems([
      "chapters/00-sample.md:3: the record 00-sample has no sppedup; perhaps speedup is meant"
    ])
  }

  @Test func `a claim marked met whose predicate is false is told`() throws {
    try project.publish(
      claim: Claim(
        "fast-enough", "The sample is fast enough.", holdsWhen: measured("speedup") > 200,
        test: "SampleTests/it is fast enough"))
    try project.expectProblems([
      """
      chapters/00-sample.md:9: the claim fast-enough is marked "✓ met", but its verdict is \
      "✗ not met"; run book update, and mend what the text says of it
      """
    ])
  }
}

// MARK: - Records

extension DriftTests {
  @Test func `an edited record is told, once`() throws {
    try project.edit(SampleProject.record, "131", "181")
    try project.expectProblems([
      """
      chapters/results/00-sample.json:1: the record was changed after it was written: a text \
      that its sha256 does not seal; restore it with git, or run the chapter's executable again, \
      with --preset book
      """
    ])
    #expect(try Weaving(of: project.root).problems.map(\.kind) == [.badRecord])
  }

  @Test func `changed code under an old record is told`() throws {
    try project.edit(SampleProject.source, "depth = 3", "depth = 4")
    let problem = try #require(try project.problems().first)
    #expect(
      problem.wholeMatch(
        of: /chapters\/results\/00-sample\.json:\d+: the code in Sources\/sample or its .*/) != nil)
    #expect(
      problem.hasSuffix(
        "configuration changed after it was measured; measure again with "
          + "make run-sample PRESET=book"))
    let line = try #require(Int(problem.split(separator: ":")[1]))
    #expect(
      try project.text(SampleProject.record).split(separator: "\n")[line - 1]
        .contains("\"digest\""))
  }

  @Test func `changed configuration under an old record is told`() throws {
    let old = try Record(contentsOf: project.url(SampleProject.record))
    try project.publish(steps: 5000, digest: old.code.digest)
    try project.editChapter("4,000", "5,000")
    let problems = try project.problems()
    try #require(problems.count == 1)
    #expect(
      problems[0].contains("or its configuration changed after it was measured; measure again"))
  }
}

// MARK: - Regions

extension DriftTests {
  @Test func `a renamed region is told where it was shown and where it is`() throws {
    try project.edit(SampleProject.source, "- Running it", "- Running this")
    try project.publish()
    try project.expectProblems([
      """
      Sources/sample/Sample.swift:8: the region "Running this" is shown nowhere; write \
      [Running this](../Sources/sample/Sample.swift#running-this) into a chapter
      """,
      """
      chapters/00-sample.md:21: Sources/sample/Sample.swift has no region running-it; it has \
      the-sample, running-this; perhaps running-this is meant
      """,
    ])
  }

  @Test func `a region and a file shown nowhere are told`() throws {
    try project.editChapter("[The sample](../Sources/sample/Sample.swift#the-sample)\n", "")
    try project.write("int depth;\n", to: "Sources/Layers/Layer.c")
    try project.expectProblems([
      """
      Sources/Layers/Layer.c:1: the file is shown nowhere; write \
      [Layers/Layer.c](../Sources/Layers/Layer.c) into a chapter
      """,
      """
      Sources/sample/Sample.swift:3: the region "The sample" is shown nowhere; write \
      [The sample](../Sources/sample/Sample.swift#the-sample) into a chapter
      """,
    ])
    #expect(try Weaving(of: project.root).problems.allSatisfy { $0.kind == .unfinished })
  }

  @Test func `a region shown twice is told with both places`() throws {
    try project.edit(
      "chapters/appendix-layers.md", "Back to",
      "[Again](../Sources/sample/Sample.swift#the-sample)\n\nBack to")
    try project.expectProblems([
      """
      chapters/appendix-layers.md:5: the region "The sample" of Sources/sample/Sample.swift is \
      shown a second time; show it here or in chapters/00-sample.md:15
      """
    ])
  }

  @Test func `a region without a name is told`() throws {
    try project.edit(SampleProject.source, "- Running it", "- …")
    try project.publish()
    #expect(
      try project.problems().contains(
        """
        Sources/sample/Sample.swift:8: the region has no name; write a name of letters behind \
        // MARK: -
        """))
  }

  @Test func `a file of several regions, and one that is no text, cannot be shown as a whole`()
    throws
  {
    try project.edit(
      "chapters/appendix-layers.md", "Back to", "[A](../Sources/sample/Sample.swift)\n\nBack to")
    try project.expectProblems([
      """
      chapters/appendix-layers.md:5: Sources/sample/Sample.swift is no single region; it has \
      the-sample, running-it; name one of them, as in ../Sources/sample/Sample.swift#the-sample
      """
    ])
    try Data([0xFF, 0xFE]).write(to: project.url("Sources/sample/Sample.bin"))
    for link in [
      "[A](../Sources/sample/Sample.bin)\n\n", "See [A](../Sources/sample/Sample.bin). ",
    ] {
      let project = try SampleProject()
      try Data([0xFF, 0xFE]).write(to: project.url("Sources/sample/Sample.bin"))
      try project.edit("chapters/appendix-layers.md", "Back to", "\(link)Back to")
      try project.expectProblems([
        """
        chapters/appendix-layers.md:5: Sources/sample/Sample.bin is no text; link to a file that \
        can be shown
        """
      ])
    }
  }

  @Test func `two regions of one name are told`() throws {
    try project.edit(SampleProject.source, "- Running it", "- The Sample!")
    try project.publish()
    #expect(
      try project.problems().contains(
        """
        Sources/sample/Sample.swift:8: the region "The Sample!" has the name of the one in line \
        3; rename one of them
        """))
  }
}
