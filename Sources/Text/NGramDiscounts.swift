// MARK: - Discounts

/// What Kneser-Ney smoothing takes from a count: so much from a one, a two, and from any more.
public struct Discounts: Hashable, Sendable {
  /// Taken from a count of one, D₁.
  public let one: Double
  /// Taken from a count of two, D₂.
  public let two: Double
  /// Taken from a count of three or more, D₃₊.
  public let more: Double

  /// The discount of an n-gram that was counted `count` times.
  func taken(from count: Int) -> Double {
    switch count {
    case ...0: 0
    case 1: one
    case 2: two
    default: more
    }
  }
}

// MARK: - Discounts from counts

extension Discounts {
  /// Estimates the discounts from how many n-grams were counted once, twice, three and four times
  /// (Chen & Goodman 1999, eq. 17 and section 4.1).
  ///
  /// Where a text is so small that one of these numbers is zero, or that a discount is not above
  /// zero, a single discount serves for all counts, as in Kneser and Ney's own method: Y, or one
  /// half where even that cannot be estimated.
  init(of counts: some Sequence<Int>) {
    var n = [0, 0, 0, 0, 0]
    for count in counts where 1...4 ~= count { n[count] += 1 }
    let (n1, n2, n3, n4) = (Double(n[1]), Double(n[2]), Double(n[3]), Double(n[4]))

    let single = n1 / (n1 + 2 * n2)  // Y
    let modified = (
      one: 1 - 2 * single * n2 / n1, two: 2 - 3 * single * n3 / n2, more: 3 - 4 * single * n4 / n3
    )
    if modified.one > 0, modified.two > 0, modified.more > 0, n4 > 0 {
      (one, two, more) = modified
    } else {
      let discount = single > 0 && single < 1 ? single : 0.5
      (one, two, more) = (discount, discount, discount)
    }
  }
}
