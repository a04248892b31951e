import ArgumentParser
import Evidence

// MARK: - What all chapters understand

/// What an executable is asked to do.
enum Action: String, CaseIterable, ExpressibleByArgument {
  case run, verify, info
}

/// The command line of a chapter's executable.
struct Invocation<Program: ChapterProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Program.chapter.command,
      abstract: Program.chapter.abstract,
      discussion: """
        run     Measure, print the tables and write the record.
        verify  Measure, and end with exit code 3 if a claim is not met.
        info    Tell about claims, presets and records; measure nothing.
        """)
  }

  @Argument(help: "What to do.")
  var action: Action = .run

  @OptionGroup var options: ChapterOptions
}

// MARK: - The options

/// The options that all chapters share.
struct ChapterOptions: ParsableArguments {
  @Option(help: "How much work to do; with info, whose figures stand beside the book's.")
  var preset: Preset = .quick

  @Option(help: "The first seed; repetitions take the next ones.")
  var seed: UInt64 = 1

  @Option(help: "How many seeds statistical figures take. (default: as the preset says)")
  var repeats: Int?

  @Option(help: "How many threads multiply matrices. (default: one a core)")
  var threads: Int?

  @Option(help: ArgumentHelp("Where the record goes; - is stdout.", valueName: "path"))
  var json: String?

  @Flag(help: "No progress and no remarks on stderr.")
  var quiet = false

  @Option(help: "Colour on a terminal, always or never.")
  var color: ColorChoice = .auto

  @Flag(help: "Take finished steps of an interrupted run instead of running them again.")
  var resume = false
}

// MARK: - What they allow

extension ChapterOptions {
  /// Checks what the types of the options do not say.
  ///
  /// - Throws: `UsageError`.
  func check(for chapter: Chapter, in surroundings: Surroundings) throws(UsageError) {
    let (command, cores) = (surroundings.command, surroundings.cores)
    // A larger whole number would not survive JSON in every reader.
    guard seed < 1 << 53 else {
      throw UsageError(
        "--seed is too large", found: "\(seed)", allowed: "0 to \(UInt64(1) << 53 - 1)",
        next: "\(command) --seed 1")
    }
    if let repeats, !(1...1000).contains(repeats) {
      throw UsageError(
        "--repeats is out of range", found: "\(repeats)", allowed: "1 to 1000",
        next: "\(command) --repeats 3")
    }
    if let threads, !(1...4 * cores).contains(threads) {
      throw UsageError(
        "--threads is out of range", found: "\(threads)",
        allowed: "1 to \(4 * cores), four times the cores of this machine",
        next: "\(command) --threads \(cores)")
    }
    if surroundings.isDebugBuild && preset == .book {
      throw UsageError(
        "a debug build does not measure for the book", found: "--preset book in a debug build",
        allowed: "--preset book in a release build",
        next: "swift run -c release \(chapter.command) --preset book")
    }
  }
}

/// A command line that asks for what cannot be.
struct UsageError: ExplainedError, InvocationError {
  let explanation: Explanation

  init(_ what: String, found: String, allowed: String, next: String) {
    explanation = Explanation(what: what, found: found, allowed: allowed, next: next)
  }
}
