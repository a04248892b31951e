import Foundation
import Testing

@testable import Evidence

// MARK: - Source digests

@Suite struct SourceDigestTests {
  /// A project with two source folders, made from paths and contents.
  private func withProject<Value>(
    _ files: [String: String] = [
      "A/One.swift": "1", "A/Deep/Two.swift": "2", "B/Three.swift": "3",
    ],
    _ body: (URL) throws -> Value
  ) throws -> Value {
    try withTemporaryFolder { root in
      for (path, content) in files { try write(content, to: path, in: root) }
      return try body(root)
    }
  }

  private func write(_ content: String, to path: String, in root: URL) throws {
    let url = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content.utf8).write(to: url)
  }

  private func digest(
    _ root: URL, _ folders: [String] = ["A", "B"], _ configuration: JSON = .integer(1)
  ) throws -> Digest {
    try SourceDigest.digest(of: folders, in: root, configuration: configuration)
  }
}

// MARK: - What digests depend on

extension SourceDigestTests {
  @Test func `the digest does not depend on order, place or other files`() throws {
    try withProject { root in
      let digest = try digest(root)
      #expect(try self.digest(root, ["B", "A"]) == digest)
      try write("notes", to: "A/notes.md", in: root)
      #expect(try self.digest(root) == digest)
      #expect(try self.digest(root, ["A", "A", "B"]) == digest)
      let elsewhere = try withProject { try self.digest($0) }
      #expect(elsewhere == digest)
    }
  }

  @Test func `the digest depends on contents, names and configuration`() throws {
    try withProject { root in
      let digest = try digest(root)
      #expect(try self.digest(root, ["A", "B"], .integer(2)) != digest)
      #expect(try self.digest(root, ["A"]) != digest)
      try write("2!", to: "A/Deep/Two.swift", in: root)
      #expect(try self.digest(root) != digest)
    }
    let renamed = ["A/One.swift": "1", "A/Deep/Zwei.swift": "2", "B/Three.swift": "3"]
    try withProject { root in
      let digest = try digest(root)
      let other = try withProject(renamed) { try self.digest($0) }
      #expect(other != digest)
    }
  }
}

extension SourceDigestTests {
  @Test(arguments: ["A/Deep/two.c", "A/two.h", "A/module.modulemap"])
  func `C files count like Swift files`(path: String) throws {
    try withProject { root in
      let without = try digest(root)
      try write("int two;", to: path, in: root)
      let with = try digest(root)
      #expect(with != without)
      try write("int three;", to: path, in: root)
      #expect(try digest(root) != with)
    }
  }

  @Test func `a file that is named counts, whatever it is`() throws {
    try withProject { root in
      try write("print(1)", to: "scripts/peer.py", in: root)
      let digest = try digest(root, ["A", "scripts/peer.py"])
      #expect(try digest != self.digest(root, ["A"]))
      try write("print(2)", to: "scripts/peer.py", in: root)
      #expect(try digest != self.digest(root, ["A", "scripts/peer.py"]))
    }
  }
}

// MARK: - Missing sources, and changed ones

extension SourceDigestTests {
  @Test func `a folder without sources is an error`() throws {
    try withProject { root in
      let missing = #expect(throws: SourceDigestError.self) { try digest(root, ["A", "C"]) }
      #expect(missing?.explanation.found == "no such folder or file")
      try write("", to: "D/notes.md", in: root)
      let empty = #expect(throws: SourceDigestError.self) { try digest(root, ["D"]) }
      #expect(empty?.explanation.found == "a folder without a Swift or C file")
    }
  }

  @Test func `a record knows whether its code still stands`() throws {
    try withProject { root in
      let configuration = try Record.sample().run.configuration
      let digest = try SourceDigest.digest(of: ["A"], in: root, configuration: configuration)
      let record = try Record.sample(
        code: Code(
          git: .unknown, sources: ["A"], digest: digest, engine: Engine(of: ["B"], in: root)))
      #expect(try record.isCurrent(in: root))
      #expect(record.engineState(in: root) == .same)
      try write("another", to: "B/Three.swift", in: root)
      #expect(try record.isCurrent(in: root))
      #expect(record.engineState(in: root) == .changed)
      try write("another", to: "A/One.swift", in: root)
      #expect(try !record.isCurrent(in: root))
    }
  }

  @Test func `an engine that is gone has changed, and an old record has none`() throws {
    try withProject { root in
      let digest = try digest(root)
      let engine = try Engine(of: ["B"], in: root)
      func state(_ engine: Engine?) throws -> Engine.State {
        try Record.sample(
          code: Code(git: .unknown, sources: ["A"], digest: digest, engine: engine)
        ).engineState(in: root)
      }
      #expect(try state(nil) == .notRecorded)
      try FileManager.default.removeItem(at: root.appendingPathComponent("B"))
      #expect(try state(engine) == .changed)
    }
  }
}

// MARK: - Git

@Suite struct GitStateTests {
  private func git(_ arguments: String..., in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["git", "-C", folder.path, "-c", "user.name=A", "-c", "user.email=a@b"] + arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  @Test func `a commit is named, and dirty once a file differs, records and prose aside`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try git("init", "--quiet", in: folder)
      try Data("1".utf8).write(to: file)
      try git("add", "file", in: folder)
      try git("commit", "--quiet", "--message", "One", in: folder)
      let clean = GitState(at: folder)
      #expect(clean.dirty == false)
      #expect(clean.commit.count == 40 && clean.commit.allSatisfy(\.isHexDigit))

      let results = folder.appendingPathComponent("chapters/results")
      try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: results.appendingPathComponent("record.json"))
      try Data("#".utf8).write(to: folder.appendingPathComponent("chapters/00-sample.md"))
      #expect(GitState(at: folder) == clean)

      try Data("2".utf8).write(to: file)
      #expect(GitState(at: folder) == GitState(commit: clean.commit, dirty: true))
    }
  }

  @Test func `without git or a repository the state is unknown`() throws {
    try withTemporaryFolder { folder in
      #expect(GitState(at: folder) == .unknown)
      #expect(GitState(at: projectRoot, git: ["/usr/bin/env", "no-such-git"]) == .unknown)
      #expect(GitState(at: projectRoot, git: ["/no/such/git"]) == .unknown)
    }
    #expect(GitState.unknown.commit == "unknown" && GitState.unknown.dirty == nil)
  }
}

// MARK: - The machine

@Suite struct MachineTests {
  @Test func `values are found among the lines of the kernel's files`() {
    let processors = "processor\t: 0\nmodel name\t: AMD EPYC: 2\nmodel name\t: other\n"
    #expect(Machine.value(of: "model name", in: processors) == "AMD EPYC: 2")
    #expect(Machine.value(of: "NAME", in: "PRETTY_NAME=\"A\"\nNAME=\"Debian 12\"") == "Debian 12")
    #expect(Machine.value(of: "model", in: processors) == nil)
    #expect(Machine.memoryInBytes("MemFree: 1 kB\nMemTotal:  2048 kB\n") == 2_097_152)
    #expect(Machine.loadAverages("0.55 0.25 0.13 2/85 4642\n") == [0.55, 0.25, 0.13])
  }

  @Test func `what cannot be read is replaced by what is known`() {
    #expect(Machine.memoryInBytes("") == Int(ProcessInfo.processInfo.physicalMemory))
    #expect(Machine.loadAverages("") == [])
  }

  @Test func `this machine has a processor, cores and memory`() {
    let machine = Machine.current
    #expect(!machine.processor.isEmpty && !machine.system.isEmpty)
    #expect(machine.cores >= 1 && machine.memory > 1 << 20)
  }
}

// MARK: - The project's folder

@Suite struct ProjectRootTests {
  @Test func `the folder is found from any folder below`() throws {
    let tests = projectRoot.appendingPathComponent("Tests/EvidenceTests")
    #expect(try ProjectRoot.find(from: tests, environment: [:]).path == projectRoot.path)
    #expect(try ProjectRoot.find(from: projectRoot, environment: [:]).path == projectRoot.path)
  }

  @Test func `PARSIMONY_ROOT goes first, and must be right`() throws {
    try withTemporaryFolder { folder in
      let environment = ["PARSIMONY_ROOT": projectRoot.path]
      let root = try ProjectRoot.find(from: folder, environment: environment)
      #expect(root.path == projectRoot.path)
      let error = #expect(throws: ProjectRootError.self) {
        try ProjectRoot.find(from: projectRoot, environment: ["PARSIMONY_ROOT": folder.path])
      }
      #expect(error?.description.contains("PARSIMONY_ROOT is \(folder.path), which is not") == true)
    }
  }

  @Test func `outside of the project there is an error`() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: ProjectRootError.self) {
        try ProjectRoot.find(from: folder, environment: [:])
      }
      #expect(error?.description.contains("nor a folder above it is the project") == true)
    }
  }
}
