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
    try options.check(for: chapter, in: surroundings)
    if action == .info {
      let information = Information(
        chapter: chapter, preset: options.preset, root: try surroundings.root(),
        paint: console.paint(for: console.output, options.color), columns: console.columns)
      console.output.write(try information.text())
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

  /// Says first of all how long it will take; nothing that takes time may come before. A run that
  /// resumes says it when it knows what was kept.
  private func announce(_ options: ChapterOptions) {
    if surroundings.isDebugBuild {
      console.errors.write("warning: this is a debug build; its times mean nothing\n")
    }
    let isSilent = options.quiet || options.resume
    guard !isSilent, let plan = chapter.presets[options.preset] else { return }
    console.errors.write(
      plan.announcement(of: chapter, options.preset, repeats: options.repeats) + "\n")
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
    case is any InvocationError: ExitStatus.usage
    case is any DataError: ExitStatus.badData
    default: ExitStatus.failed
    }
  }

  /// The command that continues an interrupted run.
  private var resumption: String {
    let resume = arguments.contains("--resume") ? [] : ["--resume"]
    return ([surroundings.command] + arguments + resume).joined(separator: " ")
  }

  /// Help is no error; the rest is one, and is told in the form of all others.
  private func explainParsing(_ error: any Error) -> Int32 {
    guard Invocation<Program>.exitCode(for: error) != .success else {
      console.output.write(Invocation<Program>.fullMessage(for: error) + "\n")
      return ExitStatus.done
    }
    let explanation = UsageError(
      unknownOption ?? Invocation<Program>.message(for: error),
      found: arguments.joined(separator: " "),
      allowed: (Action.allCases.map(\.rawValue) + optionNames).joined(separator: ", "),
      next: "\(surroundings.command) --help")
    return explain(explanation, color: .auto)
  }

  /// What is said of a long option that does not exist, and which one may have been meant.
  ///
  /// The value behind such an option would be taken for an action, and blamed in its place.
  private var unknownOption: String? {
    arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
      .first { !optionNames.contains(String($0.prefix { $0 != "=" })) && $0 != "--help" }
      .flatMap { option in
        do {
          _ = try Invocation<Program>.parse([option])
          return nil
        } catch {
          return Invocation<Program>.message(for: error)
        }
      }
  }

  private var optionNames: [String] {
    Invocation<Program>.usageString().matches(of: /--[a-z]+/).map { String($0.output) }
  }
}
