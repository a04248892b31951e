import Evidence
import Foundation

// MARK: - A chapter's executable

/// A chapter's executable: what it is about, its settings, and the cells that it runs.
///
/// Mark the conforming type `@main`; options, progress, record and exit codes come with it.
public protocol ChapterProgram {
  /// All settings of a run; they are kept in the record.
  associatedtype Configuration: Codable & Sendable

  /// What the executable is about.
  static var chapter: Chapter { get }

  /// The settings of a preset.
  static func configuration(for preset: Preset) -> Configuration

  /// Runs the cells in order.
  static func run(_ configuration: Configuration, in notebook: Notebook) throws
}

extension ChapterProgram {
  /// Runs the executable with the process's arguments, and ends the process.
  public static func main() {
    Interruption.catchSignals()
    exit(perform(Array(CommandLine.arguments.dropFirst()), in: .process))
  }

  /// Runs the executable with some arguments, and returns its exit code.
  public static func perform(_ arguments: [String], in surroundings: Surroundings) -> Int32 {
    Performance<Self>(arguments: arguments, surroundings: surroundings).exitCode()
  }
}

// MARK: - What surrounds a run

/// All that an executable takes from the process around it; tests give it something else.
public struct Surroundings {
  /// The executable, as whoever called it wrote it.
  public var command: String
  /// Where text goes.
  public var console: Console
  /// Finds the project's folder.
  public var root: () throws -> URL
  /// Whether somebody asked the run to stop.
  public var interruption: Interruption
  /// How many cores there are.
  public var cores: Int
  /// Whether the code was compiled without optimisation.
  public var isDebugBuild: Bool
  /// Whether other processes run the same and share kept steps: then none empties their folder.
  public var sharesSteps = false

  /// Creates surroundings.
  public init(
    command: String, console: Console, root: @escaping () throws -> URL,
    interruption: Interruption, cores: Int, isDebugBuild: Bool
  ) {
    self.command = command
    self.console = console
    self.root = root
    self.interruption = interruption
    self.cores = cores
    self.isDebugBuild = isDebugBuild
  }

  /// The process's own.
  public static var process: Surroundings {
    Surroundings(
      command: CommandLine.arguments[0], console: .standard,
      root: { try ProjectRoot.find() }, interruption: .bySignal,
      cores: ProcessInfo.processInfo.activeProcessorCount, isDebugBuild: Build.isDebug)
  }
}

// MARK: - Exit codes

/// The exit codes of all chapters.
enum ExitStatus {
  static let done: Int32 = 0
  static let failed: Int32 = 1
  static let claimNotMet: Int32 = 3
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let interrupted: Int32 = 130
}
