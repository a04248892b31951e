import Evidence
import Foundation
import Testing

@testable import Weave

// MARK: - Writing figures again

@Suite struct UpdateTests {
  let project: SampleProject

  init() throws { project = try SampleProject() }

  private func update() throws -> [String] {
    let update = try Update(of: project.root)
    try update.write()
    return update.changes.map(\.description)
  }

  @Test func `an edited figure is mended, and nothing else is changed`() throws {
    let original = try project.text(SampleProject.chapter)
    try project.editChapter("[131×]", "[181×]")
    try project.editChapter("4,000", "5,000")
    try project.editChapter("✓ met", "✗ not met")
    #expect(
      try update() == [
        "chapters/00-sample.md:3: 181× → 131×", "chapters/00-sample.md:5: 5,000 → 4,000",
        "chapters/00-sample.md:9: ✗ not met → ✓ met",
      ])
    #expect(try project.text(SampleProject.chapter) == original)
    #expect(try update() == [])
  }

  @Test func `a new record is written in the form that each text has`() throws {
    try project.publish(speedups: [140, 141, 142, 141, 140, 143])
    #expect(
      try update() == [
        "chapters/00-sample.md:3: 131× → 141×",
        "chapters/00-sample.md:4: 131× (130 to 133) → 141× (140 to 143)",
      ])
    #expect(try project.problems() == [])
  }

  @Test func `a title says the form of a text that does not tell it`() throws {
    try project.editChapter(
      "[131×](results/00-sample.json#speedup)",
      "[…](results/00-sample.json#speedup \"bare\") or […](results/00-sample.json#speedup)")
    #expect(
      try update() == ["chapters/00-sample.md:3: … → 131", "chapters/00-sample.md:3: … → 131×"])
    #expect(try project.problems() == [])
  }

  @Test func `what stands in code or behind a backslash is left alone`() throws {
    let link = "[181×](results/00-sample.json#speedup)"
    let code = "`\(link)` and `` ` \(link) `` and \\\(link)"
    try project.editChapter("A note,", "\(code) and \(link)\n\n```\n\(link)\n```\n\nA note,")
    #expect(try update().count == 1)
    let text = try project.text(SampleProject.chapter)
    #expect(text.contains("\(code) and [131×](results/00-sample.json#speedup)\n"))
    #expect(text.contains("```\n\(link)\n```"))
  }

  @Test func `a text that runs over a line's end is mended`() throws {
    try project.editChapter("[131× (130 to 133)]", "[131× (130\nto 134)]")
    try project.editChapter(
      "A note,", "A note of [131× (130\n> to 134)](results/00-sample.json#speedup),")
    #expect(try update().count == 2)
    #expect(try project.problems() == [])
  }

  @Test func `a text with markup of its own is told, not changed`() throws {
    try project.editChapter("[131×]", "[**181**×]")
    let update = try Update(of: project.root)
    #expect(update.changes == [])
    #expect(
      update.problems.map(\.description) == [
        """
        chapters/00-sample.md:3: the text "181×" must be "131×", but cannot be replaced; write \
        131× without markup of its own
        """
      ])
  }

  @Test func `without writing, nothing is changed`() throws {
    try project.editChapter("[131×]", "[181×]")
    let text = try project.text(SampleProject.chapter)
    #expect(try Update(of: project.root).changes.count == 1)
    #expect(try project.text(SampleProject.chapter) == text)
  }
}
