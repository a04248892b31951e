import Foundation

// MARK: - Writing

extension Record {
  /// The record's text: always the same bytes for the same record.
  ///
  /// Among the record's members stands the SHA-256 of all the others, so that no figure can be
  /// changed in passing. It is a seal against slips, not against forgers.
  public func encoded() throws -> Data {
    Record.sealed(try JSON(encoding: self))
  }

  /// Writes the record, whole or not at all.
  ///
  /// - Throws: `WholeFileError`; a record that was there before is then still there.
  public func write(to url: URL) throws {
    try WholeFile.write(encoded(), to: url)
  }

  /// The text of a record's members under their seal.
  static func sealed(_ content: JSON) -> Data {
    guard case .object(var members) = content else { preconditionFailure("a record is an object") }
    members["sha256"] = nil
    members["sha256"] = .string(seal(on: members).description)
    return Data((JSON.object(members).prettyText + "\n").utf8)
  }

  private static func seal(on members: [String: JSON]) -> Digest {
    SHA256.digest(of: JSON.object(members).compactText.utf8)
  }
}

// MARK: - Reading

extension Record {
  /// Reads a record from a file and checks all that can be checked of it.
  ///
  /// - Throws: `RecordError`.
  public init(contentsOf url: URL) throws(RecordError) {
    let text: Data
    do {
      text = try Data(contentsOf: url)
    } catch {
      throw RecordError(url.path, .unreadable)
    }
    try self.init(parsing: text, named: url.path)
  }

  /// Reads a record from its text; `name` is what errors call it.
  ///
  /// - Throws: `RecordError`.
  public init(parsing text: Data, named name: String) throws(RecordError) {
    guard let json = try? JSON(parsing: text), case .object(var members) = json else {
      throw RecordError(name, .notJSON(bytes: text.count))
    }
    guard members["schema"] == .integer(Record.currentSchema) else {
      throw RecordError(name, .unknownSchema(members["schema"]?.compactText ?? "none"))
    }
    // Equal bytes leave no room for any edit, not even for a space or a member given twice.
    let stored = members.removeValue(forKey: "sha256")
    let seal = JSON.string(Record.seal(on: members).description)
    guard stored == seal, text == Record.sealed(json) else { throw RecordError(name, .altered) }
    do {
      self = try json.decoded()
    } catch {
      throw RecordError(name, .malformed(RecordError.reason(of: error)))
    }
    try checkFindings(named: name)
  }
}

// MARK: - Checking what was read

extension Record {
  /// A stored verdict is only a copy of what the measurements say; here it is compared with them.
  private func checkFindings(named name: String) throws(RecordError) {
    if let id = claims.map(\.claim).first(where: { !$0.predicate.isWellFormed })?.id {
      throw RecordError(name, .malformed("the predicate of the claim \(id) is no comparison"))
    }
    if let cell = outputs.map(\.cell).firstDuplicate {
      throw RecordError(name, .duplicate(kind: "cell", id: cell))
    }
    let byID = try Record.checked(measurements, of: name)
    let computed = try Record.judged(claims.map(\.claim), by: byID, of: name)
    for (stored, computed) in zip(claims, computed) where stored.verdict != computed.verdict {
      throw RecordError(
        name,
        .wrongVerdict(
          claim: stored.claim.id, stored: stored.verdict, computed: computed.verdict))
    }
  }
}

extension Predicate {
  fileprivate var isWellFormed: Bool {
    !conditions.isEmpty && conditions.allSatisfy(\.right.isWellFormed)
  }
}
