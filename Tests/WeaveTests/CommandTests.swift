import Evidence
import Foundation
import Testing

// MARK: - The command

/// What `book` does in a project.
@Suite struct CommandTests {
  let project: SampleProject

  init() throws { project = try SampleProject() }

  private struct Outcome {
    let code: Int32
    let output: String
    let errors: String
  }

  private func book(_ arguments: String...) throws -> Outcome {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.environment = ["PARSIMONY_ROOT": project.root.path]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // The few lines that are written fit into a pipe.
    process.waitUntilExit()
    return try Outcome(
      code: process.terminationStatus, output: text(of: output), errors: text(of: errors))
  }

  private func text(of pipe: Pipe) throws -> String {
    String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }

  /// The executable of this build: it stands beside the tests that run, since they depend on it.
  private static func executable() throws -> URL {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let candidates = [CommandLine.arguments[0], tests.path].map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("book")
    }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "book is not built beside \(tests.path)")
  }
}

// MARK: - Its subcommands

extension CommandTests {
  @Test func `check tells in one line that nothing is wrong`() throws {
    let run = try book("check")
    #expect(run.code == 0)
    #expect(run.output == "Nothing is wrong: 2 chapters, 1 records, 6 pages.\n")
    #expect(run.errors == "")
    #expect(!FileManager.default.fileExists(atPath: project.url("site/public").path))
  }

  @Test func `check ends with 1 for a problem, and with 65 for a bad record`() throws {
    try project.editChapter("[131×]", "[181×]")
    let run = try book("check")
    #expect(run.code == 1)
    #expect(run.output == "")
    #expect(run.errors.hasSuffix("run book update\n1 problem\n"))
    try project.edit(SampleProject.record, "131", "181")
    #expect(try book("check").code == 65)
  }

  @Test func `site tells its address, and a failure leaves the old site`() throws {
    let run = try book("site")
    #expect(run.code == 0)
    let address = project.url("site/public/index.html").path
    #expect(
      run.output == "6 pages from the records in chapters/results: file://\(address)\n")
    let old = try project.text("site/public/00-sample.html")
    try project.editChapter("[131×]", "[181×]")
    #expect(try book("site").code == 1)
    #expect(try project.text("site/public/00-sample.html") == old)
  }

  @Test func `a draft is built although a region is not shown, but not with a wrong figure`() throws
  {
    try project.editChapter("[The sample](../Sources/sample/Sample.swift#the-sample)\n", "")
    #expect(try book("site").code == 1)
    let run = try book("site", "--draft", "--output", project.url("draft").path)
    #expect(run.code == 0)
    #expect(run.errors.hasPrefix("warning: Sources/sample/Sample.swift:3: the region"))
    #expect(FileManager.default.fileExists(atPath: project.url("draft/index.html").path))
    try project.editChapter("[131×]", "[181×]")
    #expect(try book("site", "--draft").code == 1)
  }

  @Test func `update mends figures, or tells what it would mend`() throws {
    try project.editChapter("[131×]", "[181×]")
    let dry = try book("update", "--dry-run")
    #expect(dry.output == "chapters/00-sample.md:3: 181× → 131×\n1 text would change.\n")
    #expect(try book("check").code == 1)
    let run = try book("update")
    #expect(run.output == "chapters/00-sample.md:3: 181× → 131×\n1 text changed.\n")
    #expect(try book("check").code == 0)
  }

  @Test func `a wrong command line ends with 64`() throws {
    #expect(try book("sight").code == 64)
    #expect(try book("check", "--fast").code == 64)
  }
}
