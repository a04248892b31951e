import Evidence
import Foundation
import Testing

@testable import Weave

// MARK: - What figures are bound to

@Suite struct BindingTests {
  let project: SampleProject

  init() throws { project = try SampleProject() }

  private func expect(_ text: String, _ problems: [String]) throws {
    try project.editChapter("A note,", "\(text),")
    try project.expectProblems(problems.map { "chapters/00-sample.md:11: \($0)" })
  }

  @Test func `the bound of a claim is bound like a figure`() throws {
    let address = "results/00-sample.json#claim-fast-enough/bound"
    try expect("At least [100×](\(address))", [])
    #expect(
      try project.page("00-sample.html").contains(
        "<a class=\"configuration\" href=\"records/00-sample.html#claim-fast-enough\" "
          + "title=\"The sample is fast enough.\">100×</a>"))
    try project.editChapter("[100×]", "[90×]")
    try project.expectProblems([
      """
      chapters/00-sample.md:11: the text has "90×", but claim-fast-enough/bound of the record \
      00-sample is "100×"; run book update
      """
    ])
    try Update(of: project.root).write()
    try project.expectProblems([])
  }

  @Test func `each condition of a claim has its own bound`() throws {
    try project.publish(
      claim: Claim(
        "fast-enough", "It is.",
        holdsWhen: measured("speedup") > 1.5 && measured("work") < 1 * measured("speedup")
          && measured("work") >= 0.95 * measured("speedup"), test: "A/b"))
    let record = try Record(contentsOf: project.url(SampleProject.record))
    #expect(
      record.bounds.map(\.name) == ["claim-fast-enough/bound/1", "claim-fast-enough/bound/3"])
    #expect(record.bounds.map(\.text) == ["1.5×", "0.95×"])
  }

  @Test func `a constant must stand in the region that it is linked to`() throws {
    let source = "../Sources/sample/Sample.swift"
    try expect("A depth of [4 ms](\(source)#running-it)", [])
    try project.editChapter("[4 ms]", "[3 ms]")
    try project.expectProblems([
      """
      chapters/00-sample.md:11: the text has "3 ms", which the region "Running it" of \
      Sources/sample/Sample.swift does not hold; link to the region that sets it
      """
    ])
  }

  @Test func `digits within a longer number are not held, those of a share are`() {
    let source = SourceFile("A.swift", text: "let a = 1_024\nlet b = 0.95 + 40.5")
    let held = ["1,024 KiB", "95 %", "0.95", "40.5 ms", "24 KiB", "5 %", "40 ms", "02 s"].map {
      source.holds($0, in: source.regions[0])
    }
    #expect(held == [true, true, true, true, false, false, false, false])
  }

  @Test(arguments: ["40 ms", "✓ met"])
  func `a whole output backs no figure and no verdict`(text: String) throws {
    try expect(
      "See [\(text)](results/00-sample.json#running-it)",
      [
        """
        the text has "\(text)", but running-it of the record 00-sample is a whole output; bind it \
        to a measurement or a claim
        """
      ])
  }

  @Test(arguments: [
    "131](results/00-sample.json#speedup) ms", "131](results/00-sample.json#speedup)%",
  ])
  func `a bound number does not take another unit`(text: String) throws {
    let unit = text.contains("ms") ? "ms" : "%"
    try expect(
      "It is [\(text)",
      [
        """
        the text says 131 \(unit), but the unit of speedup is "×"; bind the unit too, as in \
        [131×](results/00-sample.json#speedup)
        """
      ])
  }

  @Test func `nor what something else is counted in`() throws {
    try expect(
      "It is [131](results/00-sample.json#speedup) multiply-adds",
      [
        """
        the text says 131 multiply-adds, but the unit of speedup is "×"; bind the unit too, as in \
        [131×](results/00-sample.json#speedup)
        """
      ])
  }

  @Test func `its own unit it may have, in whatever words`() throws {
    try expect(
      "It is [131](results/00-sample.json#speedup) times as fast, or "
        + "[131](results/00-sample.json#speedup)× so, by [262,144](results/00-sample.json#work)\n"
        + "multiply-adds or [131](results/00-sample.json#speedup) marbles",
      [])
  }
}

// MARK: - Links out of the repository

extension BindingTests {
  @Test func `a symbolic link does not lead out`() throws {
    let outside = FileManager.default.temporaryDirectory
      .appendingPathComponent("outside-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: outside) }
    try Data("secret".utf8).write(to: outside.appendingPathComponent("a.txt"))
    func link(_ path: String, to target: URL) throws {
      try FileManager.default.createSymbolicLink(
        at: project.url(path), withDestinationURL: target)
    }
    try link("Sources/sample/out.txt", to: outside.appendingPathComponent("a.txt"))
    try link("Sources/sample/out", to: outside)
    try link("chapters/figures/in.txt", to: project.url("Package.swift"))
    try project.editChapter("A note,", "[In](figures/in.txt),")
    try project.expectProblems([])
    let files = try Weaving(of: project.root).files
    #expect(!files.keys.contains { $0.contains("out") })
    #expect(!files.values.contains { $0.range(of: Data("secret".utf8)) != nil })
    for path in ["../Sources/sample/out.txt", "../Sources/sample/out/a.txt"] {
      try project.editChapter("[In](figures/in.txt)", "[Out](\(path))")
      try project.expectProblems([
        """
        chapters/00-sample.md:11: the link to \(path) leaves the repository through a symbolic \
        link; link to a file of the repository, or to its address on the web
        """
      ])
      try project.editChapter("[Out](\(path))", "[In](figures/in.txt)")
    }
  }

  @Test func `a project may itself stand behind a symbolic link`() throws {
    let link = FileManager.default.temporaryDirectory
      .appendingPathComponent("link-\(UUID().uuidString)")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: project.root)
    defer { try? FileManager.default.removeItem(at: link) }
    #expect(try Weaving(of: link).problems == [])
    try project.editChapter("A note,", "[Gone](figures/gone.svg),")
    let problems = try Weaving(of: link).problems.map(\.description)
    #expect(problems.count == 1)
    #expect(problems.first?.contains("the link to figures/gone.svg leads nowhere") == true)
  }

  @Test func `a record is no link out either`() throws {
    let record = project.url(SampleProject.record)
    let outside = FileManager.default.temporaryDirectory
      .appendingPathComponent("record-\(UUID().uuidString).json")
    try FileManager.default.moveItem(at: record, to: outside)
    defer { try? FileManager.default.removeItem(at: outside) }
    try FileManager.default.createSymbolicLink(at: record, withDestinationURL: outside)
    #expect(
      try project.problems().contains(
        """
        chapters/results/00-sample.json:1: the record is no file of the repository; put the file \
        itself here, or remove it
        """))
  }
}
