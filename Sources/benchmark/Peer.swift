import Evidence
import Foundation
import Layers

// MARK: - The other side

/// The same model in PyTorch: a Python process that answers a line of JSON with a line of JSON.
final class Peer {
  private let process = Process()
  private let commands = Pipe()
  private let answers = Pipe()

  /// Starts PyTorch and has it make the model.
  ///
  /// - Throws: `PeerError` when Python or PyTorch is missing, or PyTorch refuses.
  init(
    _ model: TransformerConfiguration, _ configuration: Benchmark.Configuration, threads: Int,
    chunksLoss: Bool, root: URL
  ) throws {
    let python = ProcessInfo.processInfo.environment["PARSIMONY_PYTHON"] ?? "python3"
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, root.appendingPathComponent("scripts/benchmark_pytorch.py").path]
    process.standardInput = commands
    process.standardOutput = answers
    // A process that has ended is an answer that fails, not a signal that ends us, too.
    signal(SIGPIPE, SIG_IGN)
    do { try process.run() } catch { throw PeerError("cannot start \(python): \(error)") }
    try ask(Hello())
    try ask(
      Prepare(
        configuration: model, batch: configuration.sequences, time: model.contextLength,
        threads: threads, seed: 1, chunksLoss: chunksLoss))
  }

  deinit {
    try? commands.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// The seconds of one training step.
  func trainingSeconds() throws -> Double {
    guard let seconds = try ask(Train(steps: 1)).seconds?.first else { throw PeerError.noFigure }
    return seconds
  }

  /// The seconds of reading the prompt, and of each token after it.
  func decodingSeconds(
    _ configuration: Benchmark.Configuration, threads: Int
  ) throws -> [Double] {
    let answer = try ask(
      Decode(prompt: configuration.prompt, tokens: configuration.decoded, threads: threads))
    guard let prefill = answer.prefillSeconds, let decode = answer.secondsPerToken else {
      throw PeerError.noFigure
    }
    return [prefill, decode]
  }

  /// The largest resident size of the process so far.
  func peakMebibytes() throws -> Double {
    guard let peak = try ask(Memory()).peakMebibytes else { throw PeerError.noFigure }
    return peak
  }
}

// MARK: - What is said

private struct Hello: Encodable { var command = "hello" }

private struct Prepare: Encodable {
  var command = "prepare"
  let configuration: TransformerConfiguration
  let batch, time, threads, seed: Int
  let chunksLoss: Bool
}

private struct Train: Encodable {
  var command = "train"
  let steps: Int
}

private struct Decode: Encodable {
  var command = "decode"
  let prompt, tokens, threads: Int
}

private struct Memory: Encodable { var command = "memory" }

/// Any answer; each has some of these.
private struct Answer: Decodable {
  let error: String?
  let seconds: [Double]?
  let prefillSeconds: Double?
  let secondsPerToken: Double?
  let peakMebibytes: Double?
}

extension Peer {
  @discardableResult
  private func ask(_ command: some Encodable) throws -> Answer {
    let line = try JSONEncoder().encode(command) + [UInt8(ascii: "\n")]
    do {
      try commands.fileHandleForWriting.write(contentsOf: line)
    } catch {
      throw PeerError("PyTorch's process has ended")
    }
    var reply = Data()
    while reply.last != UInt8(ascii: "\n") {
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { throw PeerError("PyTorch's process ended without an answer") }
      reply += more
    }
    let answer = try JSONDecoder().decode(Answer.self, from: reply)
    if let error = answer.error { throw PeerError(error) }
    return answer
  }
}

// MARK: - When there is no peer

/// PyTorch cannot be compared with.
struct PeerError: ExplainedError {
  let found: String

  init(_ found: String) { self.found = found }

  static let noFigure = PeerError("an answer without the figure that was asked for")

  var explanation: Explanation {
    Explanation(
      what: "cannot compare with PyTorch", found: found,
      allowed: "a python3 that can import torch",
      next: "pip install torch numpy, or set PARSIMONY_PYTHON to a Python that has it")
  }
}
