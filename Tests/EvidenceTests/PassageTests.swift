import Foundation
import Testing

@testable import Evidence

@Suite struct PassageTests {
  private func passage(_ values: [Double]) -> Passage {
    Passage("", words: values.map { .init("word", $0) })
  }
}

// MARK: - Bands

extension PassageTests {
  @Test func `the band at the end is that of the value farthest from zero`() {
    #expect(
      passage([-3.5, -2, -1, -0.4, 0.4, 0.5, 1.5, 2.4, 2.5]).bands == [
        -3, -2, -1, 0, 0, 1, 2, 2, 3,
      ])
    #expect(passage([0.1, 0.07]).bands == [3, 2])
    #expect(passage([0, 0]).bands == [0, 0])
  }

  @Test func `each value lies within the limits of its band, which are equally wide`() {
    var generator = SplitMix64(state: 3)
    for _ in 0..<200 {
      let size = Double.random(in: 0.001...1000, using: &generator)
      let values = (0..<9).map { _ in Double.random(in: -size...size, using: &generator) }
      let passage = passage(values)
      let extent = values.map(abs).max() ?? 0
      #expect(passage.bands.contains { abs($0) == 3 })
      for (value, band) in zip(values, passage.bands) {
        let limits = passage.limits(of: band)
        #expect(abs(limits.upperBound - limits.lowerBound - extent * 2 / 7) < extent * 1e-9)
        #expect(value >= limits.lowerBound - extent * 1e-9)
        #expect(value <= limits.upperBound + extent * 1e-9)
      }
    }
    #expect(passage([0]).limits(of: 3) == 0...0)
  }
}

// MARK: - Reading it

extension PassageTests {
  /// What reading a passage with these words says, or nil where it is read.
  private func complaint(words: String) -> String? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinite", negativeInfinity: "-infinite", nan: "nan")
    do {
      let json = Data(#"{"title":"","unit":"","words":\#(words)}"#.utf8)
      _ = try decoder.decode(Passage.self, from: json)
      return nil
    } catch {
      return RecordError.reason(of: error)
    }
  }

  @Test(arguments: [
    (#"[{"text":"a","value":-0.5}]"#, nil),
    ("[]", "words: a passage has at least one word"),
    (#"[{"text":"a","value":1},{"text":"b","value":"nan"}]"#, "words: the value of word 1 is nan"),
    (#"[{"text":"a","value":"-infinite"}]"#, "words: the value of word 0 is -inf"),
  ])
  func `a passage is read when it has words, all with finite values`(
    words: String, problem: String?
  ) {
    #expect(complaint(words: words) == problem)
  }

  @Test func `a passage without words is a programmer's error`() async {
    await #expect(processExitsWith: .failure) { _ = Passage("", words: []) }
  }
}
