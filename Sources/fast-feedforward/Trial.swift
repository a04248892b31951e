import Evidence
import Foundation
import Layers
import Tensors
import Text

struct NoFeedForward: FeedForwardLayer {
  func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor { residual }
}

struct TrialDense: FeedForwardLayer {
  let up, down: Linear
  func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    down(up(x).gelu(), addingTo: residual, dropout: dropout)
  }
}

final class TrialTrees: FeedForwardLayer {
  let input, output: Linear
  let trees, depth: Int
  let balance: Float
  let master: TrialDense?
  var counts: [Int]
  init(input: Linear, output: Linear, trees: Int, depth: Int, balance: Float, master: TrialDense?) {
    (self.input, self.output, self.trees, self.depth) = (input, output, trees, depth)
    self.balance = balance
    self.master = master
    counts = [Int](repeating: 0, count: trees * (1 << (depth + 1) - 1))
  }
  func callAsFunction(_ x: Tensor, addingTo residual: Tensor, dropout: Float) -> Tensor {
    let s = input(x)
    let nodes = 1 << (depth + 1) - 1
    let width = trees * nodes
    var mask = [Float](repeating: 0, count: s.count)
    var slope = [Float](repeating: 0, count: balance > 0 && s.dropsOut ? s.count : 0)
    var sums = [Float](repeating: 0, count: width)
    counts = [Int](repeating: 0, count: width)
    s.withElements { e in
      for row in 0..<s.rows {
        for tree in 0..<trees {
          var n = 0
          for _ in 0...depth {
            let i = row * width + tree * nodes + n
            mask[i] = 1
            counts[tree * nodes + n] += 1
            sums[tree * nodes + n] += 1 / (1 + expf(-e[i]))
            n = 2 * n + 1 + (e[i] > 0 ? 1 : 0)
          }
        }
      }
      if balance > 0 {
        // loss = balance * mean over inner nodes weight share * (mean sigmoid - 1/2)^2 * 4
        slope = [Float](repeating: 0, count: s.count)
        for row in 0..<s.rows {
          for j in 0..<width {
            let i = row * width + j
            if mask[i] == 1 && j % nodes < (1 << depth) - 1 {
              let p = 1 / (1 + expf(-e[i]))
              let m = sums[j] / Float(counts[j])
              slope[i] = balance * 8 * (m - 0.5) * p * (1 - p) / Float(s.rows)
            }
          }
        }
      }
    }
    if balance > 0 { s.seedGradient(slope) }
    let h = s.gelu() * Tensor(mask, shape: s.shape)
    let y = output(h, addingTo: residual, dropout: 0)
    if let master { return master(x, addingTo: y, dropout: 0) }
    return y
  }
}

@main struct Trial {
  static func main() throws { try ThreadPool.with(threads: 1) { try run() } }
  static func run() throws {
    var options: [String: Double] = [:]
    for argument in CommandLine.arguments.dropFirst() {
      let parts = argument.split(separator: "=")
      options[String(parts[0])] = Double(parts[1])!
    }
    func o(_ name: String, _ standard: Double) -> Double { options[name] ?? standard }
    let root = try ProjectRoot.find()
    let split = try Corpus.load("austen", from: root).split(holdingOut: "Northanger Abbey")
    let start = Date()
    let vocabulary = Int(o("vocabulary", 4096))
    let text = try EncoderText(
      split, LabelledTexts.load("wordnet", from: root), vocabularySize: vocabulary, longest: 64)
    let lengths = text.training.map(\.tokens.count).sorted()
    FileHandle.standardError.write(Data("text \(Date().timeIntervalSince(start)) s, novels \(text.novels.map(\.count).reduce(0, +)), gloss mean \(lengths.reduce(0, +) / lengths.count) max \(lengths.last!)\n".utf8))
    var model = TransformerConfiguration.gpt(
      vocabularySize: vocabulary, contextLength: 64, layerCount: Int(o("layers", 4)), width: 128, headWidth: 32)
    model.isCausal = false
    model.hasBias = false
    var c = EncoderConfiguration(model: model, pretrainingSteps: Int(o("steps", 1000)), epochs: Int(o("epochs", 4)))
    c.pretrainingRate = Float(o("rate", 2e-3))
    c.fineTuningRate = Float(o("tune", 1e-3))
    let trees = Int(o("trees", 8)), depth = Int(o("depth", 5))
    let width = Int(o("width", 512))
    let kind = Int(o("kind", 0))  // 0 dense, 1 none, 2 trees
    for seed in 1...UInt64(o("seeds", 1)) {
      var weights = SeededGenerator(seed: 1000 + seed)
      let t0 = Date()
      let encoder = try Transformer(model, using: &weights) { layer, scope, generator in
        func linear(_ name: String, _ i: Int, _ o: Int, _ d: Float, bias: Bool = false) -> Linear {
          Linear(inputWidth: i, outputWidth: o, hasBias: bias, deviation: d, in: scope[name], using: &generator)
        }
        func dense(_ name: String, _ width: Int, _ out: Float = 0.007) -> TrialDense {
          TrialDense(up: linear(name + "up", 128, width, 0.02), down: linear(name + "down", width, 128, out))
        }
        switch kind {
        case 0: return dense("", width)
        case 1: return NoFeedForward()
        default:
          let nodes = trees * (1 << (depth + 1) - 1)
          let master = Int(o("master", 0))
          return TrialTrees(
            input: linear("in", 128, nodes, Float(o("in", 0.05)), bias: true),
            output: linear("out", nodes, 128, Float(o("out", 0.02))), trees: trees, depth: depth,
            balance: Float(o("balance", 0)), master: master > 0 ? dense("master", master) : nil)
        }
      }
      let pre = Pretraining(text: text, configuration: c)
      var last: Float = 0
      if c.pretrainingSteps > 0 { try pre.train(encoder, seed: seed) { share, loss in
        last = 0.99 * last + 0.01 * loss
        if Int(share * Double(c.pretrainingSteps)) % 500 == 0 {
          FileHandle.standardError.write(Data("  \(share) \(last)\n".utf8)) }
      } }
      let t1 = Date()
      let mlm = try pre.heldOutLoss(of: encoder)
      let classifier = Classifier(encoder, classes: 16, using: &weights)
      try classifier.train(on: text.training, c, seed: seed) { _, _ in }
      let t2 = Date()
      func accuracy(_ g: [Gloss]) -> Double { let r = classifier.isRight(on: g); return 100 * Double(r.count { $0 }) / Double(r.count) }
      var visited = ""
      for block in encoder.blocks {
        if let t = block.feedForward as? TrialTrees {
          let nodes = 1 << (t.depth + 1) - 1
          let leaves = t.counts.enumerated().filter { $0.offset % nodes >= (1 << t.depth) - 1 }.map(\.element)
          let total = Double(leaves.reduce(0, +)) / Double(t.trees)
          let entropy = leaves.reduce(0.0) { $1 > 0 ? $0 - Double($1) / total * log2(Double($1) / total) : $0 } / Double(t.trees)
          visited += String(format: " %.2f/%.2f", Double(leaves.count { $0 > 0 }) / Double(leaves.count), entropy / Double(max(1, t.depth)))
        }
      }
      print("\(CommandLine.arguments.dropFirst().joined(separator: " ")) seed \(seed): mlm \(String(format: "%.3f", mlm)) valid \(String(format: "%.1f", accuracy(text.validation))) test \(String(format: "%.1f", accuracy(text.test))) train \(String(format: "%.1f", accuracy(Array(text.training.prefix(1000))))) pre \(Int(t1.timeIntervalSince(t0))) s tune \(Int(t2.timeIntervalSince(t1))) s visited\(visited)")
      fflush(nil)
    }
  }
}
