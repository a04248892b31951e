import Evidence
import Foundation

// MARK: - All records

/// The records that the book stands on, as far as they can be trusted.
struct Shelf {
  static let folder = "chapters/results"

  /// The records by the name of their file, without its ending.
  let records: [String: Record]
  /// The names of files that hold no record that can be trusted.
  let badNames: Set<String>
  /// What is wrong with the files, or with what they have measured.
  let problems: [Problem]
}

extension Shelf {
  init(of repository: Repository) {
    var records: [String: Record] = [:]
    var badNames: Set<String> = []
    var problems: [Problem] = []
    for file in repository.names(in: Self.folder, ending: ".json") where !file.isSchema {
      let path = "\(Self.folder)/\(file)"
      let name = String(file.dropLast(".json".count))
      do throws(RecordError) {
        let record = try Record(contentsOf: repository.url(path))
        records[name] = record
        problems += Self.staleness(of: record, at: path, in: repository)
      } catch {
        badNames.insert(name)
        problems.append(Problem(error, at: path))
      }
    }
    self.records = records
    self.badNames = badNames
    self.problems = problems
  }
}

extension String {
  /// Whether a file describes records instead of being one.
  var isSchema: Bool { hasSuffix(".schema.json") }
}

// MARK: - Problems of records

extension Problem {
  /// What a record's own error says, in one line.
  init(_ error: RecordError, at path: String) {
    let explanation = error.explanation
    let what = explanation.what.replacing("the record \(error.record)", with: "the record")
    self.init(
      Place(path, 1), "\(what): \(explanation.found)", next: explanation.next, kind: .badRecord)
  }
}

extension Shelf {
  /// A record speaks of the code and the configuration that it measured, and of no other.
  private static func staleness(
    of record: Record, at path: String, in repository: Repository
  ) -> [Problem] {
    let lines = repository.text(path)?.split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines?.firstIndex { $0.contains("\"digest\"") } ?? 0
    let place = Place(path, line + 1)
    let sources = record.code.sources.joined(separator: ", ")
    do {
      if try record.isCurrent(in: repository.root) { return [] }
      return [
        Problem(
          place, "the code in \(sources) or its configuration changed after it was measured",
          next: "measure again with \(Repetition(of: record).makeCommand)", kind: .unfinished)
      ]
    } catch {
      return [
        Problem(
          place, "the code that was measured cannot be found: \(sources)",
          next: "measure again with \(Repetition(of: record).makeCommand)")
      ]
    }
  }
}
