import Foundation
import Testing

@testable import Evidence

// MARK: - Writing and reading

@Suite struct RecordTests {
  @Test func `a record survives its file`() throws {
    try withTemporaryFolder { folder in
      let record = try Record.sample()
      let url = folder.appendingPathComponent("record.json")
      try record.write(to: url)
      #expect(try Record(contentsOf: url) == record)
    }
  }

  @Test func `a record always has the same bytes`() throws {
    let bytes = try Record.sample().encoded()
    #expect(try Record.sample().encoded() == bytes)
    #expect(try Record(parsing: bytes, named: "it").encoded() == bytes)
    #expect(bytes.last == UInt8(ascii: "\n"))
    #expect(String(decoding: bytes, as: UTF8.self).contains(#""start": "2026-01-01T00:00:00Z""#))
  }

  @Test func `a record judges its claims itself`() throws {
    let record = try Record.sample()
    #expect(record.finding("few-multiply-adds")?.verdict == .met)
    // 93 to 95 seems enough, but three seeds of the dense layer may mean 97.
    #expect(record.finding("as-accurate")?.verdict == .partly)
    #expect(record.measurement("accuracy-tree")?.estimate == 94)
    #expect(record.output(of: "Silence")?.items == [])
  }
}

// MARK: - What cannot become a record

extension RecordTests {
  private func problem(_ make: () throws -> Record) -> RecordError.Problem? {
    do {
      _ = try make()
      return nil
    } catch {
      return (error as? RecordError)?.problem
    }
  }

  @Test func `a claim on what was not measured is refused`() {
    let claims = [
      Claim("lost", "It is lost.", holdsWhen: measured("b") > 1 && measured("a") > 1, test: "T/t")
    ]
    #expect(
      problem { try .sample(claims: claims) }
        == .missingMeasurement(claim: "lost", ids: ["a", "b"]))
  }

  @Test func `two of one id are refused`() {
    let twice = Record.sampleMeasurements + Record.sampleMeasurements.suffix(1)
    #expect(
      problem { try .sample(measurements: twice) }
        == .duplicate(kind: "measurement", id: "accuracy-tree"))
    #expect(
      problem { try .sample(claims: Record.sampleClaims + Record.sampleClaims.prefix(1)) }
        == .duplicate(kind: "claim", id: "few-multiply-adds"))
  }

  @Test func `a figure that is no number is refused`() {
    let diverged = Measurement.counted("loss", .nan, unit: "")
    #expect(
      problem { try .sample(measurements: Record.sampleMeasurements + [diverged]) }
        == .invalidMeasurement(id: "loss", problem: "it has a sample that is not a finite number"))
  }
}
