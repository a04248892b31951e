// MARK: - A tensor

/// A block of floats with a shape, and what is needed to differentiate through it.
///
/// The last axis is the one that layers transform: its length is `width`, and all other axes
/// together make `rows`. Operations are methods and read in the order of the computation. A tensor
/// that came from a tape's input remembers the tape, so that what is computed from it is recorded.
public final class Tensor {
  /// The length of each axis.
  public let shape: [Int]

  let storage: Buffer
  weak var tape: Tape?
  let requiresGradient: Bool

  /// The gradient's memory: made on the first write, or given beforehand by a parameter store.
  var gradientStorage: Buffer?
  var gradientIsWritten = false

  init(shape: [Int], storage: Buffer, tape: Tape? = nil, requiresGradient: Bool = false) {
    precondition(shape.reduce(1, *) == storage.floats.count, "shape \(shape) does not fit")
    self.shape = shape
    self.storage = storage
    self.tape = tape
    self.requiresGradient = requiresGradient
  }
}

extension Tensor {
  /// The length of the last axis.
  public var width: Int { shape.last ?? 1 }

  /// The shape with another last axis.
  func shape(endingWith width: Int) -> [Int] {
    var shape = shape
    shape[shape.count - 1] = width
    return shape
  }

  /// The number of rows of `width` elements.
  public var rows: Int { count / max(width, 1) }

  /// The number of elements.
  public var count: Int { storage.floats.count }

  var start: UnsafeMutablePointer<Float> { storage.floats.baseAddress! }

  /// The elements as a matrix of `rows` × `width`. Valid while the tensor lives.
  public var matrix: Matrix { Matrix(start, rows: rows, columns: width) }
}

// MARK: - Making tensors and reading them

extension Tensor {
  /// A constant; with a tape, the start of what the tape records.
  public convenience init(_ elements: [Float], shape: [Int]? = nil, on tape: Tape? = nil) {
    let storage = Buffer(count: elements.count)
    _ = storage.floats.update(fromContentsOf: elements)
    self.init(shape: shape ?? [elements.count], storage: storage, tape: tape)
  }

  /// A constant of the same number throughout.
  public convenience init(repeating element: Float, shape: [Int]) {
    let storage = Buffer(count: shape.reduce(1, *))
    storage.floats.update(repeating: element)
    self.init(shape: shape, storage: storage)
  }

  /// The result of an operation on `operands`, its elements still to be written.
  convenience init(resultOf operands: Tensor?..., shape: [Int]) {
    var tape: Tape?
    var requiresGradient = false
    for case let operand? in operands {
      tape = tape ?? operand.tape
      requiresGradient = requiresGradient || operand.requiresGradient
    }
    self.init(
      shape: shape, storage: Buffer(count: shape.reduce(1, *)), tape: tape,
      requiresGradient: requiresGradient)
  }

  /// A copy of the elements, in row-major order.
  public var elements: [Float] { Array(storage.floats) }

  /// A copy of the gradient's elements; nil where no gradient arrived.
  public var gradient: [Float]? {
    gradientIsWritten ? gradientStorage.map { Array($0.floats) } : nil
  }

  /// The elements, to be read or changed in place. They must not be kept.
  public func withElements<Result>(_ body: (MutableFloats) throws -> Result) rethrows -> Result {
    try body(storage.floats)
  }

  /// The same elements in another shape, not recorded on any tape.
  public func detached(shape: [Int]? = nil) -> Tensor {
    Tensor(shape: shape ?? self.shape, storage: storage)
  }
}
