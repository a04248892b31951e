import ArgumentParser
import Evidence
import Foundation
import Weave

// MARK: - What is told on stderr

/// Tells problems, a line each, and how many they are.
func report(_ problems: [Problem], asWarnings: Bool = false) {
  guard !problems.isEmpty else { return }
  for problem in problems { tell(asWarnings ? "warning: \(problem)" : "\(problem)") }
  let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
  tell(asWarnings ? "\(count) to mend before the book is published" : count)
}

/// Tells what is not wrong, but should be known.
func report(notices: [Problem]) {
  for notice in notices { tell("notice: \(notice)") }
}

private func tell(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

// MARK: - Exit codes

/// 65 where a record cannot be trusted, as chapters' executables have it; else 1.
func exitStatus(for problems: [Problem]) -> ExitCode {
  problems.contains { $0.kind == .badRecord } ? ExitCode(65) : .failure
}

/// The project's folder.
func findRoot() throws -> URL { try explained { try ProjectRoot.find() } }

/// Runs `body`; an error ends the command with its own text, in full.
func explained<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch {
    tell("error: \(error)")
    throw ExitCode.failure
  }
}
