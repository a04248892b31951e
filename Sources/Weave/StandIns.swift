import Evidence
import Foundation

public struct MathError: Error {
  public let position: Int
  public let message: String
}
public enum MathML {
  public static func html(of latex: String, isDisplay: Bool) throws(MathError) -> String {
    if let range = latex.range(of: "\\nosuchcommand") {
      throw MathError(
        position: latex.distance(from: latex.startIndex, to: range.lowerBound),
        message: "the command \\nosuchcommand is unknown")
    }
    return "<math>" + HTML.escaped(latex) + "</math>"
  }
}
public enum SwiftHighlighting {
  public static func htmlLines(of source: String) -> [String] {
    source.split(separator: "\n", omittingEmptySubsequences: false).map { HTML.escaped(String($0)) }
  }
}
extension Evidence.Plot {
  public func svg(id: String) -> String { "<svg id=\"\(id)\"></svg>" }
  public var dataTable: Evidence.Table { Table(columns: ["x"], rows: []) }
}
extension Evidence.HeatMap {
  public func svg(id: String) -> String { "<svg id=\"\(id)\"></svg>" }
  public var dataTable: Evidence.Table { Table(columns: ["x"], rows: []) }
}
