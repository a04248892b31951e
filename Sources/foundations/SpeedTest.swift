import ChapterEngine
import Evidence
import Layers
import Tensors

// MARK: - What is found

/// What the speed test found; one value a round.
struct SpeedFigures: Codable {
  let training: [Double]
  let limitShares: [Double]
  let productShares: [Double]
  let tokensPerSecond: [Double]
  let gigaflops: [Double]
  let prefill: [Double]
  let decode: [Double]
  let peakMebibytes: Double
  let multiplyAdds: Int
}

// MARK: - Taking turns

/// Times a training step, in turn with its matrix products alone, and then decoding.
///
/// The shape is one that other frameworks are easily given as well: 4 blocks, vocabulary 4096,
/// 8 sequences of 256 tokens.
enum SpeedTest {
  static let promptLength = 128
  static let decodedTokens = 64

  /// Runs the test; `report` receives the share done, and may throw to end it.
  static func run(
    width: Int, rounds: Int, report: @escaping (Double) throws -> Void
  ) throws -> SpeedFigures {
    let shape = TransformerConfiguration.gpt(
      vocabularySize: 4096, contextLength: 256, layerCount: 4, width: width)
    let model = try TimedTransformer(shape, sequences: 8)
    let work = Work.counting(model.step).work
    let peak = Machine.peakMebibytes
    let limit = ProductLimit(of: shape, tokens: model.tokens.count)
    var done = 0.0
    let timings = try interleave(
      rounds: rounds,
      [
        "step": model.step,
        "products": { limit.run(by: .fastest) },
        "limit": {
          limit.run(by: .openBLAS)
          done += 1
          try report(done / Double(rounds + 1))
        },
      ])
    let decoding = try interleave(
      rounds: rounds,
      ["prefill": { model.prefill(promptLength) }, "decode": { model.decode(decodedTokens) }])
    let seconds = timings["step"]
    return SpeedFigures(
      training: seconds.map { 1e3 * $0 },
      limitShares: zip(timings["limit"], seconds).map { 100 * $0 * limit.scale / $1 },
      productShares: zip(timings["products"], seconds).map { 100 * $0 * limit.scale / $1 },
      tokensPerSecond: seconds.map { Double(model.tokens.count) / $0 },
      gigaflops: seconds.map { 2e-9 * Double(work.multiplyAdds) / $0 },
      prefill: decoding["prefill"].map { 1e3 * $0 },
      decode: decoding["decode"].map { 1e3 * $0 / Double(decodedTokens) },
      peakMebibytes: peak, multiplyAdds: work.multiplyAdds)
  }
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
