import CCMark
import Foundation
import Testing

@testable import Weave

// MARK: - The examples of the CommonMark specification

/// An example of the specification: what is written, and where it stands there.
struct SpecificationExample {
  let line: Int
  let markdown: String

  /// All examples of `spec.txt`.
  static func all() throws -> [SpecificationExample] {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/spec", withExtension: "txt"))
    let fence = String(repeating: "`", count: 32)
    var examples: [SpecificationExample] = []
    var markdown: [String]?
    for (index, line) in try String(contentsOf: url, encoding: .utf8)
      .components(separatedBy: "\n").enumerated()
    {
      if line == "\(fence) example" {
        markdown = []
      } else if line == ".", let lines = markdown {
        let text = lines.map { $0 + "\n" }.joined().replacing("→", with: "\t")
        examples.append(SpecificationExample(line: index, markdown: text))
        markdown = nil
      } else {
        markdown?.append(line)
      }
    }
    return examples
  }
}

// MARK: - Through the weaver

@Suite struct SpecificationTests {
  private let book: Manuscript
  private let project: SampleProject

  init() throws {
    project = try SampleProject()
    book = try Manuscript(project.root)
  }

  private func woven(_ markdown: String) -> String {
    let chapter = Chapter("example.md", text: markdown)
    var weaver = ChapterWeaver(book: book, chapter: chapter, highlighter: Highlighter())
    return weaver.weave().html
  }

  /// cmark's own rendering, without raw HTML.
  private func rendered(_ markdown: String) throws -> String {
    let html = try #require(
      cmark_markdown_to_html(markdown, markdown.utf8.count, CMARK_OPT_DEFAULT))
    defer { free(html) }
    return String(cString: html)
  }

  @Test func `every example is woven, and no raw HTML is kept`() throws {
    let examples = try SpecificationExample.all()
    #expect(examples.count == 649)
    // All elements that the weaver writes for what CommonMark can say.
    let known = Set(
      "a aside blockquote br code em figure h1 h2 h3 h4 h5 h6 hr img li ol p pre span strong ul"
        .split(separator: " "))
    for example in examples {
      let names = woven(example.markdown).matches(of: /<\/?([A-Za-z][A-Za-z0-9]*)/).map(\.1)
      #expect(known.isSuperset(of: names), "line \(example.line)")
      #expect(!woven(example.markdown).contains("<!"), "line \(example.line)")
      #expect(!woven(example.markdown).contains("<?"), "line \(example.line)")
    }
  }

  @Test func `what has no meaning of its own here is written as cmark writes it`() throws {
    let compared = try SpecificationExample.all().filter { example in
      let expected = try rendered(example.markdown)
      // An image alone in a paragraph is a drawing here, and addresses that cmark deems unsafe are
      // problems.
      guard !["raw HTML omitted", "<p><img", "<a href=\"\""].contains(where: expected.contains)
      else { return false }
      let html = woven(example.markdown)
      #expect(plain(html) == plain(expected), "line \(example.line): \(example.markdown)")
      return true
    }
    #expect(compared.count == 556)
  }

  /// Without what the weaver adds to headings and links, and how each writes empty elements.
  private func plain(_ html: String) -> String {
    html.replacing(/<h([1-6]) id="[^"]*">/) { "<h\($0.1)>" }
      .replacing(/\ <a class="anchor" [^>]*>#<\/a>/, with: "")
      .replacing(" />", with: ">")
      .replacing(" class=\"external\"", with: "")
  }
}
