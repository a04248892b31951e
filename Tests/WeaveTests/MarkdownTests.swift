import Testing

@testable import Weave

// MARK: - What cmark does not know

@Suite struct MarkdownTests {
  private func blocks(_ markdown: String) -> [Block] {
    Chapter("a.md", text: markdown).blocks
  }

  private func table(_ markdown: String) throws -> PipeTable {
    guard case .table(let table)? = blocks(markdown).first?.kind else {
      throw TableError(line: 0, what: "no table", next: "")
    }
    return table
  }

  private func texts(_ row: PipeTable.Row) -> [String] { row.cells.map(\.plainText) }

  private func problems(_ markdown: String) -> [String] {
    Chapter("a.md", text: markdown).problems.map { "\($0.place.line): \($0.what)" }
  }
}

// MARK: - Tables

extension MarkdownTests {
  @Test func `a table has its cells with their markup, and its alignments`() throws {
    let table = try table(
      """
      | a | *b* | c | d |
      |---|:--|:-:|--:|
      | 1 | `x` | [y](z) | **w** |
      """)
    #expect(table.alignments == [.none, .left, .center, .right])
    #expect(texts(table.head) == ["a", "b", "c", "d"])
    #expect(texts(table.rows[0]) == ["1", "x", "y", "w"])
    #expect(table.rows[0].line == 3)
    #expect(table.rows[0].cells[1][0].kind == .code("x"))
  }

  @Test func `pipes at the ends are left out, and cells may be empty`() throws {
    let table = try table("a | b\n--- | ---\n| | 2 |\n1 | 2\n| | |")
    #expect(table.rows.map(texts) == [["", "2"], ["1", "2"], ["", ""]])
  }

  @Test func `a pipe behind a backslash parts no cells`() throws {
    let table = try table("| a | b |\n|---|---|\n| x \\| y | `x \\| y` |\n| \\\\| z |")
    #expect(texts(table.rows[0]) == ["x | y", "x | y"])
    #expect(texts(table.rows[1]) == ["\\", "z"])
  }

  @Test func `uneven rows are told in their line`() {
    let table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    #expect(problems(table) == [])
    #expect(problems(table + "| 1 |") == ["4: the row of a table has 1 cells, its head has 2"])
    #expect(
      problems(table + "| 1 | 2 | 3 |") == ["4: the row of a table has 3 cells, its head has 2"])
    #expect(problems("| a |\n|---|---|") == ["1: the row of a table has 1 cells, its head has 2"])
  }

  @Test func `a pipe within code, where code hosts part cells, is told`() {
    #expect(
      problems("| a | b |\n|---|---|\n| `x | y` | z |") == [
        "3: a pipe stands within code in a table, where code hosts part cells"
      ])
  }

  @Test func `a table within a paragraph is told`() {
    #expect(problems("Text\n| a |\n|---|") == ["2: a table stands within a paragraph"])
  }

  @Test(arguments: ["a | b", "a | b\nc | d", "|", "a\n\n| --- |", "x\n--- | y"])
  func `a paragraph with pipes is no table`(markdown: String) {
    #expect(problems(markdown) == [])
    #expect(
      blocks(markdown).allSatisfy { block in
        if case .paragraph = block.kind { true } else { false }
      })
  }
}

// MARK: - Mathematics, code and pipes

extension MarkdownTests {
  private func inlines(_ markdown: String) -> [Inline.Kind] {
    guard case .paragraph(let inlines)? = blocks(markdown).first?.kind else { return [] }
    return inlines.map(\.kind)
  }

  @Test func `mathematics stands between dollars and backticks`() {
    #expect(inlines("a $`x_i`$, b") == [.text("a "), .math("x_i"), .text(", b")])
    #expect(inlines("$`x`$$`y`$") == [.math("x"), .math("y")])
    #expect(inlines("a `x` b") == [.text("a "), .code("x"), .text(" b")])
    #expect(inlines("$`x` b") == [.text("$"), .code("x"), .text(" b")])
  }

  @Test func `a pipe behind a backslash is what CommonMark says it is`() {
    #expect(inlines("a \\| b \\\\|") == [.text("a | b \\|")])
    #expect(inlines("`a \\| b`") == [.code("a \\| b")])
    #expect(blocks("```\na \\| b\n```").first?.kind == .code(info: "", text: "a \\| b\n"))
  }

  @Test func `pieces know their lines`() {
    guard case .paragraph(let inlines)? = blocks("\n\na\nb `c`\n[d](e)").first?.kind else {
      Issue.record("no paragraph")
      return
    }
    #expect(inlines.filter { $0.kind != .softBreak }.map(\.line) == [3, 4, 4, 5])
  }
}

// MARK: - Names

@Suite struct NameTests {
  @Test(arguments: [
    ("A buffer of floats", "a-buffer-of-floats"),
    ("LayerNorm and RMSNorm", "layernorm-and-rmsnorm"),
    ("Dot product, sum, maximum", "dot-product-sum-maximum"), ("A – B", "a--b"),
    ("Tensor+Rows", "tensorrows"),
    ("0.1 Über $`x_i`$", "01-über-x_i"),
  ])
  func `addresses are made as code hosts make them`(name: String, slug: String) {
    #expect(name.slug == slug)
  }

  @Test func `the nearest name is suggested`() {
    #expect(["the-tape", "softmax"].nearest(to: "the-tapes") == "the-tape")
    #expect(["the-tape", "softmax"].suggestion(for: "xyz") == "name one of the-tape, softmax")
    #expect("kitten".distance(to: "sitting") == 3)
  }
}
