import ChapterCommand
import Evidence
import Foundation

// MARK: - What the book publishes

/// A committed record, and the project that it belongs to.
public struct Published {
  /// The record as it is committed.
  public let record: Record
  private let root: URL

  /// The record of a chapter.
  public init(_ chapter: String) throws {
    root = try Published.root()
    record = try Record(
      contentsOf: root.appendingPathComponent("chapters/results/\(chapter).json"))
  }

  private static func root() throws -> URL {
    try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
  }

  /// What keeps the record from being its chapter's: measured for the book, as often as that asks, by
  /// the code that stands here and all that it is linked to, with a verdict on every claim.
  ///
  /// - Parameter target: the chapter's executable.
  public func faults(as chapter: Chapter, linkedTo target: String) throws -> [String] {
    let run = record.run
    let (judged, claims) = (record.claims.map(\.claim), chapter.claims)
    let covered = (chapter.sources + chapter.engine).filter { $0.hasPrefix("Sources/") }
    let faults = [
      (run.preset != "book", "it is of the preset \(run.preset)"),
      (run.seeds.count != chapter.presets[.book]?.repeats, "it has \(run.seeds.count) seeds"),
      (record.build.configuration != "release", "it is of a \(record.build.configuration) build"),
      (try !record.isCurrent(in: root), "it is of other code"),
      (
        try covered.sorted() != Published.folders(linkedTo: target).sorted(),
        "the chapter names other folders than it is linked to"
      ),
      (judged != claims, "it judges other claims: \(judged.map(\.id))"),
    ]
    return faults.filter(\.0).map(\.1)
  }

  /// What the record says of a claim; nil if it does not judge it.
  ///
  /// A record whose verdicts are not those that its measurements give is not read at all. So a test
  /// of a claim about times asserts that there is a verdict, and not which.
  public func verdict(_ claim: String) -> Verdict? { record.finding(claim)?.verdict }
}

// MARK: - What an executable is made of

extension Published {
  /// The folders that a target is compiled from, with all that it is linked to, as the package says.
  private static func folders(linkedTo target: String) throws -> Set<String> {
    let package = try String(
      contentsOf: root().appendingPathComponent("Package.swift"), encoding: .utf8)
    let declaration = /name: "([\w-]+)"(?:,\s*dependencies: \[([^\]]*)\])?/
    let links = package.matches(of: declaration).map {
      (String($0.1), ($0.2 ?? "").matches(of: /"([\w-]+)"/).map { String($0.1) })
    }
    let dependencies = Dictionary(links) { first, _ in first }
    var found: Set = [target]
    var open = [target]
    while let next = open.popLast() {
      let new = (dependencies[next] ?? []).filter { !found.contains($0) }
      found.formUnion(new)
      open += new
    }
    return Set(found.map { "Sources/\($0)" })
  }
}
