import Foundation
import Testing

@testable import Weave

// MARK: - Help

/// A formula's MathML without the element around it, or what its error says.
private func inline(_ latex: String) -> String { content(latex, isDisplay: false) }
private func display(_ latex: String) -> String { content(latex, isDisplay: true) }

private func content(_ latex: String, isDisplay: Bool) -> String {
  do throws(MathError) {
    let html = try MathML.html(of: latex, isDisplay: isDisplay)
    return String(html.drop { $0 != ">" }.dropFirst().dropLast("</math>".count))
  } catch {
    return "\(error.position): \(error.message)"
  }
}

// MARK: - Letters, numbers, signs

@Suite struct MathMLTests {
  @Test func `a formula is inline, or on a line of its own`() throws {
    #expect(try MathML.html(of: "x", isDisplay: false) == "<math><mi>x</mi></math>")
    #expect(
      try MathML.html(of: "x", isDisplay: true) == "<math display=\"block\"><mi>x</mi></math>")
    #expect(inline("") == "")
  }

  @Test(arguments: [
    ("x2", "<mi>x</mi><mn>2</mn>"), ("1.25", "<mn>1.25</mn>"),
    ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
    (#"\beta\Phi"#, #"<mi>β</mi><mi mathvariant="normal">Φ</mi>"#),
    (#"\infty, \partial"#, #"<mi mathvariant="normal">∞</mi><mo>,</mo><mi>∂</mi>"#),
    (#"97\,\%"#, #"<mn>97</mn><mspace width="0.1667em"></mspace><mtext>%</mtext>"#),
    (#"a\!b"#, #"<mi>a</mi><mspace style="margin-left: -0.1667em"></mspace><mi>b</mi>"#),
    (#"\text{if } x"#, "<mtext>if\u{A0}</mtext><mi>x</mi>"),
    (#"\text{a < 5\%}"#, "<mtext>a\u{A0}&lt;\u{A0}5%</mtext>"),
    ("1{,}000", #"<mn>1</mn><mo lspace="0" rspace="0">,</mo><mn>000</mn>"#),
    (
      #"p(a \mid b)"#,
      #"<mi>p</mi><mo form="prefix" stretchy="false">(</mo><mi>a</mi>"#
        + #"<mo lspace="0.2778em" rspace="0.2778em" stretchy="false">|</mo><mi>b</mi>"#
        + #"<mo form="postfix" stretchy="false">)</mo>"#
    ),
  ])
  func `letters, numbers and signs are themselves`(latex: String, html: String) {
    #expect(inline(latex) == html)
  }

  @Test(arguments: [
    (#"\mathbf{x}"#, "<mi>𝐱</mi>"), (#"\mathbf{W2}"#, "<mrow><mi>𝐖</mi><mn>𝟐</mn></mrow>"),
    (#"\mathbb{R}\mathbb E"#, "<mi>ℝ</mi><mi>𝔼</mi>"), (#"\mathcal{L}"#, "<mi>ℒ</mi>"),
    (#"\mathcal{CD}"#, "<mrow><mi>𝒞</mi><mi>𝒟</mi></mrow>"),
    (#"\mathrm{d}"#, #"<mi mathvariant="normal">d</mi>"#), (#"\mathrm{FF}"#, "<mi>FF</mi>"),
    (#"\mathit{rate}"#, "<mi>𝑟𝑎𝑡𝑒</mi>"), (#"\mathit{h}"#, "<mi>ℎ</mi>"),
    (#"\boldsymbol{\mu}"#, "<mi>μ</mi>"), (#"\mathtt{a1}"#, "<mrow><mi>𝚊</mi><mn>𝟷</mn></mrow>"),
    (
      #"\mathbf{x_\mathrm{in} y}z"#,
      "<mrow><msub><mi>𝐱</mi><mi>in</mi></msub><mi>𝐲</mi></mrow><mi>z</mi>"
    ),
  ])
  func `an alphabet changes the letters, and ends with its braces`(latex: String, html: String) {
    #expect(inline(latex) == html)
  }

  @Test func `a sign is prefix, infix or a mark by what stands beside it`() {
    let prefix = #"<mo form="prefix" lspace="0" rspace="0">−</mo>"#
    let infix = #"<mo form="infix">−</mo>"#
    #expect(inline("-x") == prefix + "<mi>x</mi>")
    #expect(inline("a - x") == "<mi>a</mi>" + infix + "<mi>x</mi>")
    #expect(inline("a = -x") == "<mi>a</mi><mo>=</mo>" + prefix + "<mi>x</mi>")
    #expect(inline("(-x").hasSuffix(prefix + "<mi>x</mi>"))
    #expect(inline("x) - y").contains(infix))
    // What is set small keeps no distance.
    #expect(inline("x_{a-b}").contains(#"<mo lspace="0" rspace="0">−</mo>"#))
    #expect(inline("x_{a<b}").contains(#"<mo lspace="0" rspace="0">&lt;</mo>"#))
    #expect(display(#"\frac{a-b}c"#).contains(infix))
    #expect(inline("x^-") == #"<msup><mi>x</mi><mo lspace="0" rspace="0">−</mo></msup>"#)
  }
}

// MARK: - What is built of parts

extension MathMLTests {
  @Test(arguments: [
    ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
    ("x^2_i", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
    ("x^12", "<msup><mi>x</mi><mn>1</mn></msup><mn>2</mn>"),
    ("x^{12}", "<msup><mi>x</mi><mn>12</mn></msup>"),
    ("f'", #"<msup><mi>f</mi><mo lspace="0" rspace="0">′</mo></msup>"#),
    (
      "f''^2_i",
      #"<msubsup><mi>f</mi><mi>i</mi><mrow><mo lspace="0" rspace="0">″</mo>"#
        + "<mn>2</mn></mrow></msubsup>"
    ),
    (#"\frac12"#, "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
    (
      #"\frac{a+b}c"#,
      #"<mfrac><mrow><mi>a</mi><mo lspace="0" rspace="0">+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>"#
    ),
    (
      #"\tfrac12"#,
      #"<mstyle displaystyle="false" scriptlevel="0"><mfrac><mn>1</mn><mn>2</mn>"#
        + "</mfrac></mstyle>"
    ),
    (#"\sqrt{x}"#, "<msqrt><mi>x</mi></msqrt>"),
    (#"\sqrt[n]{x}"#, "<mroot><mi>x</mi><mi>n</mi></mroot>"),
    (#"\hat{y}"#, #"<mover accent="true"><mi>y</mi><mo stretchy="false">ˆ</mo></mover>"#),
    (
      #"\underbrace{a}_{n}"#,
      #"<munder><munder accentunder="true"><mi>a</mi>"#
        + #"<mo stretchy="true">⏟</mo></munder><mi>n</mi></munder>"#
    ),
    (#"\overset{a}{b}"#, "<mover><mi>b</mi><mi>a</mi></mover>"),
  ])
  func `indices, fractions, roots and accents hold their parts`(latex: String, html: String) {
    #expect(inline(latex) == html)
  }

  @Test func `limits stand above and below on a line of their own, and beside in a sentence`() {
    let scripts = "<mi>i</mi><mi>n</mi>"
    #expect(inline(#"\sum_i^n"#) == "<msubsup><mo>∑</mo>\(scripts)</msubsup>")
    #expect(display(#"\sum_i^n"#) == "<munderover><mo>∑</mo>\(scripts)</munderover>")
    #expect(display(#"\int_i^n"#) == "<msubsup><mo>∫</mo>\(scripts)</msubsup>")
    #expect(display(#"\max_i"#) == "<munder><mi>max</mi><mi>i</mi></munder>")
    #expect(display(#"\log_i"#) == "<msub><mi>log</mi><mi>i</mi></msub>")
    #expect(display(#"\operatorname*{argmax}_i"#) == "<munder><mi>argmax</mi><mi>i</mi></munder>")
    // Within a fraction there is no room for limits above and below.
    #expect(display(#"\frac{\sum_i}2"#).contains("<msub><mo>∑</mo>"))
    #expect(display(#"\sqrt{\sum_i}"#).contains("<munder><mo>∑</mo>"))
  }

  @Test func `a function keeps a distance from letters, and none from its parenthesis`() {
    let space = #"<mspace width="0.1667em"></mspace>"#
    #expect(inline(#"\log x"#) == "<mi>log</mi><mo>&#x2061;</mo>\(space)<mi>x</mi>")
    #expect(inline(#"\log(x"#).hasPrefix("<mi>log</mi><mo>&#x2061;</mo><mo form"))
    #expect(inline(#"x\operatorname{softmax}"#) == "<mi>x</mi>\(space)<mi>softmax</mi>")
    #expect(inline(#"\operatorname{f}"#) == #"<mi mathvariant="normal">f</mi>"#)
  }
}

// MARK: - Delimiters and tables

extension MathMLTests {
  @Test func `left and right grow, others do not, and big ones have their height`() {
    let grows = #"fence="true" stretchy="true" symmetric="true""#
    #expect(
      inline(#"\left\{x\right."#)
        == #"<mrow><mo form="prefix" \#(grows)>{</mo><mi>x</mi></mrow>"#)
    #expect(inline(#"\left(x\middle|y\right]"#).contains(#"stretchy="true" symmetric="true">|"#))
    #expect(inline("[x").contains(#"stretchy="false">["#))
    #expect(inline(#"\bigl(x"#).contains(#"minsize="1.2em" maxsize="1.2em">("#))
    #expect(inline(#"\lVert x"#) == #"<mo form="prefix" stretchy="false">‖</mo><mi>x</mi>"#)
    #expect(inline("|x|").hasPrefix(#"<mo lspace="0" rspace="0" stretchy="false">|</mo>"#))
  }

  @Test func `an environment is a table of cells, aligned at its signs`() {
    #expect(
      inline(#"\begin{bmatrix}1&2\\3&4\\\end{bmatrix}"#)
        == #"<mrow><mo form="prefix" fence="true" stretchy="true" symmetric="true">[</mo><mtable>"#
        + "<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"
        + "<mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>"
        + #"<mo form="postfix" fence="true" stretchy="true" symmetric="true">]</mo></mrow>"#)
    let aligned = display(#"\begin{aligned} a &= \sum_i b \\ &+ c \end{aligned}"#)
    #expect(aligned.hasPrefix(#"<mtable displaystyle="true"><mtr><mtd style="text-align: right"#))
    #expect(
      aligned.contains(#"<mtd style="text-align: left; padding-inline: 0"><mo>=</mo><munder>"#))
    #expect(aligned.contains(#"<mo form="infix">+</mo><mi>c</mi>"#))
    let cases = inline(#"\begin{cases} x & x > 0 \\ 0 & \text{else} \end{cases}"#)
    #expect(cases.contains(">{</mo><mtable><mtr><mtd style=\"text-align: left"))
    #expect(!cases.contains("postfix"))
  }
}

// MARK: - Errors

extension MathMLTests {
  @Test(arguments: [
    (#"a \frob b"#, 2, #"the command \frob is unknown"#),
    (#"\frac{a}"#, 8, #"\frac lacks an argument at the formula's end; write \frac{…}{…}"#),
    (#"{\frac a}"#, 8, #"\frac lacks an argument before }"#),
    ("x^", 2, "^ lacks an argument at the formula's end; write ^{…}"),
    ("x^^2", 2, "^ lacks an argument before ^"), ("x_i_j", 3, "a second _ on one base"),
    ("x'^2^3", 4, "a second ^ on one base"), (#"\sqrt[3"#, 5, "this [ is never closed"),
    ("a {b + c", 2, "this { is never closed; add the }"), ("a } b", 2, "this } closes nothing"),
    (#"\left( x"#, 0, #"this \left has no \right"#), (#"x \right)"#, 2, #"\right has no \left"#),
    (#"\left( x }"#, 9, "this } closes nothing"),
    (#"\left q x"#, 6, #"q after \left is no delimiter"#),
    (
      #"\begin{tabular} x \end{tabular}"#, 0,
      "the environment tabular is unknown; write one of align"
    ),
    (#"\begin{matrix} x"#, 0, #"this \begin has no \end"#),
    (#"\begin{matrix} x \end{cases}"#, 17, #"\end{cases} closes \begin{matrix}"#),
    (#"x \end{matrix}"#, 2, #"\end has no \begin"#), ("a & b", 2, "& stands in no table"),
    (#"a \\ b"#, 2, #"\\ stands in no table"#), ("a $ b", 2, "a $ within a formula"),
    ("5 % 3", 2, "% means something else"), ("a × b", 2, "the character × is unknown"),
    (#"\text x"#, 6, #"\text lacks its braces"#),
    (#"\text{\frac}"#, 6, #"the command \frac within"#),
    (#"\text{abc"#, 5, "this { is never closed"), (#"a\"#, 1, #"a \ at the formula's end"#),
    (#"\middle|"#, 0, #"\middle has no \left"#),
  ])
  func `an error tells its place, what was found and what to do`(
    latex: String, position: Int, message: String
  ) {
    for text in [inline(latex), display(latex)] {
      #expect(text.hasPrefix("\(position): \(message)"), "\(text)")
      #expect(text.contains(";"), "it does not say what to do: \(text)")
    }
  }
}
