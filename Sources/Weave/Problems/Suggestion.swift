// MARK: - The nearest name

extension Sequence<String> {
  /// The name that was probably meant: the one with the fewest letters changed, if they are few.
  func nearest(to name: String) -> String? {
    let ranked = map { (name: $0, distance: name.distance(to: $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= Swift.max(2, name.count / 2) ? best.name : nil
  }

  /// What to do about a name that is none of these.
  func suggestion(for name: String) -> String {
    let names = Array(self)
    if let name = names.nearest(to: name) { return "perhaps \(name) is meant" }
    return names.isEmpty ? "there is none to name" : "name one of \(names.joined(separator: ", "))"
  }
}

extension String {
  /// How many letters must be inserted, deleted or replaced to make the other string of this one
  /// (Levenshtein, 1966).
  func distance(to other: String) -> Int {
    let target = Array(other)
    var row = Array(0...target.count)
    for (line, letter) in enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for column in target.indices {
        let replaced = diagonal + (target[column] == letter ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(replaced, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[target.count]
  }
}
