import ArgumentParser
import Evidence
import Foundation

// MARK: - From arguments to an exit code

/// One run of an executable, from its arguments to its exit code.
struct Performance<Program: ChapterProgram> {
  let arguments: [String]
  let surroundings: Surroundings
  /// The program's cells; tests give others to one and the same program.
  var cells: (Program.Configuration, Notebook) throws -> Void = Program.run

  private var chapter: Chapter { Program.chapter }
  private var console: Console { surroundings.console }

  func exitCode() -> Int32 {
    let invocation: Invocation<Program>
    do {
      invocation = try Invocation<Program>.parse(arguments)
    } catch {
      return explainParsing(error)
    }
    do {
      return try perform(invocation.action, invocation.options)
    } catch {
      return explain(error, color: invocation.options.color)
    }
  }
}

// MARK: - One action

extension Performance {
  private func perform(_ action: Action, _ options: ChapterOptions) throws -> Int32 {
    try options.check(
      for: chapter, cores: surroundings.cores, isDebug: surroundings.isDebugBuild)
    if action == .info {
      try console.output.write(Information(chapter: chapter, root: surroundings.root()).text())
      return ExitStatus.done
    }
    announce(options)
    let configuration = Program.configuration(for: options.preset)
    let notebook = try Notebook(
      chapter, configuration: JSON(encoding: configuration), options: options,
      publishes: action == .run, in: surroundings)
    defer { notebook.endProgress() }
    try cells(configuration, notebook)
    let record = try notebook.finish()
    let isRefuted = record.claims.contains { $0.verdict == .notMet }
    return action == .verify && isRefuted ? ExitStatus.claimNotMet : ExitStatus.done
  }

  /// Says first of all how long it will take; nothing that takes time may come before.
  private func announce(_ options: ChapterOptions) {
    if surroundings.isDebugBuild {
      console.errors.write("warning: this is a debug build; its times mean nothing\n")
    }
    guard !options.quiet, let plan = chapter.presets[options.preset] else { return }
    console.errors.write(
      "\(chapter.title), preset \(options.preset.rawValue): "
        + "about \(plan.expected.brief) on 2 cores\n")
  }
}

// MARK: - From an error to one block of text

extension Performance {
  private func explain(_ error: any Error, color: ColorChoice) -> Int32 {
    if error is Interrupted {
      console.errors.write("interrupted; finished steps are kept, continue with: \(resumption)\n")
      return ExitStatus.interrupted
    }
    let label = console.paint(for: console.errors, color).alarming("error:")
    console.errors.write("\(label) \(error)\n")
    return switch error {
    case is UsageError: ExitStatus.usage
    case is any DataError: ExitStatus.badData
    default: ExitStatus.failed
    }
  }

  /// The command that continues an interrupted run.
  private var resumption: String {
    let resume = arguments.contains("--resume") ? [] : ["--resume"]
    return ([".build/release/\(chapter.command)"] + arguments + resume).joined(separator: " ")
  }

  /// Help is no error; the rest is one, and is told in the form of all others.
  private func explainParsing(_ error: any Error) -> Int32 {
    guard Invocation<Program>.exitCode(for: error) != .success else {
      console.output.write(Invocation<Program>.fullMessage(for: error) + "\n")
      return ExitStatus.done
    }
    let explanation = UsageError(
      Invocation<Program>.message(for: error),
      found: arguments.joined(separator: " "),
      allowed: Invocation<Program>.usageString().replacing("USAGE: ", with: ""),
      next: "\(chapter.command) --help")
    return explain(explanation, color: .auto)
  }
}
