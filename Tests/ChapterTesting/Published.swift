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

  /// Whether the record was measured, for the book, by the code that stands here.
  public func isOfTheBook() throws -> Bool {
    try record.run.preset == "book" && record.build.configuration == "release"
      && record.isCurrent(in: root)
  }

  /// What the record says of a claim; nil if it does not judge it.
  ///
  /// A record whose verdicts are not those that its measurements give is not read at all. So a test
  /// of a claim about times asserts that there is a verdict, and not which.
  public func verdict(_ claim: String) -> Verdict? { record.finding(claim)?.verdict }
}

// MARK: - What an executable is made of

extension Published {
  /// The folders that a target is compiled from, with all that it is linked to, as the package says,
  /// in the order of their names.
  public static func folders(linkedTo target: String) throws -> [String] {
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
    return found.map { "Sources/\($0)" }.sorted()
  }
}

extension [String] {
  /// The folders of code that a chapter names, in the order of their names; one that is named twice
  /// stands twice.
  public var folders: [String] { filter { $0.hasPrefix("Sources/") }.sorted() }
}
