import Evidence
import Foundation
import Testing

@testable import ChapterCommand

// MARK: - What options mean

@Suite struct OptionTests {
  /// What a notebook knows of its command line.
  private struct Seen: Equatable {
    var preset = Preset.quick
    var seeds: [UInt64] = []
    var threads = 0
  }

  private func seen(_ arguments: String...) throws -> Seen {
    var seen = Seen()
    let code = try Stage().perform(arguments) { notebook in
      seen = Seen(preset: notebook.preset, seeds: notebook.seeds, threads: notebook.threads)
      try Stage.enough(notebook)
    }
    #expect(code == 0)
    return seen
  }

  @Test func `the default is a quick run with the preset's seeds and a thread a core`() throws {
    #expect(try seen() == Seen(preset: .quick, seeds: [1, 2], threads: 2))
    #expect(try seen("run") == seen())
  }

  @Test func `options replace the defaults`() throws {
    #expect(
      try seen("--preset", "smoke", "--seed", "7", "--repeats", "3", "--threads", "8")
        == Seen(preset: .smoke, seeds: [7, 8, 9], threads: 8))
  }
}

// MARK: - What is not allowed

extension OptionTests {
  @Test(arguments: ["0", "9", "-1"])
  func `threads beyond one to four times the cores are a usage error`(threads: String) throws {
    let stage = try Stage()
    #expect(stage.perform("--threads=\(threads)") == 64)
    #expect(
      stage.errors.text == """
        error: --threads is out of range
          found:   \(threads)
          allowed: 1 to 8, four times the cores of this machine
          next:    .build/release/sample --threads 2

        """)
    #expect(stage.output.text == "")
  }

  @Test(arguments: [
    ["--preset", "tiny"], ["--colour"], ["fly"], ["--seed", "-1"], ["--repeats", "0"],
    ["--seed", "9007199254740992"], ["--threads", "two"],
  ])
  func `any other mistake is one block, too, and exit code 64`(arguments: [String]) throws {
    let stage = try Stage()
    #expect(stage.perform(arguments) == 64)
    #expect(stage.errors.text.hasPrefix("error: "))
    #expect(stage.errors.text.contains("\n  next:    .build/release/sample "))
    #expect(stage.errors.text.components(separatedBy: "error:").count == 2)
    #expect(stage.output.text == "")
  }
}

extension OptionTests {
  @Test(arguments: [["--presett", "smoke"], ["--presett=smoke", "run"], ["--json", "--presett"]])
  func `an unknown option is named, and the one that may have been meant`(
    arguments: [String]
  ) throws {
    let stage = try Stage()
    #expect(stage.perform(arguments) == 64)
    #expect(
      stage.errors.lines == [
        "error: Unknown option '--presett'. Did you mean '--preset'?",
        "  found:   \(arguments.joined(separator: " "))",
        "  allowed: run, verify, info, --preset, --seed, --repeats, --threads, --json, --quiet, "
          + "--color, --resume",
        "  next:    .build/release/sample --help",
      ])
  }

  @Test func `what stands behind a double dash is no option`() throws {
    let stage = try Stage()
    #expect(stage.perform("--", "--presett") == 64)
    #expect(stage.errors.lines[0].contains("'--presett' is invalid for '<action>'"))
  }
}

// MARK: - Help, and debug builds

extension OptionTests {
  @Test func `help is no error and goes to stdout`() throws {
    let stage = try Stage()
    #expect(stage.perform("--help") == 0)
    #expect(stage.errors.text == "")
    for option in [
      "--preset", "--seed", "--repeats", "--threads", "--json", "--quiet", "--color", "--resume",
      "verify", "Shows how chapters are made.",
    ] {
      #expect(stage.output.text.contains(option))
    }
  }

  @Test func `a debug build warns, and does not measure for the book`() throws {
    let stage = try Stage()
    stage.surroundings.isDebugBuild = true
    #expect(stage.perform() == 0)
    #expect(stage.errors.lines[0] == "warning: this is a debug build; its times mean nothing")
    #expect(stage.perform("--preset", "book") == 64)
    #expect(stage.errors.text.contains("next:    swift run -c release sample --preset book"))
    #expect(!stage.exists("chapters/results/00-sample.json"))
  }
}
