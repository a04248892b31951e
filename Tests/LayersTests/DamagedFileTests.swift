import Foundation
import Tensors
import Testing

@testable import Layers

// MARK: - Damage

/// Loads `bytes` as a file with a matrix `a` of shape [2, 3] and a vector `b` of 200.
/// - Returns: what is wrong with it; nil when it was loaded.
private func problem(with bytes: Data, at file: URL) throws -> String? {
  try bytes.write(to: file)
  let store = ParameterStore()
  _ = store.scope.constant("a", shape: [2, 3], 0)
  _ = store.scope.constant("b", shape: [200], 0)
  do {
    try Checkpoint.load(store, from: file)
    return nil
  } catch let failure as SafeTensors.Failure {
    return failure.problem
  }
}

/// A whole file with these two tensors, written here.
private func wholeFile(at file: URL) throws -> Data {
  try SafeTensors.write(
    [
      .init("a", shape: [2, 3], [1, 2, 3, 4, 5, 6]),
      .init("b", shape: [200], (0..<200).map(Float.init)),
    ],
    metadata: ["note": "of value"], to: file)
  return try Data(contentsOf: file)
}

/// A header of the two tensors with the given offsets.
private func header(a: String, b: String = "[24, 824]", type: String = "F32") -> String {
  #"{"a": {"dtype": "\#(type)", "shape": [2, 3], "data_offsets": \#(a)}, "#
    + #""b": {"dtype": "F32", "shape": [200], "data_offsets": \#(b)}}"#
}

/// A file with the given header and room for the two tensors, as others write it.
private func foreignFile(_ header: String) -> Data {
  let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
  return length + Data(header.utf8) + Data(count: 4 * 206)
}

@Suite("A damaged file is never read as if it were whole")
struct DamagedFileTests {
  @Test func `whole it is read, and every single flipped bit is found`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let whole = try wholeFile(at: file)
      #expect(try problem(with: whole, at: file) == nil)
      var unnoticed: [Int] = []
      for bit in 0..<8 * whole.count {
        var damaged = whole
        damaged[bit / 8] ^= 1 << (bit % 8)
        if try problem(with: damaged, at: file) == nil { unnoticed.append(bit) }
      }
      #expect(unnoticed.isEmpty)
    }
  }

  @Test func `cut off anywhere, or with more at its end`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let whole = try wholeFile(at: file)
      for length in 0..<whole.count {
        #expect(try problem(with: whole.prefix(length), at: file) != nil, "\(length) bytes")
      }
      for extra in 1...9 {
        #expect(try problem(with: whole + Data(count: extra), at: file) != nil)
      }
    }
  }

  @Test func `with two blocks exchanged, or one of zeros`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let whole = try wholeFile(at: file)
      let exchanged =
        whole.dropLast(128) + whole.suffix(64) + whole.suffix(128).prefix(64)
      #expect(exchanged.count == whole.count && exchanged != whole)
      #expect(try problem(with: exchanged, at: file) != nil)
      let zeros = whole.prefix(whole.count - 512) + Data(count: 512)
      #expect(try problem(with: zeros, at: file) != nil)
    }
  }

  // Each header says that the numbers are elsewhere than they are, or are something else.
  private static let unfitHeaders = [
    "", "{", "[]", "{}", "null", #"{"a": 1}"#,
    #"{"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}"#,
    header(a: "[0, 24]", b: "[24, 800]"), header(a: "[0, 24]", b: "[24]"),
    header(a: "[0, 24]", b: "[]"), header(a: "[0, 24]", b: "[24, 824, 900]"),
    header(a: "[-24, 0]"), header(a: "[-8, 16]"), header(a: "[24, 0]"), header(a: "[0, 23]"),
    header(a: "[1, -9223372036854775808]"), header(a: "[9223372036854775807, 24]"),
    header(a: "[0, 24]", b: "[24, 9223372036854775807]"),
    header(a: "[0, 24]", type: "F16"), header(a: "[0, 24]", type: "I32"),
  ]

  @Test(arguments: unfitHeaders)
  func `written by others, with a header that does not fit`(header: String) throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let problem = try problem(with: foreignFile(header), at: file)
      #expect(problem != nil)
    }
  }

  @Test func `written by others, with a header that fits, it is read`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let problem = try problem(with: foreignFile(header(a: "[0, 24]")), at: file)
      #expect(problem == nil)
    }
  }

  @Test func `written by others, with a writer and a checksum of their own, it is read`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let metadata = #"{"__metadata__": {"writer": "another", "checksum": "none of ours"}, "#
      let header = metadata + header(a: "[0, 24]").dropFirst()
      let problem = try problem(with: foreignFile(header), at: file)
      #expect(problem == nil)
    }
  }

  @Test(arguments: [.max, 1 << 63, (1 << 63) - 1, 1 << 32, 833] as [UInt64])
  func `with a header longer than the file`(length: UInt64) throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let bytes = withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data(count: 832)
      let problem = try problem(with: bytes, at: file)
      #expect(problem?.contains("cut off or damaged") == true)
    }
  }

  @Test func `missing, empty, or a folder`() throws {
    try withFolder { folder in
      #expect(throws: SafeTensors.Failure.self) {
        try SafeTensors(contentsOf: folder.appendingPathComponent("nothing"))
      }
      #expect(throws: SafeTensors.Failure.self) { try SafeTensors(contentsOf: folder) }
      let file = folder.appendingPathComponent("empty")
      let problem = try problem(with: Data(), at: file)
      #expect(problem != nil)
    }
  }
}

// MARK: - Saving that fails

private func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path)
}

@Suite("A file is written whole or not at all")
struct FailedSaveTests {
  private static var item: SafeTensors.Item { .init("a", shape: [3], [1, 2, 3]) }

  @Test func `into a folder that is not there, nothing is written`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("missing/a.safetensors")
      #expect(throws: SafeTensors.Failure.self) {
        try SafeTensors.write([FailedSaveTests.item], to: file)
      }
      let names = try names(in: folder)
      #expect(names.isEmpty)
    }
  }

  @Test func `over a folder, nothing is written and nothing left behind`() throws {
    try withFolder { folder in
      let taken = folder.appendingPathComponent("taken")
      try FileManager.default.createDirectory(
        at: taken.appendingPathComponent("inside"), withIntermediateDirectories: true)
      #expect(throws: SafeTensors.Failure.self) {
        try SafeTensors.write([FailedSaveTests.item], to: taken)
      }
      #expect(try names(in: folder) == ["taken"])
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the administrator may write anywhere"))
  func `into a folder that is closed, the old file stays`() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      try SafeTensors.write([FailedSaveTests.item], to: file)
      let before = try Data(contentsOf: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
      defer {
        try? FileManager.default.setAttributes(
          [.posixPermissions: 0o700], ofItemAtPath: folder.path)
      }
      #expect(throws: SafeTensors.Failure.self) {
        try SafeTensors.write([.init("a", shape: [1], [9])], to: file)
      }
      #expect(try Data(contentsOf: file) == before)
      #expect(try names(in: folder) == ["a.safetensors"])
    }
  }

  @Test func `when the disk is full, the old file stays and nothing is left behind`() async {
    #if os(Linux)
      // A limit on the size of files, in a process of its own, stands for the full disk.
      await #expect(processExitsWith: .success) {
        try withFolder { folder in
          let file = folder.appendingPathComponent("a.safetensors")
          try SafeTensors.write([FailedSaveTests.item], to: file)
          let before = try Data(contentsOf: file)
          signal(SIGXFSZ, SIG_IGN)
          var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
          setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
          #expect(throws: SafeTensors.Failure.self) {
            let large = [Float](repeating: 1, count: 100_000)
            try SafeTensors.write([.init("a", shape: [100_000], large)], to: file)
          }
          #expect(try Data(contentsOf: file) == before)
          #expect(try names(in: folder) == ["a.safetensors"])
        }
      }
    #endif
  }
}
