// MARK: - LaTeX to MathML

/// Mathematics in the book: a small part of LaTeX, written as MathML Core.
///
/// What it knows is what the chapters and the common commands beside need; all else is an error,
/// so that no formula is ever set half.
public enum MathML {
  /// The `math` element for a formula.
  ///
  /// - Parameters:
  ///   - latex: The formula, without dollar signs.
  ///   - isDisplay: Whether it stands on a line of its own, with limits above and below.
  /// - Throws: `MathError` at the first thing that is unknown or incomplete.
  public static func html(of latex: String, isDisplay: Bool) throws(MathError) -> String {
    var parser = MathParser(latex)
    let atoms = try parser.formula()
    let content = MathWriter(style: isDisplay ? .display : .text).row(atoms)
    return isDisplay ? "<math display=\"block\">\(content)</math>" : "<math>\(content)</math>"
  }
}

// MARK: - What cannot be set

/// The first place of a formula that cannot be set.
public struct MathError: Error, Hashable {
  /// The character at which it is, counted from 0.
  public let position: Int
  /// What was found, and what to write instead.
  public let message: String
}
