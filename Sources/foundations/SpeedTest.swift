import Evidence
import Foundation
import Layers
import Tensors

// MARK: - What is timed

/// Times a training step, in turn with its matrix products alone, and then decoding.
///
/// The shape is one that other frameworks are easily given as well: 4 blocks, vocabulary 4096,
/// 8 sequences of 256 tokens.
struct SpeedTest {
  let model: Transformer
  let optimizer: AdamW
  let tokens: [Int32]
  let sequences = 8

  init(width: Int) throws {
    var generator = SeededGenerator(seed: 1)
    let configuration = TransformerConfiguration.gpt(
      vocabularySize: 4096, contextLength: 256, layerCount: 4, width: width)
    model = try Transformer(configuration, using: &generator)
    optimizer = AdamW(model.parameters)
    tokens = (0..<8 * 256).map { _ in Int32.random(in: 0..<4096, using: &generator) }
  }

  /// One training step.
  func step() {
    let tape = Tape()
    _ = model.loss(tokens, labels: tokens.reversed(), sequences: sequences, on: tape)
    tape.backward()
    optimizer.step(learningRate: 1e-4)
  }
}

// MARK: - Running it

/// What the speed test found; one value a round.
struct SpeedFigures: Codable {
  let training: [Double]
  let limitShares: [Double]
  let productShares: [Double]
  let tokensPerSecond: [Double]
  let gigaflops: [Double]
  let prefill: [Double]
  let decode: [Double]
  let promptLength: Int
  let peakMebibytes: Double
  let multiplyAdds: Int
}

extension SpeedTest {
  /// Runs the test; `report` receives the share done, and may throw to end it.
  func run(rounds: Int, report: @escaping (Double) throws -> Void) throws -> SpeedFigures {
    let work = Work.counting(step).work
    let peak = peakMebibytes()
    let limit = ProductLimit(of: model.configuration, tokens: tokens.count)
    var done = 0.0
    let timings = try interleave(
      rounds: rounds,
      [
        "step": step,
        "products": { limit.run(by: .fastest) },
        "limit": {
          limit.run(by: .openBLAS)
          done += 1
          try report(done / Double(rounds + 1))
        },
      ])
    let promptLength = 128
    let cache = KeyValueCache(for: model.configuration)
    let decoding = try interleave(
      rounds: rounds,
      [
        "prefill": {
          cache.truncate(to: 0)
          _ = model.nextTokenLogits(after: Array(tokens[..<promptLength]), keepingIn: cache)
        },
        "decode": {
          for token in tokens[..<64] {
            _ = model.nextTokenLogits(after: [token], keepingIn: cache)
          }
        },
      ])
    let seconds = timings["step"]
    return SpeedFigures(
      training: seconds.map { 1e3 * $0 },
      limitShares: zip(timings["limit"], seconds).map { 100 * $0 * limit.scale / $1 },
      productShares: zip(timings["products"], seconds).map { 100 * $0 * limit.scale / $1 },
      tokensPerSecond: seconds.map { Double(tokens.count) / $0 },
      gigaflops: seconds.map { 2e-9 * Double(work.multiplyAdds) / $0 },
      prefill: decoding["prefill"].map { 1e3 * $0 },
      decode: decoding["decode"].map { 1e3 * $0 / 64 },
      promptLength: promptLength, peakMebibytes: peak, multiplyAdds: work.multiplyAdds)
  }
}

/// The largest resident size of this process so far, in MiB.
func peakMebibytes() -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
  return (kibibytes ?? 0) / 1024
}

// MARK: - The limit

/// The matrix products of a training step and nothing else, at the same shapes and splits: with
/// OpenBLAS, what no program that leaves its products to it can do better than on this machine.
struct ProductLimit {
  /// C ← A B, run so many times a step.
  private struct Product {
    let a, b, c: Matrix
    let times: Int
  }

  private let products: [Product]
  private let memory: Tensor

  /// What the time of these products is multiplied by. Attention's own are small and many: they are
  /// taken to run as fast as the large ones, and to skip what a causal mask hides.
  let scale: Double

  init(of configuration: TransformerConfiguration, tokens: Int) {
    let (width, hidden) = (configuration.width, configuration.feedForwardWidth)
    let blocks = configuration.layerCount
    let chunk = min(512, tokens)
    let layers = [
      (configuration.heads.packedWidth, width, tokens, blocks), (width, width, tokens, blocks),
      (hidden, width, tokens, blocks), (width, hidden, tokens, blocks),
      (configuration.vocabularySize, width, chunk, tokens / chunk),
    ]
    let largest = layers.map { max($0.0 * $0.1, $0.0 * $0.2, $0.1 * $0.2) }.max() ?? 0
    memory = Tensor(repeating: 0.01, shape: [4, largest])
    let start = memory.matrix.start
    products = layers.flatMap { outputs, inputs, rows, times in
      let x = Matrix(start, rows: rows, columns: inputs)
      let weight = Matrix(start + largest, rows: outputs, columns: inputs)
      let y = Matrix(start + 2 * largest, rows: rows, columns: outputs)
      // Results go where nothing is read, so that the numbers stay ordinary.
      func result(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(start + 3 * largest, rows: rows, columns: columns)
      }
      return [
        Product(a: x, b: weight.transposed, c: result(rows, outputs), times: times),
        Product(a: y, b: weight, c: result(rows, inputs), times: times),
        Product(a: y.transposed, b: x, c: result(outputs, inputs), times: times),
      ]
    }
    let large = layers.reduce(0) { $0 + 3 * $1.0 * $1.1 * $1.2 * $1.3 }
    let attention = 3 * blocks * tokens * configuration.contextLength * width
    scale = 1 + Double(attention) / Double(large)
  }

  func run(by kernel: ProductKernel) {
    for product in products {
      for _ in 0..<product.times {
        multiply(product.a, product.b, into: product.c, by: kernel)
      }
    }
  }
}
