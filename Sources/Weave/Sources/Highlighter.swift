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
  func listing(of region: SourceFile.Region, in source: SourceFile) -> String {
    let lines = lines(of: source)
    let code = region.lines.map { lines[$0] }.joined(separator: "\n")
    return "<pre><code class=\"\(source.language)\">\(code)\n</code></pre>"
  }
}
