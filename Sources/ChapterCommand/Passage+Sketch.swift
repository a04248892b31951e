import Evidence

// MARK: - A passage in plain text

extension Passage {
  /// The text in lines of at most this many characters, where no word is longer.
  private static let width = 72

  /// The title, the text with an arrow behind each word whose value lies in the band at one of the
  /// ends, and what the arrows mean.
  var sketch: [String] {
    let words = zip(words, bands).map { word, band in
      word.text + (band == 3 ? "↑" : band == -3 ? "↓" : "")
    }
    return [title] + words.wrapped(to: Passage.width).map { "  \($0)" } + ["  \(legend)"]
  }

  /// `↑ at least 2.5 nats; ↓ at most -2.5 nats`.
  private var legend: String {
    let (bands, least) = (bands, limits(of: 3).lowerBound)
    let arrows = [
      bands.contains(3) ? "↑ at least \(Figure.text(least, unit: unit))" : nil,
      bands.contains(-3) ? "↓ at most \(Figure.text(-least, unit: unit))" : nil,
    ].compactMap(\.self)
    return arrows.isEmpty ? "all \(Figure.text(0, unit: unit))" : arrows.joined(separator: "; ")
  }
}

// MARK: - Lines

extension [String] {
  /// The words in lines, as many on each as fit; a longer word has its own.
  fileprivate func wrapped(to width: Int) -> [String] {
    reduce(into: []) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
  }
}
