import Evidence
import Testing

@testable import Weave

// MARK: - Records that the book may not show

/// The book publishes what its own preset, a release build and a commit gave.
@Suite struct RecordCheckTests {
  @Test(arguments: [
    (
      "quick", "release", false, "preset",
      "the record is of the preset quick, and the book shows book; "
    ),
    (
      "book", "debug", false, "build",
      "the record is of a debug build, not of a release; "
    ),
    (
      "book", "release", true, "dirty",
      "the record was measured while files differed from the commit; commit them, then "
    ),
  ])
  func `a record that was made otherwise is refused`(
    preset: String, build: String, dirty: Bool, member: String, text: String
  ) throws {
    let project = try SampleProject()
    try project.publish(
      speedups: [200, 200, 200, 200, 200, 200], preset: preset, build: build, dirty: dirty)
    let problem = try #require(try Weaving(of: project.root).problems.first)
    #expect(
      problem.description.hasSuffix(": \(text)measure again with make run-sample PRESET=book"))
    #expect(problem.kind == .badRecord)
    let lines = try project.text(SampleProject.record).split(separator: "\n")
    #expect(lines[problem.place.line - 1].contains("\"\(member)\""))
    // Nor does it reach the prose.
    let update = try Update(of: project.root)
    #expect(update.problems == [problem])
    #expect(update.changes == [])
  }
}
