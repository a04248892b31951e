import Foundation
import Testing

@testable import Weave

#if canImport(FoundationXML)
  import FoundationXML
#endif

// MARK: - Any formula

@Suite struct AnyFormulaTests {
  @Test func `every command gives well-formed MathML with the parts that each element needs`()
    throws
  {
    var known =
      MathSymbols.signs.keys.map { "\\\($0)" } + MathSymbols.identifiers.keys.map { "\\\($0)" }
    known += MathSymbols.functions.keys.map { "\\\($0)_a^b c" }
    known +=
      MathSymbols.accents.keys.map { "\\\($0){ab}" } + MathSymbols.spaces.keys.map { "a\\\($0) b" }
    known += MathSymbols.delimiters.keys.map { "\\left\($0)\\frac ab\\right\($0) \\bigg\($0)" }
    for latex in known { try checkForm(of: latex) }
  }

  @Test func `formulas of any shape are well-formed, and cut off they are so or an error`() throws {
    var generator = SplitMix64(state: 7)
    for _ in 0..<400 {
      let latex = Formula.random(depth: 4, using: &generator)
      try checkForm(of: latex)
      for isDisplay in [true, false] {
        let cut = String(latex.prefix(Int.random(in: 0...latex.count, using: &generator)))
        do throws(MathError) {
          let html = try MathML.html(of: cut, isDisplay: isDisplay)
          #expect(FormCheck(html).problems == [], "\(cut)")
        } catch {
          #expect((0...cut.count).contains(error.position), "\(cut)")
        }
      }
    }
  }

  private func checkForm(of latex: String) throws {
    for isDisplay in [true, false] {
      let html = try MathML.html(of: latex, isDisplay: isDisplay)
      #expect(FormCheck(html).problems == [], "\(latex)")
    }
  }
}

// MARK: - Formulas at random

private enum Formula {
  static func random(depth: Int, using generator: inout SplitMix64) -> String {
    let count = Int.random(in: 1...3, using: &generator)
    return (0..<count).map { _ in part(depth, &generator) }.joined(separator: " ")
  }

  private static func part(_ depth: Int, _ generator: inout SplitMix64) -> String {
    let leaves = [
      "x", "12.5", "+", "-", "=", "<", "(", ")", "|", #"\alpha"#, #"\log"#, #"\max"#, #"\sum"#,
      #"\cdot"#, #"\,"#, #"\%"#, #"\ldots"#, #"\text{a \& b}"#, ",", "!",
    ]
    guard depth > 0, Int.random(in: 0..<3, using: &generator) > 0 else {
      return leaves.randomElement(using: &generator) ?? "x"
    }
    let form = forms.randomElement(using: &generator) ?? ""
    return form.split(separator: "@", omittingEmptySubsequences: false).reduce(nil) { text, rest in
      guard let text else { return String(rest) }
      return text + random(depth: depth - 1, using: &generator) + rest
    } ?? ""
  }

  /// What formulas are built of; another formula stands for each @.
  private static let forms = [
    #"{@}"#, #"{@}_{@}"#, #"{@}^{@}"#, #"\sum_{@}^{@} x"#, #"\frac{@}{@}"#, #"\sqrt[{@}]{@}"#,
    #"\hat{@}'"#, #"\left(@\middle|@\right."#, #"\underbrace{@}_{@}"#, #"\mathbf{@}"#,
    #"\begin{aligned}@&@\\@\end{aligned}"#, #"\begin{cases}@&@\end{cases}"#,
    #"\operatorname*{f}_{@}"#, #"\bigl[@"#, #"\binom{@}{@}"#, #"\overset{@}{@}"#,
  ]
}

// MARK: - The form of MathML

/// Checks that elements have as many parts as they need, and that none that is a text is empty.
private final class FormCheck: NSObject, XMLParserDelegate {
  private(set) var problems: [String] = []
  private var children = [0]
  private var texts = [""]
  private static let needs = [
    "mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3,
    "mroot": 2, "msqrt": 1,
  ]

  init(_ html: String) {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    if !parser.parse() { problems.append("not well-formed: \(html)") }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    children[children.count - 1] += 1
    children.append(0)
    texts.append("")
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { texts[texts.count - 1] += text }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    let (count, text) = (children.removeLast(), texts.removeLast())
    if let need = Self.needs[name], need != count { problems.append("\(name) has \(count) parts") }
    let isText = ["mi", "mn", "mo", "mtext"].contains(name)
    if isText ? text.isEmpty || count > 0 : !text.isEmpty { problems.append("\(name): \(text)") }
  }
}
