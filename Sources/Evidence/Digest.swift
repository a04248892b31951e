// MARK: - Digest

/// The SHA-256 digest of some bytes: 32 bytes that stand for a text, a file or a configuration.
///
/// It reads and writes as 64 lower-case hexadecimal digits, in JSON too.
public struct Digest: Hashable, Sendable {
  /// The digest's 256 bits as eight words, the most significant first.
  fileprivate let words: SIMD8<UInt32>

  /// The 32 bytes, in the order in which they are written down.
  public var bytes: [UInt8] {
    words.indices.flatMap { index in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: words[index] >> $0) }
    }
  }
}

// MARK: - Writing a digest down

extension Digest: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// Reads 64 hexadecimal digits of either case; anything else gives `nil`.
  public init?(hexadecimal text: String) {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard text.utf8.count == 64, digits.count == 64 else { return nil }
    var words = SIMD8<UInt32>()
    for (position, digit) in digits.enumerated() {
      words[position / 8] = words[position / 8] << 4 | UInt32(digit)
    }
    self.words = words
  }
}

extension Digest: Codable {
  /// Reads the hexadecimal form; throws `DecodingError.dataCorrupted` for anything else.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let digest = Digest(hexadecimal: text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "A SHA-256 digest is 64 hexadecimal digits; found \"\(text)\".")
    }
    self = digest
  }

  /// Writes the hexadecimal form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

// MARK: - SHA-256

/// The hash function SHA-256 of FIPS 180-4, fed a piece at a time.
///
/// How the bytes are cut into pieces makes no difference to the digest. It is here so that a
/// record can name the exact text and code it was made from, with nothing to install.
public struct SHA256: Sendable {
  private static let blockLength = 64

  private var state = Self.initialState
  private var byteCount: UInt64 = 0
  /// What has arrived since the last whole block: fewer than 64 bytes.
  private var pending: [UInt8] = []

  /// A hash that has seen no bytes yet.
  public init() {}

  /// The digest of all of `bytes`, an array, a `Data` or a string's `utf8`, for example.
  public static func digest(of bytes: some Sequence<UInt8>) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }
}

// MARK: - Feeding

extension SHA256 {
  /// Takes in `bytes` after all those before. Storage that is contiguous is not copied.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if done == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// Takes in `bytes` after all those before.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let missing = rest.prefix(Self.blockLength - pending.count)
      pending.append(contentsOf: missing)
      rest = rest.dropFirst(missing.count)
      guard pending.count == Self.blockLength else { return }
      pending.withUnsafeBytes { state = Self.compress($0, into: state) }
      pending.removeAll(keepingCapacity: true)
    }
    let wholeBlocks = rest.count - rest.count % Self.blockLength
    state = Self.compress(UnsafeRawBufferPointer(rebasing: rest.prefix(wholeBlocks)), into: state)
    pending.append(contentsOf: rest.dropFirst(wholeBlocks))
  }

  /// The digest of everything taken in so far; more may be taken in afterwards.
  public func finalize() -> Digest {
    // The padding of FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits in eight bytes.
    var padded = self
    let zeros = (119 - pending.count) % Self.blockLength
    let bitCount = byteCount &* 8
    padded.update([0x80] + [UInt8](repeating: 0, count: zeros))
    padded.update(stride(from: 56, through: 0, by: -8).map { UInt8(bitCount >> $0 & 255) })
    return Digest(words: padded.state)
  }
}

// MARK: - The compression function

extension SHA256 {
  /// Runs the 64 rounds of FIPS 180-4, 6.2.2, for each of the whole `blocks`.
  private static func compress(
    _ blocks: UnsafeRawBufferPointer, into state: SIMD8<UInt32>
  ) -> SIMD8<UInt32> {
    var state = state
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      roundConstants.withUnsafeBufferPointer { constants in
        for start in stride(from: 0, to: blocks.count, by: blockLength) {
          expand(blocks, at: start, into: schedule)
          state = rounds(schedule, constants, from: state)
        }
      }
    }
    return state
  }
}

// MARK: - The message schedule

extension SHA256 {
  /// Stretches the sixteen words of the block at `start` to the sixty-four of the schedule, W.
  private static func expand(
    _ blocks: UnsafeRawBufferPointer, at start: Int,
    into schedule: UnsafeMutableBufferPointer<UInt32>
  ) {
    for word in 0..<16 {
      let loaded = blocks.loadUnaligned(fromByteOffset: start + word * 4, as: UInt32.self)
      schedule[word] = UInt32(bigEndian: loaded)
    }
    for word in 16..<64 {
      let early = schedule[word - 15]
      let late = schedule[word - 2]
      let small = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3  // σ0
      let large = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10  // σ1
      schedule[word] = schedule[word - 16] &+ small &+ schedule[word - 7] &+ large
    }
  }

  /// `word` turned right by `count` bits, ROTR.
  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }
}

// MARK: - The rounds

extension SHA256 {
  /// Stirs the schedule of one block into the state.
  private static func rounds(
    _ schedule: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>,
    from state: SIMD8<UInt32>
  ) -> SIMD8<UInt32> {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in stride(from: 0, to: 64, by: 8) {
      step(a, b, c, &d, e, f, g, &h, constants[round + 0] &+ schedule[round + 0])
      step(h, a, b, &c, d, e, f, &g, constants[round + 1] &+ schedule[round + 1])
      step(g, h, a, &b, c, d, e, &f, constants[round + 2] &+ schedule[round + 2])
      step(f, g, h, &a, b, c, d, &e, constants[round + 3] &+ schedule[round + 3])
      step(e, f, g, &h, a, b, c, &d, constants[round + 4] &+ schedule[round + 4])
      step(d, e, f, &g, h, a, b, &c, constants[round + 5] &+ schedule[round + 5])
      step(c, d, e, &f, g, h, a, &b, constants[round + 6] &+ schedule[round + 6])
      step(b, c, d, &e, f, g, h, &a, constants[round + 7] &+ schedule[round + 7])
    }
    return state &+ SIMD8(a, b, c, d, e, f, g, h)
  }

  /// One round. In the standard all eight variables move on by a place; here they stay, and the
  /// caller moves their names instead, which is twice as fast.
  @inline(__always)
  private static func step(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
  ) {
    let choice = g ^ (e & (f ^ g))
    let majority = (a & b) ^ (c & (a ^ b))
    h = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ choice &+ word
    d = d &+ h
    h = h &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
  }
}

// MARK: - Constants of FIPS 180-4

extension SHA256 {
  /// The fractional parts of the square roots of the first 8 primes (5.3.3).
  private static let initialState = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

  /// The fractional parts of the cube roots of the first 64 primes (4.2.2).
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1,
    0x923f_82a4, 0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
    0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786,
    0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147,
    0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
    0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a,
    0x5b9c_ca4f, 0x682e_6ff3, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
    0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
