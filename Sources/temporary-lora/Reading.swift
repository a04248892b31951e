import ChapterCommand
import Evidence
import Foundation
import Layers
import TemporaryLoRA
import Tensors

// MARK: - What a reader made of a text

/// How surprised a reader was, segment by segment: these are alike for all readers of a text, whatever
/// their blocks are.
struct Reading: Codable, Sendable {
  /// The nats that each segment took, for each token that has a score.
  let surprise: [Double]
  /// Where each segment ends, in tokens.
  let ends: [Int]
  /// Tokens, and how far the adapter had moved the model then, in percent of its weights' norm.
  let norms: [[Double]]
  /// ln of each token's probability; nil where nobody looks.
  let tokens: [[Float]]?

  /// The segments that lie in a range of tokens.
  func blocks(in range: Range<Int>) -> [Int] {
    ends.indices.filter { range.contains(ends[$0] - 1) }
  }

  /// Those of a third of the text: 0, 1 or 2.
  func third(_ number: Int) -> [Int] {
    blocks(in: number * ends.last! / 3..<(number + 1) * ends.last! / 3)
  }

  /// How many nats more each token of a segment took than another reader of the same text needed.
  func differences(from other: Reading, _ blocks: [Int]? = nil) -> [Double] {
    precondition(zip(ends, other.ends).allSatisfy(==), "both readers read the same text")
    return (blocks ?? Array(0..<min(ends.count, other.ends.count))).map {
      surprise[$0] - other.surprise[$0]
    }
  }

  /// The change in perplexity from another reader's, in percent.
  func change(from other: Reading, _ blocks: [Int]? = nil) -> Double {
    Reading.change(differences(from: other, blocks))
  }

  /// The change in perplexity that differences in nats make, in percent.
  static func change(_ differences: [Double]) -> Double { 100 * (exp(differences.mean) - 1) }

  /// The perplexity of some segments.
  func perplexity(_ blocks: [Int]? = nil) -> Double {
    exp((blocks.map { $0.map { surprise[$0] } } ?? surprise).mean)
  }
}

extension Evidence.Measurement {
  /// The change in perplexity from one reader to another, with an interval by drawing runs of
  /// segments again.
  static func change(
    _ id: String, of reading: Reading, from other: Reading, _ blocks: [Int]? = nil,
    note: String? = nil
  ) -> Evidence.Measurement {
    .changes(id, reading.differences(from: other, blocks), note: note)
  }

  /// The change in perplexity that segments' differences in nats make.
  static func changes(
    _ id: String, _ differences: [Double], note: String? = nil
  ) -> Evidence.Measurement {
    var generator = SeededGenerator(seed: 0)
    // Neighbours are alike: they are drawn together, in at most 120 runs.
    let runs = min(120, differences.count)
    return .statistical(
      id,
      blocks: (0..<runs).map {
        Array(differences[$0 * differences.count / runs..<($0 + 1) * differences.count / runs])
          .mean
      }, unit: "%", note: note, using: &generator, statistic: Reading.change)
  }
}

// MARK: - A reading

/// A text, who reads it, and what that reader has read before.
struct ReadingTrial: Sendable {
  /// What learns while it reads.
  enum Learning: Sendable {
    case nobody
    case adapter(AdapterConfiguration)
    case allWeights
  }

  let name: String
  let base: Base
  let document: [Int32]
  let plan: ReadingPlan
  let learning: Learning
  /// What was learned from before, by the same plan; and whether it is learned on.
  var taught: [Int32] = []
  var learnsOn = true
  /// What stands before the document, and is not learned from.
  var skipped: [Int32] = []
  /// Whether each token's probability is kept.
  var keepsTokens = false
  /// The tokens of a segment.
  var segment = 128

  /// How much there is to do, by which the longest comes first.
  var work: Int {
    let epochs = if case .nobody = learning { 0 } else { plan.learning.epochs }
    let perToken = 1 + 3 * epochs + plan.context / plan.block
    return perToken * (document.count + taught.count)
  }

  /// Reads.
  func reading(report: (_ share: Double, _ loss: Float) throws -> Void) throws -> Reading {
    var generator = SeededGenerator(seed: base.seed)
    var adapter: TemporaryAdapter?
    let (model, parameters): (Transformer, ParameterStore?)
    switch learning {
    case .nobody: (model, parameters) = (try base.model(), nil)
    case .allWeights:
      model = try base.model(isTrainable: true)
      parameters = model.parameters
    case .adapter(let configuration):
      adapter = TemporaryAdapter(to: try base.model(), configuration, using: &generator)
      (model, parameters) = (adapter!.adapted, adapter!.parameters)
    }
    let all = Double(taught.count + document.count)
    if !taught.isEmpty {
      _ = try DocumentReader(model, learning: parameters, by: plan)
        .read(document: taught) { try report(Double($0) / all, .nan) }
    }
    let reader = DocumentReader(model, learning: learnsOn ? parameters : nil, by: plan)
    reader.skip(skipped)
    let blockCount = (document.count + plan.block - 1) / plan.block
    let interval = max(1, blockCount / 40)
    var (blocks, norms): (Int, [[Double]]) = (0, [])
    let scores = try reader.read(document: document) { tokens in
      blocks += 1
      if let adapter, blocks % interval == 0 {
        norms.append([Double(tokens), 100 * Double(adapter.relativeNorm)])
      }
      try report((Double(taught.count) + Double(tokens)) / all, .nan)
    }
    let logShares = Array(scores.joined())
    // A text's first token has no score.
    let missing = document.count - logShares.count
    let starts = Array(stride(from: 0, to: document.count, by: segment))
    let ends = starts.map { min($0 + segment, document.count) }
    return Reading(
      surprise: zip(starts, ends).map { start, end in
        log(Perplexity.ofTokens([Array(logShares[max(0, start - missing)..<end - missing])]))
      }, ends: ends, norms: norms, tokens: keepsTokens ? scores : nil)
  }
}

// MARK: - Side by side

extension Notebook {
  /// A step of trials that run side by side. Each is kept when it ends, so that an interrupted step
  /// goes on.
  func results<Value: Codable & Sendable>(
    _ step: String, of trials: [(name: String, run: SideBySide<Value>.Job)]
  ) throws -> [String: Value] {
    try self.step(step) { progress in
      let folder = try scratch(step)
      let jobs = SideBySide<Value>(
        trials.map { trial in
          let file = folder.appendingPathComponent("\(trial.name).json")
          return { report in
            if let kept = try? JSONDecoder().decode(Value.self, from: Data(contentsOf: file)) {
              return kept
            }
            let value = try trial.run(report)
            try WholeFile.write(JSONEncoder().encode(value), to: file)
            return value
          }
        }, threads: threads)
      var results: [String: Value] = [:]
      for (place, trial) in trials.enumerated() {
        results[trial.name] = try jobs.value(of: place) { share, _ in
          progress.update((Double(place) + share) / Double(trials.count), trial.name)
          try checkInterruption()
        }
      }
      return results
    }
  }
}
