import Evidence
import Testing

@testable import Weave

// MARK: - What bars are compared with

@Suite struct ReferenceTests {
  private func drawn(_ values: [Double], reference: Evidence.Plot.Reference?) -> Drawn {
    Drawn(
      Plot(
        "Speed", form: .bars, x: Axis("task", categories: values.indices.map { "task \($0)" }),
        y: Axis("speed", unit: "×"),
        series: [
          Series("ours", values.enumerated().map { .init(Double($0.offset), $0.element) })
        ], reference: reference
      ).svg(id: "f"))
  }

  @Test func `a broken line goes through all bars, where its value is, under its name`() throws {
    let drawn = drawn([2, 4], reference: .init("PyTorch", 1))
    let line = try #require(drawn.elements("reference").first { $0.name == "path" }?.points)
    let bars = drawn.elements("bar")
    let left = try #require(bars[0].number("x"))
    let width = try #require(bars[0].number("width"))
    #expect(line.count == 2 && line[0].x == line[1].x)
    #expect(abs(line[0].x - (left + width / 2)) < 0.2)
    let tops = bars.compactMap { $0.number("y") }
    #expect(tops.allSatisfy { line[0].y < $0 && $0 < line[1].y })
    let name = try #require(drawn.lines.first { $0.text == "PyTorch" })
    #expect(name.bottom < line[0].y && name.top >= 0)
    #expect(abs((name.left + name.right) / 2 - line[0].x) < 1 || name.left < 1)
    #expect(drawn.words.hasSuffix("For comparison, PyTorch: 1×."))
  }

  @Test func `a value beyond all bars is within the field`() throws {
    let drawn = drawn([2, 4], reference: .init("a limit with quite a long name", 10))
    let line = try #require(drawn.elements("reference").first { $0.name == "path" }?.points)
    #expect(line[0].x < drawn.size.width)
    #expect(drawn.lines.allSatisfy { $0.left > -0.1 && $0.right < drawn.size.width + 0.1 })
  }

  @Test func `without a value there is no line`() {
    #expect(drawn([2, 4], reference: nil).elements("reference").isEmpty)
  }
}
