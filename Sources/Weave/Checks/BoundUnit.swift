import Evidence

// MARK: - A figure keeps its unit

/// Finds figures that are bound as bare numbers, and then given another unit than the record's.
enum BoundUnitCheck {
  static func problems(in chapter: Chapter, _ shelf: Shelf) -> [Problem] {
    let counted = Set(shelf.records.values.flatMap(\.measurements).map(\.unit)).sorted()
    return chapter.blocks.flatMap(\.prose).flatMap { prose in
      prose.bindings.compactMap { position, link -> Problem? in
        guard let measurement = shelf.bareMeasurement(link),
          let unit = unit(in: prose, at: position + 1, or: counted),
          (synonyms[unit] ?? unit) != measurement.unit
        else { return nil }
        let text = link.content.plainText
        return Problem(
          Place(chapter.path, prose.line(of: position)),
          "the text says \(text) \(unit), but the unit of \(measurement.id) is "
            + (measurement.unit.isEmpty ? "none" : "\"\(measurement.unit)\""),
          next: "bind the unit too, as in [\(measurement.figure)](\(link.address))")
      }
    }
  }

  /// The words that follow a number and say in prose what it counts.
  private static func unit(in prose: Prose, at position: Int, or counted: [String]) -> String? {
    if let unit = BareNumberCheck.unit(in: prose, at: position) {
      return String(unit.drop { " -\u{A0}\u{2009}\u{202F}".contains($0) })
    }
    guard prose[position] == " " else { return nil }
    return counted.filter { unit in
      !unit.isEmpty && prose.has(unit, at: position + 1)
        && prose[position + 1 + unit.count]?.isLetter != true
    }.max { $0.count < $1.count }
  }

  private static let synonyms = [
    "second": "s", "seconds": "s", "milliseconds": "ms", "microseconds": "µs", "μs": "µs",
    "nanoseconds": "ns", "minute": "min", "minutes": "min", "percent": "%", "per cent": "%",
    "bits per byte": "bits/byte", "tokens per second": "tokens/s", "x": "×", "fold": "×",
    "times as": "×", "times faster": "×", "times slower": "×", "times less": "×",
    "times more": "×", "times fewer": "×",
  ]
}

extension Shelf {
  /// The measurement that a link gives as a number alone.
  fileprivate func bareMeasurement(_ link: Inline.Link) -> Measurement? {
    let parts = link.address.split(separator: "#", maxSplits: 1)
    guard parts.count == 2, FigureForm(of: link) == .bare else { return nil }
    let name = parts[0].dropFirst("results/".count).dropLast(".json".count)
    return records[String(name)]?.measurement(String(parts[1]))
  }
}
