import Foundation
import Testing

@testable import Evidence

// MARK: - What records keep of outputs

@Suite struct OutputTests {
  @Test func `an item of each kind survives its encoding, as the one member that it is`() throws {
    let items = Record.sampleOutputs.flatMap(\.items)
    let members = ["lines", "table", "plot", "plot", "heatMap", "passage"]
    #expect(items.count == members.count)
    for (item, member) in zip(items, members) {
      let json = try JSON(encoding: item)
      for other in Set(members) {
        #expect((json[other] != nil) == (other == member))
      }
      #expect(try json.decoded() == item)
    }
  }

  @Test func `an axis without categories is written as it always was`() throws {
    #expect(
      try JSON(encoding: Axis("step")).compactText
        == #"{"label":"step","scale":"linear","unit":""}"#)
    let named = Axis("layer", categories: ["dense", "tree"])
    #expect(try JSON(encoding: named).decoded() == named)
  }

  @Test func `categories do not stand on a logarithmic axis`() async {
    await #expect(processExitsWith: .failure) {
      _ = Axis("layer", scale: .logarithmic, categories: ["dense"])
    }
  }
}

// MARK: - The shape of a heat map

extension OutputTests {
  /// What reading a heat map says whose values are `values`, or nil where it is read.
  private func complaint(values: String, rows: String = #""a","b""#) throws -> String? {
    let json = try JSON(
      parsing: Data(
        """
        {"title":"","unit":"","rows":{"label":"","names":[\(rows)]},
        "columns":{"label":"","names":["x","y","z"]},"values":\(values)}
        """.utf8))
    do {
      let _: HeatMap = try json.decoded()
      return nil
    } catch {
      return RecordError.reason(of: error)
    }
  }

  @Test func `a heat map is read when its values fit its names`() throws {
    #expect(try complaint(values: "[[1,2,3],[4,5,6]]") == nil)
  }

  @Test(arguments: [
    ("[[1,2,3]]", #""a","b""#, "values: 2 rows are named, and there are values for 1"),
    ("[[1,2,3],[4,5]]", #""a","b""#, "values: 3 columns are named, and row 1 has 2 values"),
    ("[[1,2,3],[4,5,6]]", #""a""#, "values: 1 rows are named, and there are values for 2"),
    ("[]", "", "values: a heat map has at least one cell"),
  ])
  func `a heat map of another shape is not`(values: String, rows: String, problem: String) throws {
    #expect(try complaint(values: values, rows: rows) == problem)
  }

  @Test func `a heat map of a wrong shape is a programmer's error`() async {
    await #expect(processExitsWith: .failure) {
      _ = HeatMap("", rows: .init("", ["a"]), columns: .init("", ["x", "y"]), values: [[1]])
    }
  }
}
