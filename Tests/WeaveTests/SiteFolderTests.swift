import Evidence
import Foundation
import Synchronization
import Testing

@testable import Weave

// MARK: - Writing the site

@Suite struct SiteFolderTests {
  let project: SampleProject
  var site: SiteFolder { SiteFolder(project.url("site/public")) }

  init() throws { project = try SampleProject() }

  private var names: [String] {
    get throws { try FileManager.default.subpathsOfDirectory(atPath: project.url("site").path) }
  }

  @Test func `two weavings give the same bytes`() throws {
    #expect(try Weaving(of: project.root).files == Weaving(of: project.root).files)
  }

  @Test func `the site holds exactly what was woven`() throws {
    try site.replace(with: ["index.html": Data("a".utf8), "sources/old.html": Data()])
    let files = try Weaving(of: project.root).files
    try site.replace(with: files)
    for (path, data) in files {
      #expect(try Data(contentsOf: site.url.appendingPathComponent(path)) == data, "\(path)")
    }
    #expect(try !names.contains("public/sources/old.html"))
    #expect(try names.contains("public/style.css"))
    #expect(try !names.contains { $0.contains("page.mustache") && $0.hasPrefix("public") })
    #expect(try !names.contains { $0.hasPrefix(".") })
  }

  @Test func `a site that cannot be written leaves the old one`() throws {
    try site.replace(with: ["index.html": Data("old".utf8), "sources/a.html": Data()])
    // A file cannot be a folder as well.
    #expect(throws: SiteFolderError.self) {
      try site.replace(with: ["index.html": Data(), "a": Data(), "a/b": Data()])
    }
    #expect(try project.text("site/public/index.html") == "old")
    #expect(try !names.contains { $0.hasPrefix(".") })
  }

  /// A folder whose moves fail, by their order; what fails does nothing.
  private func site(failing moves: Set<Int>) -> SiteFolder {
    let count = Counter()
    return SiteFolder(site.url) { from, to in
      if moves.contains(count.next()) { throw CocoaError(.fileWriteUnknown) }
      try FileManager.default.moveItem(at: from, to: to)
    }
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0
      }
    }
  }

  @Test(arguments: [1, 2])
  func `a swap that fails half-way leaves the old site`(move: Int) throws {
    try site.replace(with: ["index.html": Data("old".utf8), "sources/a.html": Data()])
    #expect(throws: SiteFolderError.self) {
      try site(failing: [move]).replace(with: ["index.html": Data("new".utf8)])
    }
    #expect(try project.text("site/public/index.html") == "old")
    #expect(try !names.contains { $0.hasPrefix(".") })
  }

  @Test func `an old site that cannot be moved back is kept, and told where`() throws {
    try site.replace(with: ["index.html": Data("old".utf8), "sources/a.html": Data()])
    let error = #expect(throws: SiteFolderError.self) {
      try site(failing: [2, 3]).replace(with: ["index.html": Data("new".utf8)])
    }
    let kept = try #require(try names.first { $0.hasSuffix(".old.tmp") })
    #expect(
      error?.reason.hasSuffix("the old site is now in \(project.url("site/\(kept)").path)") == true)
    #expect(try project.text("site/\(kept)/index.html") == "old")
    #expect(try !names.contains { $0.hasSuffix(".new.tmp") })
  }

  @Test func `where nothing can be written, there is an error`() throws {
    try project.write("", to: "site/file")
    #expect(throws: SiteFolderError.self) {
      try SiteFolder(project.url("site/file/public")).replace(with: ["index.html": Data()])
    }
  }

  @Test func `a folder that holds something else is not replaced`() throws {
    let error = #expect(throws: SiteFolderError.self) {
      try SiteFolder(project.url("chapters")).replace(with: ["index.html": Data()])
    }
    #expect(error?.description.contains("it holds files, but no site of this book") == true)
    #expect(try project.text("chapters/README.md").hasPrefix("# The small book"))
  }
}
