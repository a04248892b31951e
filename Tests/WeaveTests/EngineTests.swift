import Evidence
import Testing

@testable import Weave

// MARK: - The engine below what was measured

/// A change of the engine makes nothing wrong, and is told wherever its figures stand.
@Suite struct EngineTests {
  private let project: SampleProject
  private let remark = "the engine changed since this was measured, at commit a1a1a1a1a1a1"

  init() throws {
    project = try SampleProject()
    try project.edit("Sources/Layers/Layer.h", "3", "4")
  }

  @Test func `a changed engine is a notice and no problem`() throws {
    let weaving = try Weaving(of: project.root)
    #expect(weaving.problems == [])
    let notice = try #require(weaving.notices.first?.description)
    #expect(weaving.notices.count == 1)
    #expect(notice.hasSuffix(": \(remark); measure again with make run-sample PRESET=book"))
    let line = try #require(Int(notice.split(separator: ":")[1]))
    #expect(
      try project.text(SampleProject.record).split(separator: "\n")[line - 1]
        .contains("\"engine\""))
  }

  @Test func `figures and verdicts say that the engine changed`() throws {
    let page = try project.page("00-sample.html")
    #expect(page.contains("6 samples; \(remark)\">131×</a>"))
    #expect(page.contains("title=\"The sample is fast enough.; \(remark)\">✓ met</a>"))
  }

  @Test func `the record's page says it of all, and of the claims`() throws {
    let page = try project.page("records/00-sample.html")
    let told = "<p class=\"state stale\">T\(remark.dropFirst()).</p>"
    #expect(page.components(separatedBy: told).count == 3)
    #expect(page.contains("<dt>Engine</dt><dd><code>Sources/<wbr>Layers</code>: "))
    #expect(page.contains("<span class=\"state stale\">changed since</span>"))
  }

  @Test func `nothing is said of an engine that is the same`() throws {
    try project.publish()
    #expect(try Weaving(of: project.root).notices == [])
    #expect(try !project.page("00-sample.html").contains("engine"))
    #expect(
      try project.page("records/00-sample.html")
        .contains("<span class=\"state current\">current</span>"))
  }

  @Test func `an old record says that its engine was not recorded`() throws {
    try project.publish(recordsEngine: false)
    let weaving = try Weaving(of: project.root)
    #expect(weaving.problems == [])
    #expect(weaving.notices.map(\.what) == ["it was not recorded which engine was measured"])
    let page = try project.page("records/00-sample.html")
    #expect(page.contains("<dt>Engine</dt><dd><span class=\"state\">not recorded</span></dd>"))
  }
}
