// MARK: - The tape

/// What has been computed, in order, so that it can be differentiated in reverse.
///
/// Each operation appends one step: a closure that turns the gradient of its result into gradients
/// of its operands. `backward()` takes the steps from the end, and each step frees what it held, so
/// that memory falls as the gradients move back. A loss is where a tape ends: it is a plain number,
/// and it leaves its gradient in the tensor that it judged.
public final class Tape {
  private var steps: [() -> Void] = []

  /// The generator of dropout's masks; nil where nothing is to be dropped.
  var dropoutGenerator: SeededGenerator?

  /// An empty tape.
  /// - Parameter dropoutSeed: seeds dropout; without it, dropout layers let everything pass.
  public init(dropoutSeed: UInt64? = nil) {
    dropoutGenerator = dropoutSeed.map { SeededGenerator(seed: $0) }
  }

  func record(_ step: @escaping () -> Void) { steps.append(step) }

  /// Differentiates everything on the tape with respect to every parameter and empties it.
  public func backward() {
    while let step = steps.popLast() { step() }
  }
}

// MARK: - Recording an operation

extension Tensor {
  /// Records how the gradient of this result reaches its operands.
  ///
  /// The step is skipped where no gradient arrived. `step` receives the gradient's memory, which is
  /// free for it to use up: nobody reads it afterwards.
  @inline(__always)
  func recordBackward(_ step: @escaping (Buffer) -> Void) {
    guard requiresGradient, let tape else { return }
    tape.record {
      guard self.gradientIsWritten, let gradient = self.gradientStorage else { return }
      self.gradientStorage = nil
      self.gradientIsWritten = false
      step(gradient)
    }
  }

  /// Starts a gradient: as if a loss had said that each element matters this much.
  public func seedGradient(_ elements: [Float]) {
    precondition(elements.count == count, "a gradient has as many elements as its tensor")
    addGradient { gradient, beta in
      elements.withUnsafeBufferPointer {
        addScaled($0.baseAddress!, by: 1, to: gradient, beta: beta, count)
      }
    }
  }
}

// MARK: - Adding gradients up

extension Tensor {
  /// Lets `write` add to the gradient, if this tensor wants one.
  ///
  /// - Parameter write: receives the memory and β: 0 on the first write, which must set every
  ///   element, 1 on later ones, which add. It is BLAS's β; no gradient is ever cleared for it.
  func addGradient(_ write: (UnsafeMutablePointer<Float>, _ beta: Float) -> Void) {
    guard requiresGradient else { return }
    let storage = gradientStorage ?? Buffer(count: count)
    gradientStorage = storage
    write(storage.floats.baseAddress!, gradientIsWritten ? 1 : 0)
    gradientIsWritten = true
  }

  /// Adds a gradient whose memory nobody else needs: on the first write it is kept as it is.
  func addGradient(consuming gradient: Buffer) {
    if requiresGradient && gradientStorage == nil {
      gradientStorage = gradient
      gradientIsWritten = true
    } else {
      addGradient { memory, beta in
        parallelAddScaled(gradient.floats.baseAddress!, by: 1, to: memory, beta: beta, count)
      }
    }
  }
}
