import ChapterCommand
import Evidence
import Foundation
import Testing

@testable import benchmark
@testable import foundations

// MARK: - What the book publishes

/// The committed record of chapter 0: that it is whole, that it belongs to the code that stands
/// here, and that its claims hold.
@Suite struct RecordTests {
  private static func record(_ name: String) throws -> Record {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    return try Record(contentsOf: root.appendingPathComponent("chapters/results/\(name).json"))
  }

  @Test(arguments: ["00-foundations", "benchmarks"])
  func `a record was measured for the book by the code that stands here`(name: String) throws {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    let record = try Self.record(name)
    #expect(record.run.preset == "book")
    #expect(record.build.configuration == "release")
    #expect(try record.isCurrent(in: root))
  }

  /// The folders that a target is compiled from, with all that it is linked to, as the package says.
  private static func folders(linkedTo target: String) throws -> Set<String> {
    let root = try ProjectRoot.find(from: URL(fileURLWithPath: #filePath), environment: [:])
    let package = try String(
      contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
    let declaration = /name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/
    let links = package.matches(of: declaration).map {
      (String($0.1), ($0.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) })
    }
    let dependencies = Dictionary(links) { first, _ in first }
    var found: Set = [target]
    var open = [target]
    while let next = open.popLast() {
      let new = try #require(dependencies[next], "no target \(next)").filter { !found.contains($0) }
      found.formUnion(new)
      open += new
    }
    return Set(found.map { "Sources/\($0)" })
  }

  @Test(arguments: [("foundations", Foundations.chapter), ("benchmark", Benchmark.chapter)])
  func `a record covers every module that the executable is linked to`(
    target: String, chapter: Chapter
  ) throws {
    let covered = (chapter.sources + chapter.engine).filter { $0.hasPrefix("Sources/") }
    #expect(Set(covered) == (try Self.folders(linkedTo: target)))
    #expect(Set(covered).count == covered.count)
  }

  @Test func `the transformer beats every n-gram model`() throws {
    let record = try Self.record("00-foundations")
    #expect(record.finding("beats-kneser-ney")?.verdict == .met)
    #expect(record.run.seeds.count >= 3)
  }

  @Test func `each n-gram model beats the shorter one`() throws {
    #expect(try Self.record("00-foundations").finding("context-helps")?.verdict == .met)
  }

  @Test func `training is judged against the limit of the machine`() throws {
    let record = try Self.record("00-foundations")
    try expectJudged(#require(record.finding("near-the-limit")), by: record)
  }

  @Test func `the benchmark is judged against what is claimed`() throws {
    let record = try Self.record("benchmarks")
    #expect(record.claims.count == 4)
    for finding in record.claims { expectJudged(finding, by: record) }
  }

  /// No test asserts a time: a claim about times has whatever verdict its measurements give it.
  private func expectJudged(_ finding: Finding, by record: Record) {
    let measurements = Dictionary(
      uniqueKeysWithValues: record.measurements.map { ($0.id, $0) })
    let verdict = finding.claim.predicate.verdict(by: measurements)
    #expect(finding.verdict == verdict, "\(finding.claim.statement)")
  }
}
