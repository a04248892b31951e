import Foundation

// MARK: - Sources with colours

/// Sources as HTML; each file is read and coloured once, however many regions are shown.
final class Highlighter {
  private var files: [String: [String]] = [:]

  /// One HTML text a line.
  func lines(of source: SourceFile) -> [String] {
    if let lines = files[source.path] { return lines }
    let lines =
      source.path.hasSuffix(".swift")
      ? SwiftHighlighting.htmlLines(of: source.lines.joined(separator: "\n"))
      : source.lines.map(HTML.escaped)
    files[source.path] = lines
    return lines
  }

  /// A region as a block of code.
  ///
  /// - Parameter hasLineAnchors: Whether each line has its number as its address: `#L12`.
  func listing(
    of region: SourceFile.Region, in source: SourceFile, hasLineAnchors: Bool = false
  ) -> String {
    let lines = lines(of: source)
    let code = region.lines.map { index in
      hasLineAnchors ? "<span id=\"L\(index + 1)\">\(lines[index])</span>" : lines[index]
    }.joined(separator: "\n")
    return "<pre><code class=\"\(source.language)\">\(code)\n</code></pre>"
  }
}
