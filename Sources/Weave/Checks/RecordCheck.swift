import Evidence

// MARK: - What a record must be for the book

/// Looks whether a record that can be trusted may stand in the book.
struct RecordCheck {
  let record: Record
  let path: String
  let repository: Repository

  private func problem(
    at member: String, _ what: String, first: String = "", kind: Problem.Kind
  ) -> Problem {
    let lines = repository.text(path)?.split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines?.firstIndex { $0.contains("\"\(member)\"") } ?? 0
    let command = Repetition(of: record).makeCommand(preset: "book")
    return Problem(
      Place(path, line + 1), what, next: "\(first)measure again with \(command)", kind: kind)
  }
}

// MARK: - How it was made

extension RecordCheck {
  /// The book publishes what its own preset, a release build and a commit gave, and nothing else.
  var unfitness: [Problem] {
    var found: [Problem] = []
    if record.run.preset != "book" {
      found.append(
        problem(
          at: "preset", "the record is of the preset \(record.run.preset), and the book shows book",
          kind: .badRecord))
    }
    if record.build.configuration != "release" {
      found.append(
        problem(
          at: "build", "the record is of a \(record.build.configuration) build, not of a release",
          kind: .badRecord))
    }
    if record.code.dirty == true {
      found.append(
        problem(
          at: "dirty", "the record was measured while files differed from the commit",
          first: "commit them, then ", kind: .badRecord))
    }
    return found
  }
}

// MARK: - What it measured

extension RecordCheck {
  /// A record speaks of the code and the configuration that it measured, and of no other.
  var staleness: [Problem] {
    let sources = record.code.sources.joined(separator: ", ")
    do {
      if try record.isCurrent(in: repository.root) { return [] }
      return [
        problem(
          at: "digest", "the code in \(sources) or its configuration changed after it was measured",
          kind: .unfinished)
      ]
    } catch {
      return [
        problem(
          at: "digest", "the code that was measured cannot be found: \(sources)", kind: .error)
      ]
    }
  }

  /// The engine below that code may change; whoever publishes the book is told.
  func notices(of state: Engine.State) -> [Problem] {
    state.remark(on: record).map { [problem(at: "engine", $0, kind: .unfinished)] } ?? []
  }
}

extension Engine.State {
  /// What a reader of the record's figures must know; nil where it is the engine that they see.
  func remark(on record: Record) -> String? {
    switch self {
    case .same: nil
    case .changed:
      "the engine changed since this was measured, at commit \(record.code.commit.prefix(12))"
    case .notRecorded: "it was not recorded which engine was measured"
    }
  }
}
