import Testing

@testable import Tensors

// MARK: - The sequence

@Suite("A seed decides everything that is random")
struct SeededGeneratorTests {
  /// Computed with the published reference implementations of SplitMix64 and xoshiro256**.
  static let references: [(seed: UInt64, values: [UInt64])] = [
    (
      0,
      [0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0, 0x6aa5_94f1_262d_2d2c]
    ),
    (
      42,
      [0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1, 0xecb8_ad47_03b3_60a1]
    ),
    (
      .max,
      [0x8f55_20d5_2a7e_ad08, 0xc476_a018_caa1_802d, 0x81de_31c0_d260_469e, 0xbf65_8d7e_065f_3c2f]
    ),
  ]

  @Test(arguments: references.indices)
  func `the first numbers are those of xoshiro256 seeded by SplitMix64`(index: Int) {
    let (seed, values) = SeededGeneratorTests.references[index]
    var generator = SeededGenerator(seed: seed)
    #expect(values.map { _ in generator.next() } == values)
  }

  @Test func `a copy goes on as the original does`() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<10 { _ = generator.next() }
    var copy = generator
    #expect((0..<100).allSatisfy { _ in generator.next() == copy.next() })
  }

  // MARK: Distributions

  @Test func `uniform numbers fill 0 ..< 1 evenly`() {
    var generator = SeededGenerator(seed: 2)
    var bins = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 {
      let number = generator.uniform()
      #expect(number >= 0 && number < 1)
      bins[Int(10 * number)] += 1
    }
    // Five deviations of a count with mean 10000: 5 · √(100000 · 0.1 · 0.9) = 474.
    #expect(bins.allSatisfy { abs($0 - 10_000) < 474 })
  }

  @Test func `the largest uniform number is below one`() {
    struct Ones: RandomNumberGenerator { func next() -> UInt64 { .max } }
    var ones = Ones()
    #expect(ones.uniform() < 1)
    #expect(ones.normal().isFinite)
  }

  @Test func `normal numbers have mean 0, deviation 1 and the tails of the bell`() {
    let count = 100_000
    let numbers = randomNumbers(count, seed: 3).map(Double.init)
    let mean = numbers.reduce(0, +) / Double(count)
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / Double(count) - mean * mean
    // Five deviations of the mean and of the variance: 5/√n and 5 · √(2/n).
    #expect(abs(mean) < 0.016 && abs(variance - 1) < 0.023)
    let beyondTwo = Double(numbers.count { abs($0) > 2 }) / Double(count)
    #expect(abs(beyondTwo - 0.0455) < 0.004)
  }
}

// MARK: - Dropout

@Suite("Dropout thins out and keeps the mean")
struct DropoutTests {
  private func dropped(_ rate: Float, count: Int, threads: Int = 2, seed: UInt64 = 1) -> [Float] {
    let tape = Tape(dropoutSeed: seed)
    return ThreadPool.with(threads: threads) {
      leaf([Float](repeating: 1, count: count), on: tape).dropout(rate).elements
    }
  }

  @Test(arguments: [0.1, 0.5, 0.9] as [Float])
  func `by the given rate`(rate: Float) {
    let count = 100_000
    let y = dropped(rate, count: count)
    #expect(Set(y) == [0, 1 / (1 - rate)])
    let share = Float(y.count { $0 == 0 }) / Float(count)
    #expect(abs(share - rate) < 5 * (rate * (1 - rate) / Float(count)).squareRoot())
    #expect(abs(y.reduce(0, +) / Float(count) - 1) < 0.05)
  }

  @Test func `alike on any number of threads`() {
    let masks = [1, 2, 7].map { dropped(0.3, count: 50_001, threads: $0) }
    #expect(masks[0] == masks[1] && masks[0] == masks[2])
  }

  @Test func `differently for another seed, place and call`() {
    #expect(dropped(0.5, count: 5000) != dropped(0.5, count: 5000, seed: 2))
    let mask = dropped(0.5, count: 2 * elementGrain)
    #expect(mask.prefix(elementGrain) != mask.suffix(elementGrain))
    let tape = Tape(dropoutSeed: 1)
    let x = leaf([Float](repeating: 1, count: 100), on: tape)
    #expect(x.dropout(0.5).elements != x.dropout(0.5).elements)
  }
}
