import Testing

@testable import Evidence

// MARK: - Interleaving

@Suite struct TimingsTests {
  @Test func `subjects take turns, and warm-up is not counted`() throws {
    var order = ""
    let timings = try interleave(
      rounds: 3, warmUp: 1, ["dense": { order += "d" }, "tree": { order += "t" }])
    #expect(order == "dtdtdtdt")
    #expect(timings.subjects == ["dense", "tree"])
    #expect(timings["dense"].count == 3 && timings["tree"].count == 3)
  }

  @Test func `a timing of several repetitions is the time of one`() throws {
    var runs = 0
    let timings = try interleave(
      rounds: 2, warmUp: 0, repeating: 20,
      [
        "waiting": {
          runs += 1
          let start = ContinuousClock.now
          while ContinuousClock.now - start < .milliseconds(1) {}
        }
      ])
    #expect(runs == 40)
    // At least the millisecond that each waits, and far from the twenty of a whole timing.
    #expect(timings["waiting"].allSatisfy { $0 >= 0.001 && $0 < 0.015 })
  }

  @Test func `an error of a subject ends the run`() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try interleave(rounds: 1, ["failing": { throw Stop() }]) }
  }
}
