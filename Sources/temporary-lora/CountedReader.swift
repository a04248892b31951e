import Evidence
import Layers
import TemporaryLoRA
import Tensors

// MARK: - Somebody whose work is counted

/// Somebody who reads, and what that takes for each token in the middle of a text.
struct CountedReader {
  let plan: ReadingPlan
  let model: Transformer
  /// What learns; nil where nothing does.
  var parameters: ParameterStore?
  /// An adapter that is merged anew for each block.
  var merging: TemporaryAdapter?

  /// What a token takes.
  struct Work {
    /// Multiply-adds.
    let reading, learning: Double
    /// Bytes that tensors hold at once, the model's and its adapter's among them: while it is read,
    /// and while it is learned from, too.
    let bytes, bytesLearning: Int

    var all: Double { reading + learning }

    /// Multiply-adds as FLOPs.
    func text(_ part: KeyPath<Work, Double>) -> String {
      Figure.text(2e-6 * self[keyPath: part], unit: "MFLOP")
    }

    func megabytes(_ part: KeyPath<Work, Int>) -> String {
      Figure.text(1e-6 * Double(self[keyPath: part]), unit: "MB")
    }
  }

  func work(on text: [Int32]) -> Work {
    func count(_ parameters: ParameterStore?) -> (multiplyAdds: Double, bytes: Int) {
      let (work, bytes) = Memory.peak {
        Double(Tensors.Work.counting(self.reading(text, learning: parameters)).1.multiplyAdds)
      }
      return (work / Double(tokens), bytes + 4 * numbers)
    }
    let reading = count(nil)
    let both = parameters.map { count($0) } ?? reading
    return Work(
      reading: reading.multiplyAdds, learning: both.multiplyAdds - reading.multiplyAdds,
      bytes: reading.bytes, bytesLearning: both.bytes)
  }

  /// The numbers of the model and of an adapter beside it; where all weights learn, those of a copy.
  private var numbers: Int { model.parameters.count + (parameters?.count ?? 0) }

  /// How many tokens are read from one filling of the window to the next.
  var tokens: Int { (plan.window - plan.context) / plan.block * plan.block }

  /// Takes the window for full, and reads until it is full again.
  func reading(_ text: [Int32], learning parameters: ParameterStore?) -> () -> Void {
    let (before, blocks) = (Array(text.prefix(plan.window)), text.dropFirst(plan.window))
    let document = Array(blocks.prefix(tokens))
    func reader(_ model: Transformer) -> DocumentReader {
      let reader = DocumentReader(model, learning: parameters, by: plan)
      reader.skip(before)
      return reader
    }
    if let merging { return { reader(merging.merged()).read(document: document) } }
    let reader = reader(model)
    return { reader.read(document: document) }
  }
}
