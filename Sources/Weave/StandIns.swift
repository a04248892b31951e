import Evidence
import Foundation

public enum SwiftHighlighting {
  public static func htmlLines(of source: String) -> [String] {
    source.split(separator: "\n", omittingEmptySubsequences: false).map { HTML.escaped(String($0)) }
  }
}
extension Evidence.Plot {
  public func svg(id: String) -> String { "<svg id=\"\(id)\"></svg>" }
  public var dataTable: Evidence.Table { Table(columns: ["x"], rows: []) }
}
