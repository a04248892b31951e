import Evidence

// MARK: - A passage as text

extension Evidence.Passage {
  /// The text, each word with its value as title and the class of its tint, and what tints mean.
  ///
  /// Before it stands what there is to see, for whoever does not see it.
  var html: String {
    let text = zip(words, bands).map { word, band in
      HTML.element(
        "span",
        [
          "class": Self.tint(of: band),
          "title": HTML.escaped(Figure.text(word.value, unit: unit)),
        ], HTML.escaped(word.text))
    }
    return """
      <p class="unseen">\(HTML.escaped(summary))</p>
      <p class="words">\(text.joined(separator: " "))</p>
      <p class="key">\(key)</p>
      """
  }

  /// The class of a band's words; those around zero have none.
  private static func tint(of band: Int) -> String? {
    band == 0 ? nil : "\(band > 0 ? "more" : "less")-\(abs(band))"
  }

  /// The bands from the least to the greatest word's, each in its tint with the values it stands
  /// for.
  private var key: String {
    let bands = bands
    guard let least = bands.min(), let greatest = bands.max() else { return "" }
    let steps = (min(least, 0)...max(greatest, 0)).map { band in
      HTML.element("span", ["class": Self.tint(of: band)], Self.figures(of: limits(of: band)))
    }
    return (steps + (unit.isEmpty ? [] : [HTML.escaped(unit)])).joined(separator: " ")
  }

  /// `-0.5 to 0.5`, or the one value that there is.
  private static func figures(of limits: ClosedRange<Double>) -> String {
    let (low, high) = (limits.lowerBound, limits.upperBound)
    return low == high ? "0" : "\(Figure.text(low)) to \(Figure.text(high))"
  }
}
