import Evidence
import Testing

@testable import ChapterCommand

// MARK: - Bars

@Suite struct SketchTests {
  private func bars(_ series: [Series], scale: Axis.Scale = .linear) -> Plot {
    Plot(
      "It is faster", form: .bars, x: Axis("layer", categories: ["dense", "tree"]),
      y: Axis("time", unit: "ms", scale: scale), series: series)
  }

  @Test func `a bar has the name of its category, and a length from zero`() {
    #expect(
      bars([Series("median", [.init(1, 3), .init(0, 12)])]).sketch == [
        "It is faster",
        "  dense  ████████████████████████ 12 ms",
        "  tree   ██████ 3 ms",
      ])
  }

  @Test func `bars of several series stand together by category`() {
    let series = [
      Series("batch 1", [.init(0, 8), .init(1, 0)]), Series("batch 64", [.init(0, 4)]),
    ]
    for scale in [Axis.Scale.linear, .logarithmic] {
      #expect(
        bars(series, scale: scale).sketch == [
          "It is faster",
          "  dense  batch 1   ████████████████████████ 8 ms",
          "  dense  batch 64  ████████████ 4 ms",
          "  tree   batch 1   0 ms",
        ])
    }
  }

  @Test func `without categories and without bars there is still a sketch`() {
    let plot = Plot(
      "Steps", form: .bars, x: Axis("step"), y: Axis("loss"),
      series: [Series("a", [.init(0, 1), .init(1, 2)]), Series("longer", [.init(0, 2)])])
    #expect(plot.sketch == ["Steps", "  a       ▁█  1 → 2", "  longer  █  2 → 2"])
    #expect(bars([]).sketch == ["It is faster"])
    #expect(bars([Series("loss", [.init(0, .nan)])]).sketch.last == "  dense  nan ms")
  }
}

// MARK: - Heat maps

extension SketchTests {
  private func map(_ values: [[Double]], columns: [String]) -> HeatMap {
    HeatMap(
      "Where tokens go", rows: .init("token", ["the", "novel"]), columns: .init("leaf", columns),
      values: values, unit: "%")
  }

  @Test func `each value of a heat map has its shade, from blank to full`() {
    let sketch = map(
      [[0, 25, 50, 75, 100], [100, 12, 13, .nan, 0]], columns: ["a", "b", "c", "d", "e"]
    ).sketch
    #expect(
      sketch == [
        "Where tokens go",
        "          a b c d e",
        "  the    │  ░░▒▒▓▓██│",
        "  novel  │██  ░░??  │",
        "  rows: token; columns: leaf; blank 0, █ 100 %",
      ])
  }

  @Test func `a wide heat map is thinned; of numbered columns the ends are told`() {
    let row = (0..<100).map(Double.init)
    let wide = map([row, row], columns: row.map { "\(Int($0))" }).sketch
    #expect(wide.count == 4)
    #expect(wide[1].count == "  novel  ││".count + 34)
    #expect(wide.last == "  rows: token; columns: leaf, 0 to 99; blank 0, █ 99 %")
  }

  @Test func `an even heat map is blank`() {
    #expect(
      map([[7], [7]], columns: ["only"]).sketch.suffix(2) == [
        "  novel  │  │", "  rows: token; columns: leaf; all 7 %",
      ])
  }

  @Test func `columns are named from top to bottom, long names by their beginning`() {
    let row = [0.0, 1, 2]
    #expect(
      map([row, row], columns: [" T", "atherine’s", "it"]).sketch[1...8] == [
        "            a", "            t", "            h", "            e", "            r",
        "            i", "            n i", "          T e t",
      ])
  }

}

// MARK: - Passages

extension SketchTests {
  private func passage(_ words: [(String, Double)]) -> Passage {
    Passage("What it gained", unit: "nats", words: words.map { .init($0, $1) })
  }

  @Test func `arrows stand behind the words at the ends of the scale alone`() {
    #expect(
      passage([("It", 2), ("was", -2.4), ("a", 3.5), ("truth", -2.5), ("known", 2.5)]).sketch == [
        "What it gained", "  It was a↑ truth↓ known↑",
        "  ↑ at least 2.50 nats; ↓ at most -2.50 nats",
      ])
    #expect(passage([("It", 0.5), ("was", -7)]).sketch.last == "  ↓ at most -5 nats")
    #expect(
      passage([("It", 0), ("was", 0)]).sketch.suffix(2) == ["  It was", "  all 0 nats"])
  }

  @Test func `a passage is broken into lines of 72 characters, arrows counted`() {
    let long = String(repeating: "o", count: 80)
    let words =
      [(long, 0.0)]
      + (0..<16).map {
        (String(repeating: "w", count: 8), [3, 5, 9].contains($0) ? 1 : 0)
      }
    let lines = passage(words).sketch.dropFirst().dropLast()
    #expect(lines.map(\.count) == [82, 66, 74, 10])
    #expect(lines.joined(separator: " ").split(separator: " ").count == words.count)
  }
}

// MARK: - On a page

extension SketchTests {
  @Test func `a page prints the sketch and keeps what was drawn`() throws {
    let heatMap = map([[0], [1]], columns: ["only"])
    let passage = passage([("It", 1)])
    let stage = try Stage()
    stage.perform("--quiet") { notebook in
      try Stage.enough(notebook)
      try notebook.cell("Routing") { page in
        page.draw(heatMap)
        page.draw(passage)
      }
    }
    let sketches = heatMap.sketch + passage.sketch
    #expect(stage.output.text.contains(sketches.joined(separator: "\n") + "\n"))
    let record = try stage.record(".cache/records/00-sample-quick.json")
    #expect(record.output(of: "Routing")?.items == [.heatMap(heatMap), .passage(passage)])
  }
}
