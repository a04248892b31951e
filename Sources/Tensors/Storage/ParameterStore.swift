// MARK: - Parameters in one block

/// A model's parameters, end to end in one block of memory.
///
/// One block makes the optimiser, the gradient's norm, saving and hashing each a single loop.
/// Layers declare what they need through a `ParameterScope`, and keep the tensors that they get.
public final class ParameterStore {
  /// A parameter and its place in the block.
  public struct Entry {
    /// Dotted words from the outermost layer to the parameter, as in `blocks.0.attention.input.bias`.
    public let name: String
    /// The parameter itself.
    public let tensor: Tensor
    /// Elements before it in the block.
    public let offset: Int
  }

  /// The parameters in the order in which they were declared.
  public private(set) var entries: [Entry] = []

  /// The number of elements of all parameters.
  public private(set) var count = 0

  /// Whether gradients are wanted. A frozen model takes no memory for them.
  public let isTrainable: Bool

  private var values: Buffer
  private var gradients: Buffer?

  /// A store without parameters.
  public init(isTrainable: Bool = true) {
    self.isTrainable = isTrainable
    values = Buffer(count: 1 << 16)
  }

  /// The scope from which all names start.
  public var scope: ParameterScope { ParameterScope(store: self, prefix: "") }

  /// The parameter of that name, if there is one.
  public subscript(name: String) -> Tensor? { entries.first { $0.name == name }?.tensor }
}

// MARK: - Declaring

extension ParameterStore {
  func declare(_ name: String, shape: [Int]) -> Tensor {
    precondition(gradients == nil, "\(name): parameters are declared before training starts")
    precondition(self[name] == nil, "\(name) is declared twice")
    let size = shape.reduce(1, *)
    if count + size > values.floats.count { grow(to: max(count + size, 2 * values.floats.count)) }
    let tensor = Tensor(
      shape: shape, storage: Buffer(viewing: values.floats.part(count, size)),
      requiresGradient: isTrainable)
    entries.append(Entry(name: name, tensor: tensor, offset: count))
    count += size
    return tensor
  }

  /// Moves to a larger block, and points every parameter to its new place.
  private func grow(to capacity: Int) {
    let larger = Buffer(count: capacity)
    larger.start.update(from: values.start, count: count)
    values = larger
    for entry in entries {
      entry.tensor.storage.floats = larger.floats.part(entry.offset, entry.tensor.count)
    }
  }
}

extension Buffer {
  var start: UnsafeMutablePointer<Float> { floats.baseAddress! }
}

extension MutableFloats {
  func part(_ offset: Int, _ count: Int) -> MutableFloats {
    MutableFloats(rebasing: self[offset..<offset + count])
  }
}

// MARK: - Names by scope

/// A place in a model's tree of names, from which a layer declares its parameters.
public struct ParameterScope {
  let store: ParameterStore
  let prefix: String

  /// The scope of a part.
  public subscript(name: String) -> ParameterScope {
    ParameterScope(store: store, prefix: prefix.isEmpty ? name : "\(prefix).\(name)")
  }

  /// The scope of one part of a numbered series.
  public subscript(index: Int) -> ParameterScope { self["\(index)"] }

  /// Declares a parameter and sets it to one number.
  public func constant(_ name: String, shape: [Int], _ value: Float) -> Tensor {
    let tensor = store.declare(self[name].prefix, shape: shape)
    tensor.storage.floats.update(repeating: value)
    return tensor
  }

  /// Declares a parameter and draws it from a normal distribution around 0.
  public func normal(
    _ name: String, shape: [Int], deviation: Float,
    using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    let tensor = store.declare(self[name].prefix, shape: shape)
    for i in tensor.storage.floats.indices {
      tensor.storage.floats[i] = deviation * generator.normal()
    }
    return tensor
  }

  /// Declares a parameter and draws it uniformly from −`bound` ..< `bound`.
  public func uniform(
    _ name: String, shape: [Int], bound: Float,
    using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    let tensor = store.declare(self[name].prefix, shape: shape)
    for i in tensor.storage.floats.indices {
      tensor.storage.floats[i] = bound * (2 * generator.uniform() - 1)
    }
    return tensor
  }
}

// MARK: - The block as a whole

extension ParameterStore {
  /// All parameters' elements, in the order of the entries.
  public func withValues<Result>(_ body: (MutableFloats) throws -> Result) rethrows -> Result {
    try body(values.floats.part(0, count))
  }

  /// All gradients; zero where none arrived.
  public func withGradients<Result>(_ body: (MutableFloats) throws -> Result) rethrows -> Result {
    let gradients = gradientBlock()
    for entry in entries where !entry.tensor.gradientIsWritten {
      gradients.floats.part(entry.offset, entry.tensor.count).update(repeating: 0)
    }
    return try body(gradients.floats)
  }

  /// Makes room for all gradients in one block. Done early, they arrive there and are never moved.
  public func prepareGradients() { _ = gradientBlock() }

  /// The Euclidean norm of all gradients together.
  public func gradientNorm() -> Float {
    // Sums of blocks, added in order: the same for any number of threads.
    withGradients { gradients in
      let block = 1 << 14
      let sums = Buffer(count: (gradients.count + block - 1) / block)
      forEachPart(of: sums.floats.count, grain: 1) { part in
        for i in part {
          let start = gradients.baseAddress! + i * block
          sums.start[i] = dot(start, start, min(block, gradients.count - i * block))
        }
      }
      return sums.floats.reduce(0) { $0 + $1 }.squareRoot()
    }
  }

  /// Forgets all gradients. Nothing is cleared: the next ones overwrite them.
  public func forgetGradients() {
    for entry in entries { entry.tensor.gradientIsWritten = false }
  }

  private func gradientBlock() -> Buffer {
    precondition(isTrainable, "a frozen store has no gradients")
    if let gradients { return gradients }
    let block = Buffer(count: count)
    for (tensor, offset) in entries.map({ ($0.tensor, $0.offset) }) {
      let view = Buffer(viewing: block.floats.part(offset, tensor.count))
      if tensor.gradientIsWritten, let written = tensor.gradientStorage {
        view.start.update(from: written.start, count: tensor.count)
      }
      tensor.gradientStorage = view
    }
    gradients = block
    return block
  }
}
