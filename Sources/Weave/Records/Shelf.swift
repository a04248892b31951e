import Evidence
import Foundation

// MARK: - All records

/// The records that the book stands on, as far as they can be trusted.
struct Shelf {
  static let folder = "chapters/results"

  /// The records by the name of their file, without its ending.
  private(set) var records: [String: Record] = [:]
  /// How the engine that each record measured stands to the one in the project.
  private(set) var engines: [String: Engine.State] = [:]
  /// What is wrong with the files, or with what they have measured.
  private(set) var problems: [Problem] = []
  /// What a reader should know of them, though nothing is wrong.
  private(set) var notices: [Problem] = []

  init(of repository: Repository) {
    for file in repository.names(in: Self.folder, ending: ".json") where !file.isSchema {
      let path = "\(Self.folder)/\(file)"
      let name = String(file.dropLast(".json".count))
      guard repository.isFile(path) else {
        problems.append(
          Problem(
            Place(path, 1), "the record is no file of the repository",
            next: "put the file itself here, or remove it", kind: .badRecord))
        continue
      }
      do throws(RecordError) {
        let record = try Record(contentsOf: repository.url(path))
        let check = RecordCheck(record: record, path: path, repository: repository)
        let unfitness = check.unfitness
        guard unfitness.isEmpty else {
          problems += unfitness
          continue
        }
        let state = record.engineState(in: repository.root)
        records[name] = record
        engines[name] = state
        problems += check.staleness
        notices += check.notices(of: state)
      } catch {
        problems.append(Problem(error, at: path))
      }
    }
  }
}

extension String {
  /// Whether a file describes records instead of being one.
  var isSchema: Bool { hasSuffix(".schema.json") }
}

extension Problem {
  /// What a record's own error says, in one line.
  init(_ error: RecordError, at path: String) {
    let explanation = error.explanation
    let what = explanation.what.replacing("the record \(error.record)", with: "the record")
    self.init(
      Place(path, 1), "\(what): \(explanation.found)", next: explanation.next, kind: .badRecord)
  }
}
