import ArgumentParser
import Evidence
import Foundation
import Weave

// MARK: - The command

/// Weaves the book from its prose, its sources and its records.
@main
struct Book: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "book",
    abstract: "Weaves the book from its prose, its sources and its records.",
    subcommands: [MakeSite.self, Check.self, UpdateFigures.self])
}

// MARK: - The site

/// Builds the site, or leaves the old one where something is wrong.
struct MakeSite: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site", abstract: "Build the site, if nothing is wrong with the book.")

  @Option(
    help: ArgumentHelp(
      "Where the site goes. (default: site/public in the project)", valueName: "folder"))
  var output: String?

  @Flag(help: "Build although regions are not shown yet, or records are of older code.")
  var draft = false

  func run() throws {
    let root = try findRoot()
    let weaving = try explained { try Weaving(of: root) }
    report(notices: weaving.notices)
    let isFatal = weaving.problems.contains { !draft || $0.kind != .unfinished }
    report(weaving.problems, asWarnings: !isFatal)
    if isFatal { throw exitStatus(for: weaving.problems) }
    let folder =
      output.map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? root.appendingPathComponent("site/public")
    try explained { try SiteFolder(folder).replace(with: weaving.files) }
    let index = folder.appendingPathComponent("index.html").standardizedFileURL
    print("\(weaving.pageCount) pages from the records in chapters/results: file://\(index.path)")
  }
}

// MARK: - The check

/// Looks for everything that is wrong, and writes nothing.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Tell what is wrong with the book; write nothing.")

  func run() throws {
    let root = try findRoot()
    let weaving = try explained { try Weaving(of: root) }
    report(notices: weaving.notices)
    report(weaving.problems)
    guard weaving.problems.isEmpty else { throw exitStatus(for: weaving.problems) }
    print(
      "Nothing is wrong: \(weaving.chapterCount) chapters, \(weaving.recordCount) records, "
        + "\(weaving.pageCount) pages.")
  }
}

// MARK: - The update

/// Writes the figures, verdicts and settings of the prose again, as the records have them.
struct UpdateFigures: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Write the figures of the prose again, as the records have them.")

  @Flag(help: "Tell what would change, and change nothing.")
  var dryRun = false

  func run() throws {
    let root = try findRoot()
    let update = try explained { try Update(of: root) }
    if !dryRun { try explained { try update.write() } }
    for change in update.changes { print(change) }
    let count = update.changes.count
    print(
      "\(count) \(count == 1 ? "text" : "texts") \(dryRun ? "would change" : "changed").")
    report(update.problems)
    if !update.problems.isEmpty { throw exitStatus(for: update.problems) }
  }
}
