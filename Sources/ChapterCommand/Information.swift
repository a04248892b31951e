import Evidence
import Foundation

// MARK: - What `info` tells

/// What an executable says about itself without measuring anything.
struct Information {
  let chapter: Chapter
  let root: URL

  /// - Throws: `RecordError` where the chapter's record cannot be trusted.
  func text() throws -> String {
    let url = RecordDestination.published(chapter, in: root)
    let record =
      FileManager.default.fileExists(atPath: url.path) ? try Record(contentsOf: url) : nil
    let sections = [
      [chapter.title, chapter.abstract], presets, claims(record),
      ["Data: " + (chapter.data.isEmpty ? "none" : chapter.data.joined(separator: ", "))],
      ["Record: chapters/results/\(chapter.id).json, \(state(of: record))"],
    ]
    return sections.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private var presets: [String] {
    let rows = Preset.allCases.compactMap { preset in
      chapter.presets[preset].map { [preset.rawValue, $0.expected.brief, "\($0.repeats)"] }
    }
    return Table(columns: ["preset", "time on 2 cores", "seeds"], rows: rows).lines
  }

  private func claims(_ record: Record?) -> [String] {
    let rows = chapter.claims.map { claim in
      let paper = claim.paper.map { "\($0.figure), \($0.place)" } ?? "–"
      let verdict = record?.finding(claim.id)?.verdict.description ?? "–"
      return [claim.statement, paper, verdict]
    }
    return Table(columns: ["claim", "the paper says", "verdict of the book"], rows: rows).lines
  }

  private func state(of record: Record?) -> String {
    guard let record else { return "not written yet" }
    let start = record.run.start.formatted(.iso8601)
    return "of \(start), commit \(record.code.commit.prefix(12))"
  }
}
