// MARK: - Prose owns no numbers

/// Finds numbers in prose that look measured or counted and have nothing behind them.
///
/// - A number with a unit is one of these, also where it alone is set as code or as mathematics. It
///   is bound to a record: a figure, a setting, or a claim's bound as in
///   `[1.5×](results/a.json#claim-b/bound)`. If it is a constant of the program, it links to the
///   region of the source that sets it, which must hold the number.
/// - So is a number with a decimal point, or with commas between thousands, unless it is set as code:
///   that is for pure constants, `1e-5` or `4096`.
/// - What follows by arithmetic is set as mathematics together with its arithmetic, which
///   `ArithmeticCheck` does again.
enum BareNumberCheck {
  static func problems(in chapter: Chapter) -> [Problem] {
    chapter.blocks.flatMap(\.prose).flatMap { prose in
      numbers(in: prose).map { number in
        Problem(
          Place(chapter.path, prose.line(of: number.position)),
          "the text holds the number \"\(number.text)\", which no record backs",
          next: "bind it, as in [\(number.text)](results/….json#id), or link it to the region of "
            + "the source that sets it")
      }
    }
  }

  /// The numbers with nothing behind them, and where each begins.
  static func numbers(in prose: Prose) -> [(position: Int, text: String)] {
    var found: [(position: Int, text: String)] = []
    var position = 0
    while position < prose.letters.count {
      guard let digits = digits(in: prose, at: position) else {
        position += 1
        continue
      }
      let end = position + digits.count
      if let unit = unit(in: prose, at: end) {
        found.append((position, digits + unit))
      } else if !prose.isSet(position), digits.contains(/\.|^[0-9]{1,3}(,[0-9]{3})+$/) {
        found.append((position, digits))
      }
      position = end
    }
    return found
  }

  /// The digits of the number that begins at a position, with their points and commas.
  private static func digits(in prose: Prose, at start: Int) -> String? {
    guard prose[start]?.isDigit == true, prose[start - 1]?.isPartOfName != true else { return nil }
    var end = start
    while let letter = prose[end],
      letter.isDigit || (".,".contains(letter) && prose[end + 1]?.isDigit == true)
    { end += 1 }
    return String(prose.letters[start..<end])
  }
}

extension Character {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
  /// Whether digits behind this character belong to a name, as in x86.
  fileprivate var isPartOfName: Bool { isLetter || isDigit }
}

// MARK: - Units

extension BareNumberCheck {
  private static let words = [
    "ns", "µs", "μs", "ms", "s", "seconds", "second", "milliseconds", "microseconds",
    "nanoseconds", "GHz", "MHz", "nats", "fold", "x", "min", "minutes", "minute", "hours", "hour",
    "KiB", "MiB", "GiB", "kB", "MB", "GB", "KiB/s", "MiB/s", "GiB/s", "kB/s", "MB/s", "GB/s",
    "FLOP/s", "MFLOP/s", "GFLOP/s", "TFLOP/s", "bits/byte", "bits per byte", "bytes/token",
    "tokens/s", "tokens per second", "percent", "per cent", "times as", "times faster",
    "times slower", "times less", "times more", "times fewer", "multiply-adds", "million",
    "billion", "MFLOP", "GFLOP", "TFLOP",
  ].sorted { $0.count > $1.count }

  private static let spaces: Set<Character> = [" ", "\u{A0}", "\u{2009}", "\u{202F}", "-"]

  /// The unit of measurement behind a number, with the space before it.
  static func unit(in prose: Prose, at end: Int) -> String? {
    let space = prose[end].flatMap { spaces.contains($0) ? String($0) : nil } ?? ""
    let start = end + space.count
    if prose[start] == "%" { return space + "%" }
    if prose[start] == "×" { return isShape(prose, behind: start + 1) ? nil : space + "×" }
    for word in words where prose.has(word, at: start) {
      let next = prose[start + word.count]
      guard next?.isPartOfName != true && next != "/" else { continue }
      // 1990s is a decade.
      return word == "s" && space.isEmpty && prose[end - 4]?.isDigit == true ? nil : space + word
    }
    return nil
  }

  /// Whether the multiplication sign joins two sizes, as in 4 × 256, and is no unit.
  private static func isShape(_ prose: Prose, behind position: Int) -> Bool {
    let next = prose[position].map { spaces.contains($0) } == true ? position + 1 : position
    guard let letter = prose[next] else { return false }
    return letter.isDigit || letter == "\u{FFFC}"
  }
}
