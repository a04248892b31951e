import Evidence
import Foundation

// MARK: - What `info` tells

/// What an executable says about itself without measuring anything.
struct Information {
  let chapter: Chapter
  /// The preset whose run is set beside the book's.
  let preset: Preset
  let root: URL
  let paint: Paint
  let columns: Int

  /// - Throws: `RecordError` where a record cannot be trusted.
  func text() throws -> String {
    let record = try self.record(at: RecordDestination.published(chapter, in: root))
    let own = try self.record(at: RecordDestination.own(chapter, preset, in: root))
    let sections = [
      [chapter.title, chapter.abstract], presets,
      ["Claims, and the book's verdicts"]
        + paint.claims(
          chapter.claims.map { ($0, record?.finding($0.id)?.verdict) }, columns: columns),
      figures(record, own),
      ["Data: " + (chapter.data.isEmpty ? "none" : chapter.data.joined(separator: ", "))],
      [
        "The book's record: chapters/results/\(chapter.id).json, \(state(of: record))",
        "Your own: .cache/records/\(chapter.id)-\(preset.rawValue).json, \(state(of: own))",
      ],
    ].filter { !$0.isEmpty }
    return sections.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private func record(at url: URL) throws -> Record? {
    FileManager.default.fileExists(atPath: url.path) ? try Record(contentsOf: url) : nil
  }

  private var presets: [String] {
    let rows = Preset.allCases.compactMap { preset in
      chapter.presets[preset].map { [preset.rawValue, $0.expected.brief, "\($0.repeats)"] }
    }
    return Table(columns: ["preset", "time on 2 idle cores", "seeds"], rows: rows).lines
  }

  /// Each figure of the book beside the reader's own.
  private func figures(_ record: Record?, _ own: Record?) -> [String] {
    let records = [("the book", record), ("your \(preset.rawValue)", own)].filter { $1 != nil }
    let ids = (record ?? own)?.measurements.map(\.id) ?? []
    guard !ids.isEmpty else { return [] }
    let rows = ids.map { id in [id] + records.map { $1?.measurement(id)?.figure ?? "–" } }
    return Table(columns: ["figure"] + records.map(\.0), rows: rows).lines
  }

  private func state(of record: Record?) -> String {
    guard let record else { return "not written yet" }
    let start = record.run.start.formatted(.iso8601)
    return "of \(start), commit \(record.code.commit.prefix(12))"
  }
}

// MARK: - Claims and verdicts

extension Paint {
  /// Claims a block each: the verdict, if there is one, the statement, and what the paper says.
  ///
  /// No line is longer than the terminal or than 100 characters.
  func claims(_ claims: [(claim: Claim, verdict: Verdict?)], columns: Int) -> [String] {
    let width = claims.compactMap { $0.verdict?.description.count }.max() ?? 1
    let margin = String(repeating: " ", count: width + 2)
    return claims.flatMap { claim, verdict in
      let paper = claim.paper.map { ["The paper: \($0.figure), \($0.place)."] } ?? []
      let lines = ([claim.statement] + paper)
        .flatMap { $0.wrapped(to: min(columns, 100) - margin.count) }
      let sign = verdict?.description ?? "–"
      let first = (verdict.map(self.verdict) ?? sign) + margin.dropFirst(sign.count)
      return zip([first] + Array(repeating: margin, count: lines.count), lines).map(+)
    }
  }
}

extension String {
  /// The words in lines of at most `width` characters; a longer word has a line of its own.
  fileprivate func wrapped(to width: Int) -> [String] {
    split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
  }
}
