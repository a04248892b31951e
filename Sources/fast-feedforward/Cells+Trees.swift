import ChapterCommand
import EncoderTasks
import Evidence
import FastFeedforward
import Layers
import Tensors
import Text

// MARK: - The balance of the trees

extension FastFeedforwardChapter {
  /// How evenly tokens of the held-out novel spread over the trees' leaves.
  static func balance(
    of results: [String: [EncoderResult]], _ text: EncoderText, _ configuration: Configuration,
    in notebook: Notebook
  ) throws {
    try notebook.cell("The balance of the trees") { page in
      var rows: [[String]] = []
      for contender in configuration.contenders + configuration.variations {
        guard case .trees(let shape) = contender.layer else { continue }
        // One value a seed: the mean over the layers of its encoder.
        let uses = try results[contender.name]!.map { run in
          try use(of: run.watched(contender, configuration.encoder), by: text.sample(64))
        }
        let visited = try notebook.measure(
          .statistical(
            "visited-share-\(contender.name)",
            seeds: uses.map { 100 * $0.map(\.visitedShare).mean }, unit: "%"))
        let entropy = try notebook.measure(
          .statistical(
            "leaf-entropy-\(contender.name)", seeds: uses.map { $0.map(\.leafEntropy).mean },
            unit: "bits"))
        rows.append([
          contender.name, "\(shape.treeCount) × \(shape.depth)", visited.figureWithInterval,
          entropy.figureWithInterval, "\(shape.depth) bits",
        ])
      }
      page.table(
        ["trees", "shape", "nodes visited", "entropy of the leaf", "at the most"], rows)
    }
  }

  /// How the trees of each layer are used by a text.
  private static func use(of encoder: WatchedEncoder, by tokens: [Int32]) -> [TreeUse] {
    encoder.read(tokens).map { trees, input in trees.use(input) }
  }
}

// MARK: - The path of each word

extension FastFeedforwardChapter {
  /// The turns that each token of a sentence takes in the one deep tree of the last layer, and which
  /// other tokens end in the same leaf.
  static func paths(
    of results: [String: [EncoderResult]], _ text: EncoderText, _ configuration: Configuration,
    in notebook: Notebook
  ) throws {
    try notebook.cell("The path of each word") { page in
      guard let contender = configuration.contenders.first(where: { $0.name == "one-tree" }),
        case .trees(let shape) = contender.layer
      else { return }
      let encoder = try results[contender.name]![0].watched(contender, configuration.encoder)
      let sample = text.sample(512)
      let others = leaves(of: sample, in: encoder, shape)
      var companions: [Int32: [Int32: Int]] = [:]
      for (token, leaf) in zip(sample, others) {
        companions[leaf, default: [:]][token, default: 0] += 1
      }
      let tokens = text.tokenizer.encode(" She was not so very much to be pitied as her mother.")
      let rows = zip(tokens, leaves(of: tokens, in: encoder, shape)).map { token, leaf in
        let frequent = (companions[leaf] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return [
          text.spelling(token), turns(to: leaf, in: shape.tree),
          frequent.prefix(7).map { text.spelling($0.key) }.joined(separator: " "),
        ]
      }
      page.table(["token", "turns", "what else ends in this leaf, most often first"], rows)
    }
  }

  /// The leaf of each token in the last layer's first tree, by its heap number.
  private static func leaves(
    of tokens: [Int32], in encoder: WatchedEncoder, _ shape: FeedforwardTrees.Configuration
  ) -> [Int32] {
    let (trees, input) = encoder.read(tokens).last!
    let paths = trees.paths(input)
    return stride(from: shape.depth, to: paths.count, by: shape.usedNeurons).map { paths[$0] }
  }

  /// The way from the root to a node, as `L` and `R`.
  private static func turns(to node: Int32, in tree: BinaryTree) -> String {
    var (node, turns) = (Int(node), "")
    while node > 0 {
      turns = (node % 2 == 0 ? "R" : "L") + turns
      node = (node - 1) / 2
    }
    return turns
  }
}

// MARK: - An encoder that is watched

/// A trained encoder whose trees tell what they were given.
struct WatchedEncoder {
  let encoder: Transformer

  /// Reads a text, window by window, and gives for each layer its trees and all that went into them.
  func read(_ tokens: [Int32]) -> [(trees: FeedforwardTrees, input: Tensor)] {
    let layers = encoder.blocks.compactMap { $0.feedForward as? WatchedTrees }
    var inputs = [[Float]](repeating: [], count: layers.count)
    let length = encoder.configuration.contextLength
    for first in stride(from: 0, to: tokens.count, by: length) {
      _ = encoder(Array(tokens[first..<min(first + length, tokens.count)]))
      for (i, layer) in layers.enumerated() { inputs[i] += layer.lastInput?.elements ?? [] }
    }
    return zip(layers, inputs).map { layer, elements in
      let width = layer.trees.configuration.inputWidth
      return (layer.trees, Tensor(elements, shape: [elements.count / width, width]))
    }
  }
}

extension EncoderResult {
  /// The encoder as it was after it learned the language.
  func watched(
    _ contender: Contender, _ configuration: EncoderConfiguration
  ) throws -> WatchedEncoder {
    let encoder = try configuration.encoder(contender, seed: 0, isTrainable: false)
    try Checkpoint.load(encoder.parameters, from: pretrained)
    return WatchedEncoder(encoder: encoder)
  }
}

extension EncoderText {
  /// The first windows of 64 tokens of the held-out novel.
  func sample(_ windows: Int) -> [Int32] { Array(heldOut.prefix(64 * windows)) }

  /// A token in a table: a blank or the end of a line is written so that it is seen.
  func spelling(_ token: Int32) -> String {
    tokenizer.text(of: [token]).replacing(" ", with: "␣").replacing("\n", with: "⏎")
  }
}
