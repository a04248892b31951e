import EncoderTasks
import Tensors

// MARK: - Does a symbol recur?

extension SortingTask {
  /// Rows of `length` different symbols out of `symbols`, in every other of which one was replaced
  /// by a copy of another.
  ///
  /// Every symbol is as frequent in both classes, at every place: only who compares the symbols of
  /// a row with each other knows the answer. No row occurs twice, in whichever part, so there must
  /// be more different rows than are asked for.
  static func recurrence(
    length: Int = 8, symbols: Int = 16, count: Int, seed: UInt64 = 0
  ) -> SortingTask {
    precondition(2 <= length && length <= symbols, "\(length) of \(symbols) symbols cannot differ")
    var generator = SeededGenerator(seed: seed)
    var seen: Set<[Int32]> = []
    func rows(_ count: Int) -> [Example] {
      (0..<count).map { number in
        let label = Int32(number % 2)
        while true {
          let drawn = (0..<Int32(symbols)).shuffled(using: &generator).prefix(length)
          var row = Array(drawn)
          if label == 1 {
            let places = row.indices.shuffled(using: &generator)
            row[places[0]] = row[places[1]]
          }
          if seen.insert(row).inserted { return Example(label: label, tokens: row) }
        }
      }
    }
    return SortingTask(
      name: "recurrence", classes: 2, training: rows(count), validation: rows(count / 8),
      test: rows(count / 4))
  }
}
