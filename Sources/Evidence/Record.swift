import Foundation

// MARK: - A record

/// All that one run of a chapter's executable found, with what is needed to trust and repeat it.
public struct Record: Codable, Hashable, Sendable {
  /// The version of the form described in `chapters/results/record.schema.json`.
  public static let currentSchema = 1

  /// The version of this record's form.
  public let schema: Int
  /// The chapter's id: `01-fast-feedforward`.
  public let chapter: String
  /// How the executable was called, and when.
  public let run: Run
  /// Which code was measured.
  public let code: Code
  /// Which texts went in.
  public let data: [DataSource]
  /// How the code was compiled.
  public let build: Build
  /// Where it ran.
  public let machine: Machine
  /// What multiplied the matrices; absent where nothing did.
  public let blas: BLAS?
  /// The figures.
  public let measurements: [Measurement]
  /// The claims, with the verdicts on them.
  public let claims: [Finding]
  /// What the cells of the executable printed and drew, in order.
  public let outputs: [CellOutput]

  /// Creates a record and judges its claims.
  ///
  /// - Throws: `RecordError` where two things have one id, a figure is no number, or a claim names
  ///   a measurement that was not made.
  public init(
    chapter: String, run: Run, code: Code, data: [DataSource], build: Build, machine: Machine,
    blas: BLAS?, measurements: [Measurement], claims: [Claim], outputs: [CellOutput]
  ) throws(RecordError) {
    let byID = try Record.checked(measurements, of: chapter)
    schema = Record.currentSchema
    self.chapter = chapter
    self.run = run
    self.code = code
    self.data = data
    self.build = build
    self.machine = machine
    self.blas = blas
    self.measurements = measurements
    self.claims = try Record.judged(claims, by: byID, of: chapter)
    self.outputs = outputs
  }
}

// MARK: - Looking things up

extension Record {
  /// The measurement with an id.
  public func measurement(_ id: String) -> Measurement? { measurements.first { $0.id == id } }

  /// The judged claim with an id.
  public func finding(_ id: String) -> Finding? { claims.first { $0.claim.id == id } }

  /// What the cell with a name put out.
  public func output(of cell: String) -> CellOutput? { outputs.first { $0.cell == cell } }

  /// Whether the code that was measured is the code that stands in the project now.
  public func isCurrent(in root: URL) throws -> Bool {
    try code.digest
      == SourceDigest.digest(of: code.sources, in: root, configuration: run.configuration)
  }

  /// Whether the engine below that code is the one that stands in the project now; one that cannot
  /// be found there has changed.
  public func engineState(in root: URL) -> Engine.State {
    guard let engine = code.engine else { return .notRecorded }
    return (try? Engine(of: engine.sources, in: root)) == engine ? .same : .changed
  }
}

// MARK: - What must hold within a record

extension Record {
  /// Checks measurements before their record is made: each is valid, and each id is given once.
  ///
  /// - Parameter record: What an error calls the record.
  public static func check(
    _ measurements: [Measurement], of record: String
  ) throws(RecordError) {
    _ = try checked(measurements, of: record)
  }

  /// The measurements by id, each of them valid and each id given once.
  static func checked(
    _ measurements: [Measurement], of record: String
  ) throws(RecordError) -> [String: Measurement] {
    for measurement in measurements {
      guard let problem = measurement.problem else { continue }
      throw RecordError(record, .invalidMeasurement(id: measurement.id, problem: problem))
    }
    if let id = measurements.map(\.id).firstDuplicate {
      throw RecordError(record, .duplicate(kind: "measurement", id: id))
    }
    return Dictionary(uniqueKeysWithValues: measurements.map { ($0.id, $0) })
  }
}

// MARK: - Judging all claims

extension Record {
  /// The claims with their verdicts.
  static func judged(
    _ claims: [Claim], by measurements: [String: Measurement], of record: String
  ) throws(RecordError) -> [Finding] {
    if let id = claims.map(\.id).firstDuplicate {
      throw RecordError(record, .duplicate(kind: "claim", id: id))
    }
    var findings: [Finding] = []
    for claim in claims {
      guard let verdict = claim.predicate.verdict(by: measurements) else {
        let missing = claim.predicate.measurementIDs.subtracting(measurements.keys).sorted()
        throw RecordError(record, .missingMeasurement(claim: claim.id, ids: missing))
      }
      findings.append(Finding(claim: claim, verdict: verdict))
    }
    return findings
  }
}

extension [String] {
  /// The first element that was there before.
  var firstDuplicate: String? {
    var seen: Set<String> = []
    return first { !seen.insert($0).inserted }
  }
}
