import Evidence
import Foundation
import Testing

// MARK: - Known digests

/// The examples that NIST publishes with FIPS 180-4.
private let publishedVectors: [(text: String, digest: String)] = [
  ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
  (
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
      + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
  ),
]

/// Digests of n letters `a`, by another implementation, around the edges of the 64-byte block.
private let boundaryVectors: [(length: Int, digest: String)] = [
  (1, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
  (54, "a3f01b6939256127582ac8ae9fb47a382a244680806a3f613a118851c1ca1d47"),
  (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
  (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
  (57, "f13b2d724659eb3bf47f2dd6af1accc87b81f09f59f2b75e5c0bed6589dfe8c6"),
  (63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
  (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
  (65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"),
  (118, "879dc4f05b19ebc3b037f4683633df1332b054cf52fa372d323c421cb893a2aa"),
  (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
  (120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"),
  (127, "c57e9278af78fa3cab38667bef4ce29d783787a2f731d4e12200270f0c32320a"),
  (128, "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e"),
  (129, "c12cb024a2e5551cca0e08fce8f1c5e314555cc3fef6329ee994a3db752166ae"),
]

@Suite struct DigestTests {
  @Test(arguments: publishedVectors)
  func `the published examples are met`(text: String, digest: String) {
    #expect(SHA256.digest(of: text.utf8).description == digest)
  }

  @Test func `a million letters a have the published digest`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      SHA256.digest(of: bytes).description
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: boundaryVectors)
  func `lengths around a block's edge are padded rightly`(length: Int, digest: String) {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length)
    #expect(SHA256.digest(of: bytes).description == digest)
  }

  @Test(arguments: [1, 3, 63, 64, 65, 130])
  func `the way bytes are cut into pieces changes nothing`(pieceLength: Int) {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: pieceLength) {
      hash.update(bytes[start..<min(start + pieceLength, bytes.count)])
    }
    #expect(hash.finalize() == SHA256.digest(of: bytes))
  }

  @Test func `arrays, data and sequences without storage agree`() {
    let bytes = (0..<200).map { UInt8($0) }
    #expect(SHA256.digest(of: Data(bytes)) == SHA256.digest(of: bytes))
    #expect(SHA256.digest(of: (0..<200).lazy.map { UInt8($0) }) == SHA256.digest(of: bytes))
  }

  @Test func `asking for the digest does not end the hash`() {
    var hash = SHA256()
    hash.update("ab".utf8)
    _ = hash.finalize()
    hash.update("c".utf8)
    #expect(hash.finalize() == SHA256.digest(of: "abc".utf8))
  }

  @Test func `one changed bit changes the digest`() {
    #expect(SHA256.digest(of: [0, 0, 0]) != SHA256.digest(of: [0, 0, 1]))
  }
}

// MARK: - The written form

@Suite struct DigestFormTests {
  let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func `hexadecimal digits of either case are read back`() throws {
    let digest = try #require(Digest(hexadecimal: abc.uppercased()))
    #expect(digest.description == abc)
    #expect(digest.bytes.count == 32)
    #expect(digest.bytes.prefix(3) == [0xba, 0x78, 0x16])
  }

  @Test(arguments: [
    "", "ba78", String(repeating: "a", count: 64) + " ", String(repeating: "g", count: 64),
    String(repeating: "é", count: 32),
  ])
  func `anything but 64 digits is refused`(text: String) {
    #expect(Digest(hexadecimal: text) == nil)
  }

  @Test func `JSON holds the digits as a string`() throws {
    let digest = SHA256.digest(of: "abc".utf8)
    let json = try JSONEncoder().encode([digest])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(abc)\"]")
    #expect(try JSONDecoder().decode([Digest].self, from: json) == [digest])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Digest].self, from: Data("[\"abc\"]".utf8))
    }
  }
}
