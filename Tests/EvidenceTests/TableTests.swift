import Testing

@testable import Evidence

// MARK: - Layout

@Suite struct TableTests {
  @Test func `columns are aligned, numbers to the right`() {
    let table = Table(
      columns: ["layer", "multiply-adds", "ratio", "remark"],
      rows: [
        ["dense", "262,144", "1×", ""], ["tree, depth 3", "4,096", "−64×", "our way"],
        ["none", "–", "±0", ""],
      ])
    #expect(
      table.lines == [
        "layer          multiply-adds  ratio  remark",
        "─────────────  ─────────────  ─────  ───────",
        "dense                262,144     1×",
        "tree, depth 3          4,096   −64×  our way",
        "none                       –     ±0",
      ])
  }

  @Test func `a table without rows is its head`() {
    #expect(Table(columns: ["a", "b"], rows: []).lines == ["a  b", "─  ─"])
  }
}
