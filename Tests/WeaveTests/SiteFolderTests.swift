import Evidence
import Foundation
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

  @Test func `a folder that holds something else is not replaced`() throws {
    let error = #expect(throws: SiteFolderError.self) {
      try SiteFolder(project.url("chapters")).replace(with: ["index.html": Data()])
    }
    #expect(error?.description.contains("it holds files, but no site of this book") == true)
    #expect(try project.text("chapters/README.md").hasPrefix("# The small book"))
  }
}
