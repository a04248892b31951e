import Evidence
import Foundation
import Synchronization

@testable import ChapterCommand

// MARK: - A console that remembers

/// What was written to a stream.
final class Transcript: Sendable {
  private let content = Mutex("")

  var text: String { content.withLock(\.self) }
  var lines: [String] { text.split(separator: "\n").map(String.init) }

  func stream(isTerminal: Bool = false) -> Console.Stream {
    Console.Stream(isTerminal: isTerminal) { text in self.content.withLock { $0 += text } }
  }
}

// MARK: - A stage for programs

/// A small project of its own, in which a program is performed as it would be in a process.
final class Stage {
  let root: URL
  let output = Transcript()
  let errors = Transcript()
  var surroundings: Surroundings

  init(isTerminal: Bool = false, environment: [String: String] = [:]) throws {
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("stage-\(UUID().uuidString)")
    surroundings = Surroundings(
      command: ".build/release/sample",
      console: Console(
        output: output.stream(isTerminal: isTerminal),
        errors: errors.stream(isTerminal: isTerminal), environment: environment),
      root: { [root] in root }, interruption: Interruption(), cores: 2, isDebugBuild: false)
    for folder in ["chapters/results", "Sources/sample", "Sources/Tensors"] {
      try FileManager.default.createDirectory(
        at: root.appendingPathComponent(folder), withIntermediateDirectories: true)
    }
    try Data("struct Tensor {}".utf8)
      .write(to: root.appendingPathComponent("Sources/Tensors/Tensor.swift"))
    try writeSource("print(1)")
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Changes the program's source, as its author would.
  func writeSource(_ text: String) throws {
    try Data(text.utf8).write(to: root.appendingPathComponent("Sources/sample/main.swift"))
  }

  func record(_ path: String) throws -> Record {
    try Record(contentsOf: root.appendingPathComponent(path))
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }
}

// MARK: - A program to perform

/// The settings of a `Sample`.
struct SampleConfiguration: Codable, Sendable {
  var width = 4
}

/// A chapter whose cells each test gives.
protocol Sample: ChapterProgram where Configuration == SampleConfiguration {}

enum Scripted: Sample {
  static func run(_ configuration: SampleConfiguration, in notebook: Notebook) throws {
    try Stage.enough(notebook)
  }
}

extension Sample {
  static var chapter: Chapter {
    Chapter(
      id: "00-sample", title: "A sample", abstract: "Shows how chapters are made.",
      sources: ["Sources/sample"], engine: ["Sources/Tensors"], data: ["novels"],
      presets: [
        .smoke: Plan(.seconds(2), repeats: 1), .quick: Plan(.seconds(40), repeats: 2),
        .book: Plan(.seconds(600), repeats: 5),
      ],
      claims: [
        Claim(
          "enough", "There is enough.", paper: .init("78×", "Table 3"),
          holdsWhen: measured("amount") >= 10, test: "SampleTests/enough")
      ])
  }

  static func configuration(for preset: Preset) -> SampleConfiguration {
    SampleConfiguration(width: preset == .book ? 64 : 4)
  }
}

// MARK: - Performing it

extension Stage {
  /// Performs a program made of `body`, and returns its exit code.
  @discardableResult
  func perform(
    _ arguments: String..., body: @escaping (Notebook) throws -> Void = Stage.enough
  ) -> Int32 {
    perform(arguments, body: body)
  }

  /// Performs a program made of `body`, and returns its exit code.
  @discardableResult
  func perform(
    _ arguments: [String], body: @escaping (Notebook) throws -> Void = Stage.enough
  ) -> Int32 {
    Performance<Scripted>(arguments: arguments, surroundings: surroundings) { _, notebook in
      try body(notebook)
    }.exitCode()
  }

  /// A body that meets the sample's claim.
  static func enough(_ notebook: Notebook) throws {
    try notebook.measure(.counted("amount", 10, unit: "things"))
  }

  /// A body that does not.
  static func tooLittle(_ notebook: Notebook) throws {
    try notebook.measure(.counted("amount", 9, unit: "things"))
  }
}
