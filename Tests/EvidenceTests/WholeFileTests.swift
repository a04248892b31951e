import Foundation
import Testing

@testable import Evidence

// MARK: - Whole or not at all

@Suite struct WholeFileTests {
  private let old = Data("old".utf8)
  private let new = Data("new, and longer".utf8)

  @Test func `a file is replaced, and nothing else is left in its folder`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("record.json")
      try WholeFile.write(old, to: url)
      try WholeFile.write(new, to: url)
      #expect(try Data(contentsOf: url) == new)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["record.json"])
    }
  }

  @Test func `readers see the old file or the new one, never a part`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("record.json")
      try WholeFile.write(old, to: url)
      let reader = try FileHandle(forReadingFrom: url)
      try WholeFile.write(new, to: url)
      // Whoever had opened the old file still reads it to its end.
      #expect(try reader.readToEnd() == old)
    }
  }
}

// MARK: - Failed writes

extension WholeFileTests {
  @Test func `a failed write leaves the existing file and no other`() throws {
    try withTemporaryFolder { folder in
      // A folder cannot be replaced by a file: the rename at the very end fails.
      let url = folder.appendingPathComponent("record.json")
      let within = url.appendingPathComponent("kept.txt")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      try old.write(to: within)
      let error = #expect(throws: WholeFileError.self) { try WholeFile.write(new, to: url) }
      #expect(error?.reason == "Is a directory")
      #expect(try Data(contentsOf: within) == old)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["record.json"])
    }
  }

  @Test func `a record that cannot be encoded leaves the existing one`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("record.json")
      try Record.sample().write(to: url)
      let before = try Data(contentsOf: url)
      let record = try Record.sample()
      let broken = try Record(
        chapter: record.chapter,
        run: Run(
          preset: "book", configuration: .number(.infinity), seeds: [1], threads: 1,
          start: Date(), seconds: 1),
        code: record.code, data: [], build: record.build, machine: record.machine, blas: nil,
        measurements: [], claims: [], outputs: [])
      #expect(throws: EncodingError.self) { try broken.write(to: url) }
      #expect(try Data(contentsOf: url) == before)
    }
  }
}

// MARK: - Where nothing can be written

extension WholeFileTests {
  @Test func `a missing folder is told in four lines`() throws {
    let url = URL(fileURLWithPath: "/nowhere/record.json")
    let error = #expect(throws: WholeFileError.self) { try WholeFile.write(new, to: url) }
    #expect(
      error?.description == """
        cannot write /nowhere/record.json
          found:   No such file or directory
          allowed: a file in a folder that exists and can be written to
          next:    create the folder or change its permissions, or write elsewhere with --json PATH
        """)
  }

  @Test func `it is told before the work, too`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try WholeFile.write(old, to: file)
      try WholeFile.checkWritable(file)
      try WholeFile.checkWritable(folder.appendingPathComponent("other"))
      for url in [
        folder, file.appendingPathComponent("below"), folder.appendingPathComponent("a/b"),
      ] {
        #expect(throws: WholeFileError.self) { try WholeFile.checkWritable(url) }
      }
    }
  }
}
