// MARK: - Records that cannot be trusted

/// Why a record is refused.
public struct RecordError: DataError, ExplainedError, Hashable {
  /// What can be wrong with a record.
  public enum Problem: Hashable, Sendable {
    /// There is no file, or no permission to read it.
    case unreadable
    /// The text is cut off or damaged.
    case notJSON(bytes: Int)
    /// The record is of another version.
    case unknownSchema(String)
    /// The text is not the one that was sealed.
    case altered
    /// A member is missing or of a wrong type.
    case malformed(String)
    /// Two things have one id.
    case duplicate(kind: String, id: String)
    /// A figure is no number, or an id is no id.
    case invalidMeasurement(id: String, problem: String)
    /// A claim names what was not measured.
    case missingMeasurement(claim: String, ids: [String])
    /// A verdict is not what the measurements give.
    case wrongVerdict(claim: String, stored: Verdict, computed: Verdict)
  }

  /// The record: its file, or its chapter where it has no file yet.
  public let record: String
  /// What is wrong with it.
  public let problem: Problem

  init(_ record: String, _ problem: Problem) {
    self.record = record
    self.problem = problem
  }
}

// MARK: - What each tells its reader

extension RecordError {
  /// What the error tells its reader.
  public var explanation: Explanation {
    let runAgain = "run the chapter's executable again, with --preset book"
    let (what, found, allowed, next): (String, String, String, String) =
      switch problem {
      case .unreadable:
        ("cannot be read", "no readable file", "a file written by a chapter's executable", runAgain)
      case .notJSON(let bytes):
        (
          "is cut off or damaged", "\(bytes) bytes that are not a JSON object",
          "one whole JSON object", "restore it with git, or \(runAgain)"
        )
      case .unknownSchema(let version):
        (
          "has an unknown form", "schema version \(version)",
          "schema version \(Record.currentSchema)", "build the current code, then \(runAgain)"
        )
      case .altered:
        (
          "was changed after it was written", "a text that its sha256 does not seal",
          "the text exactly as written", "restore it with git, or \(runAgain)"
        )
      case .malformed(let reason):
        (
          "does not have the form of a record", reason,
          "what chapters/results/record.schema.json describes", runAgain
        )
      case .duplicate(let kind, let id):
        (
          "has one id twice", "two of kind \(kind) with the id \(id)", "each id once",
          "rename one of them in the chapter's executable"
        )
      case .invalidMeasurement(let id, let problem):
        (
          "has an invalid measurement", "\(id): \(problem)",
          "finite numbers, and an id in kebab-case",
          "look for what diverged in the cell that measures \(id)"
        )
      case .missingMeasurement(let claim, let ids):
        (
          "cannot judge the claim \(claim)", "no measurement \(ids.joined(separator: ", "))",
          "claims on measurements of the same record", "measure it, or correct the claim"
        )
      case .wrongVerdict(let claim, let stored, let computed):
        (
          "has a wrong verdict on the claim \(claim)", "\(stored)", "\(computed), as computed",
          runAgain
        )
      }
    return Explanation(
      what: "the record \(record) \(what)", found: found, allowed: allowed, next: next)
  }
}

// MARK: - What a decoder says

extension RecordError {
  /// A decoder's complaint in one line.
  static func reason(of error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
      return path.isEmpty ? "the record" : path.joined(separator: ".")
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "\(place(context)) has no member \(key.stringValue)"
    case DecodingError.typeMismatch(let type, let context):
      "\(place(context)) is not of type \(type)"
    case DecodingError.valueNotFound(let type, let context):
      "\(place(context)) is null, not of type \(type)"
    case DecodingError.dataCorrupted(let context):
      "\(place(context)): \(context.debugDescription)"
    default: "\(error)"
    }
  }
}
