import Evidence
import Foundation

extension Evidence.Plot {
  public func svg(id: String) -> String { "<svg id=\"\(id)\"></svg>" }
  public var dataTable: Evidence.Table { Table(columns: ["x"], rows: []) }
}
