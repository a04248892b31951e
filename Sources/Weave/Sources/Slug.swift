// MARK: - Names in addresses

extension String {
  /// The name as it stands in an address, as code hosts make it of headings: lower case, a hyphen
  /// for each space, letters, digits, hyphens and underscores kept, anything else dropped.
  var slug: String {
    String(
      lowercased().compactMap { letter in
        if letter.isLetter || letter.isNumber || letter == "-" || letter == "_" { return letter }
        return letter.isWhitespace ? "-" : nil
      })
  }
}

// MARK: - Each address once

/// The addresses within one page; one that is wanted again gets a number, as on code hosts.
struct Anchors {
  private(set) var all: Set<String> = []

  /// The address for a wanted one.
  mutating func add(_ wanted: String) -> String {
    let candidates = [wanted] + (1...all.count + 1).map { "\(wanted)-\($0)" }
    let free = candidates.first { !all.contains($0) } ?? wanted
    all.insert(free)
    return free
  }
}
