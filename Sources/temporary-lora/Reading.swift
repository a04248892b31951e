import ChapterCommand
import Evidence
import Foundation
import Layers
import TemporaryLoRA
import Tensors

// MARK: - What a reader made of a text

/// How surprised a reader was, segment by segment: these are alike for all readers of a text, whatever
/// their blocks are, and wherever in it they began.
struct Reading: Codable, Sendable {
  /// The tokens of a segment.
  static let segment = 128

  /// The nats that each segment took, for each token that has a score.
  let surprise: [Double]
  /// Where each segment ends in the text, in tokens.
  let ends: [Int]
  /// Tokens, and how far the adapter had moved the model then, in percent of its weights' norm.
  let norms: [[Double]]
  /// ln of each token's probability; nil where nobody looks.
  let tokens: [[Float]]?

  /// The segments that lie in a range of tokens.
  func segments(in range: Range<Int>) -> [Int] {
    ends.indices.filter { range.contains(ends[$0] - 1) }
  }

  /// Those of a third of the text: 0, 1 or 2.
  func third(_ number: Int) -> [Int] {
    segments(in: number * ends.last! / 3..<(number + 1) * ends.last! / 3)
  }

  /// How many nats more each token of a segment took than another reader needed: of all segments that
  /// both have read, or of some.
  func differences(from other: Reading, _ segments: [Int]? = nil) -> [Double] {
    let others = Dictionary(uniqueKeysWithValues: zip(other.ends, other.surprise))
    return (segments ?? Array(ends.indices)).compactMap { segment in
      others[ends[segment]].map { surprise[segment] - $0 }
    }
  }

  /// The change in perplexity from another reader's, in percent.
  func change(from other: Reading, _ segments: [Int]? = nil) -> Double {
    Reading.change(differences(from: other, segments))
  }

  /// The change in perplexity that differences in nats make, in percent.
  static func change(_ differences: [Double]) -> Double { 100 * (exp(differences.mean) - 1) }

  /// The perplexity of some segments.
  func perplexity(_ segments: [Int]? = nil) -> Double {
    exp((segments.map { $0.map { surprise[$0] } } ?? surprise).mean)
  }
}

extension Evidence.Measurement {
  /// The change in perplexity from one reader to another, with an interval by drawing runs of
  /// segments again: neighbours are alike, and are drawn together, eight segments or more.
  static func change(
    _ id: String, of reading: Reading, from other: Reading, _ segments: [Int]? = nil,
    note: String? = nil
  ) -> Evidence.Measurement {
    let differences = reading.differences(from: other, segments)
    let runs = min(120, max(min(10, differences.count), differences.count / 8))
    var generator = SeededGenerator(seed: 0)
    return .statistical(
      id,
      blocks: (0..<runs).map { run in
        let (start, end) = (run * differences.count / runs, (run + 1) * differences.count / runs)
        // A run that is longer by one weighs more: the mean of all is that of all segments.
        return differences[start..<end].reduce(0, +) * Double(runs) / Double(differences.count)
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
  var segment = Reading.segment

  /// About how much there is to do, by which the longest comes first.
  var work: Double {
    let model = base.configuration
    let learned =
      switch learning {
      case .nobody: 0.0
      case .adapter, .allWeights: plan.learningMultiplyAdds(model, AdapterConfiguration())
      }
    return (plan.inferenceMultiplyAdds(model) + learned) * Double(document.count + taught.count)
  }

  /// Reads.
  func reading(report: (_ share: Double, _ loss: Float) throws -> Void) throws -> Reading {
    var adapter: TemporaryAdapter?
    let (model, parameters): (Transformer, ParameterStore?)
    switch learning {
    case .nobody: (model, parameters) = (try base.model(), nil)
    case .allWeights:
      model = try base.model(isTrainable: true)
      parameters = model.parameters
    case .adapter(let configuration):
      adapter = base.adapter(to: try base.model(), configuration)
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
      if let adapter, blocks % interval == 0 || tokens == document.count {
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
        -logShares[max(0, start - missing)..<end - missing].map(Double.init).mean
      }, ends: ends.map { skipped.count + $0 }, norms: norms, tokens: keepsTokens ? scores : nil)
  }
}

// MARK: - Side by side

/// A part of a step that needs no other part.
struct Trial<Value: Codable & Sendable> {
  let name: String
  /// About how much there is to do.
  var work = 1.0
  let run: SideBySide<Value>.Job
}

extension Notebook {
  /// Results of trials that run side by side, the longest first. Each is kept when it ends, so that
  /// an interrupted step goes on.
  func results<Value>(_ step: String, of trials: [Trial<Value>]) throws -> [String: Value] {
    try self.step(step) { progress in
      let folder = try scratch(step)
      let trials = trials.sorted { ($1.work, $0.name) < ($0.work, $1.name) }
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
      let all = trials.reduce(0) { $0 + $1.work }
      var (results, done): ([String: Value], Double) = ([:], 0)
      for (place, trial) in trials.enumerated() {
        results[trial.name] = try jobs.value(of: place) { share, _ in
          progress.update((done + share * trial.work) / all, trial.name)
          try checkInterruption()
        }
        done += trial.work
      }
      return results
    }
  }
}
