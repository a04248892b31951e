import Foundation
import Testing

@testable import Weave

// MARK: - Help

/// The highlighted source in short: `keyword:let x = number:1`.
private func short(_ source: String) -> String {
  SwiftHighlighting.htmlLines(of: source).joined(separator: "\n")
    .replacing(/<span class="([a-z]+)">/) { "\($0.1):‹" }.replacing("</span>", with: "›").unescaped
}

extension String {
  /// The text of HTML without its tags.
  fileprivate var stripped: String { replacing(/<[^>]*>/, with: "").unescaped }

  fileprivate var unescaped: String {
    replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&amp;", with: "&")
  }
}

// MARK: - Words

@Suite struct SwiftHighlightingTests {
  @Test(arguments: [
    ("let x = y", "keyword:‹let› x = y"),
    ("tree.leaf(for: token)", "tree.call:‹leaf›(for: token)"),
    (
      "func leaf(for token: Int, in tree: Tree)",
      "keyword:‹func› call:‹leaf›(for token: type:‹Int›, in tree: type:‹Tree›)"
    ),
    ("for x in 0..<count {", "keyword:‹for› x keyword:‹in› number:‹0›..<count {"),
    ("f(inout x: Int)", "call:‹f›(keyword:‹inout› x: type:‹Int›)"),
    (
      "if case (let a, let b) = p, let c",
      "keyword:‹if› keyword:‹case› (keyword:‹let› a, keyword:‹let› b) = p, keyword:‹let› c"
    ),
    (".default.self", ".call:‹default›.keyword:‹self›"), ("x.init()", "x.keyword:‹init›()"),
    ("case .in: default: break", "keyword:‹case› .call:‹in›: keyword:‹default›: keyword:‹break›"),
    ("final class A", "keyword:‹final› keyword:‹class› type:‹A›"), ("final = x", "final = x"),
    ("let package = Package()", "keyword:‹let› package = type:‹Package›()"),
    ("text.prefix(3)", "text.call:‹prefix›(number:‹3›)"), ("open(path)", "call:‹open›(path)"),
    ("{ get async set }", "{ keyword:‹get› keyword:‹async› keyword:‹set› }"),
    ("(set) get + set", "(set) get + set"), ("some P", "keyword:‹some› type:‹P›"),
    ("any (A & B)", "keyword:‹any› (type:‹A› & type:‹B›)"), ("a...b", "a...b"),
    ("any\nlet", "any\nkeyword:‹let›"), ("Self._Inner", "keyword:‹Self›.type:‹_Inner›"),
    ("`in` `a b`()", "`in` call:‹`a b`›()"), ("$0 + naïve()", "$0 + call:‹naïve›()"),
  ])
  func `a word is a keyword, a type, a call or a name by where it stands`(
    source: String, expected: String
  ) {
    #expect(short(source) == expected)
  }

  @Test(arguments: [
    "0", "1_000", "0xFF_ff", "0b1010", "1.5", "1e-5", "6.02E+23", "0x1.8p-3", "0o17",
  ])
  func `a number is one piece`(number: String) {
    #expect(short(number) == "number:‹\(number)›")
    #expect(short("-\(number)+x") == "-number:‹\(number)›+x")
    #expect(short("\(number)...x") == "number:‹\(number)›...x")
  }

  @Test func `attributes, macros and conditions are of one class`() {
    #expect(short("@main @TaskLocal x") == "attribute:‹@main› attribute:‹@TaskLocal› x")
    #expect(
      short("#if DEBUG\n#expect(a)") == "attribute:‹#if› type:‹DEBUG›\nattribute:‹#expect›(a)")
    #expect(short("# @ x") == "# @ x")
  }
}

// MARK: - Strings and comments

extension SwiftHighlightingTests {
  @Test(arguments: [
    (#""a" + b"#, #"string:‹"a"› + b"#), (#""say \"x\"" y"#, #"string:‹"say \"x\""› y"#),
    (
      #""\(x) of \(f("\(y)"))""#,
      #"string:‹"\(›xstring:‹) of \(›call:‹f›(string:‹"\(›ystring:‹)"›)string:‹)"›"#
    ),
    (##"#"\(x) \#(x)"# y"##, ##"string:‹#"\(x) \#(›xstring:‹)"#› y"##),
    (##"#"""# x"##, ##"string:‹#"""#› x"##),
    (#"" // no" // yes"#, #"string:‹" // no"› comment:‹// yes›"#),
    (
      "\"\"\"\n  a \"b\"\n  \\(c)\n  \"\"\" + d",
      "string:‹\"\"\"›\nstring:‹  a \"b\"›\nstring:‹  \\(›cstring:‹)›\nstring:‹  \"\"\"› + d"
    ),
    ("\"open\nlet", "string:‹\"open›\nkeyword:‹let›"), ("\"\" x", "string:‹\"\"› x"),
    ("a.matches(/x\\/(y)/) / 2 / z", "a.call:‹matches›(string:‹/x\\/(y)/›) / number:‹2› / z"),
    ("a/b/c", "a/b/c"), ("#/a/b/# c", "string:‹#/a/b/#› c"),
  ])
  func `a string ends where it ends, and the code within is code`(source: String, expected: String)
  {
    #expect(short(source) == expected)
  }

  @Test(arguments: [
    ("// a\nb", "comment:‹// a›\nb"), ("/// a\nb", "doc:‹/// a›\nb"),
    ("//// a", "comment:‹//// a›"),
    ("/* a /* b */ c */ d", "comment:‹/* a /* b */ c */› d"), ("/**/ d", "comment:‹/**/› d"),
    ("/** a\n\n b */ c", "doc:‹/** a›\n\ndoc:‹ b */› c"), ("/* open", "comment:‹/* open›"),
  ])
  func `a comment may be nested, and a line of one stands for itself`(
    source: String, expected: String
  ) {
    #expect(short(source) == expected)
  }
}

// MARK: - Any source

extension SwiftHighlightingTests {
  private static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What is wrong with the highlighting of a source, if anything is.
  private func problem(_ source: String) -> String? {
    let lines = SwiftHighlighting.htmlLines(of: source)
    let text = lines.map(\.stripped).joined(separator: "\n")
    if text != source { return "it gives \(text)" }
    for line in lines {
      let tags = line.matches(of: /<\/?span[^>]*>/).map { $0.output.hasPrefix("</") ? "-" : "+" }
      if tags.joined().replacing("+-", with: "") != "" { return "tags are not balanced: \(line)" }
    }
    return nil
  }

  @Test func `every source of the project is there again, each line balanced`() throws {
    let files = try ["Sources", "Tests", "Package.swift"].flatMap { folder in
      let url = Self.project.appendingPathComponent(folder)
      if folder.hasSuffix(".swift") { return [url] }
      return try FileManager.default.subpathsOfDirectory(atPath: url.path)
        .filter { $0.hasSuffix(".swift") }.map(url.appendingPathComponent)
    }
    #expect(files.count > 80)
    for file in files {
      let source = try String(contentsOf: file, encoding: .utf8)
      #expect(problem(source) == nil, "\(file.path)")
      // Unbalanced quotes or comments would colour all that follows.
      let last = SwiftHighlighting.htmlLines(of: source + "\nlet end\n").suffix(2).first
      #expect(last == "<span class=\"keyword\">let</span> end", "\(file.path)")
    }
  }

  @Test func `so is a source of anything, complete or not`() {
    let parts = [
      "\"", "\"\"\"", "#\"", "\"#", "\\(", "\\#(", "(", ")", "\n", " ", "/*", "*/", "//", "/", "`",
      "let", "x", ".", "0x1", "1e-", "@a", "#if", "é", "👩‍👩‍👧", "\r\n", "\\", "<&>", "\t", "#", "\u{0}",
    ]
    var generator = SplitMix64(state: 3)
    for _ in 0..<4000 {
      let source = (0..<Int.random(in: 0..<16, using: &generator))
        .map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
      #expect(problem(source) == nil, "\(source.debugDescription)")
    }
  }
}
