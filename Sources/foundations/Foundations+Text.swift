import ChapterCommand
import ChapterEngine
import Evidence
import Foundation
import Text

// MARK: - The novels

extension Foundations {
  static func novels(
    _ configuration: Configuration, in notebook: Notebook
  ) throws -> Corpus.Split {
    try notebook.cell("The novels") { page in
      let corpus = try Corpus.load("austen", from: notebook.root)
      try notebook.use("austen")
      let split = try corpus.split(holdingOut: configuration.heldOut)
        .keeping(configuration.novels)
      page.table(
        ["novel", "bytes", "use"],
        split.training.map { [$0.title, "\($0.bytes.count)", "training"] }
          + [[split.heldOut.title, "\(split.heldOut.bytes.count)", "held out"]])
      return split
    }
  }
}

// MARK: - From text to tokens

extension Foundations {
  static func tokens(
    of novels: Corpus.Split, _ configuration: Configuration, in notebook: Notebook
  ) throws -> TokenizedText {
    try notebook.cell("From text to tokens") { page in
      let tokenizer = try BytePairTokenizer.trained(
        on: novels.training.map(\.bytes), vocabularySize: configuration.model.vocabularySize,
        specialTokens: [TokenizedText.start])
      let text = TokenizedText(novels, tokenizer)
      let sentence = "You have delighted us long enough."
      page.print(
        "“\(sentence)” becomes "
          + tokenizer.encode(sentence).map { "[\(tokenizer.text(of: [$0]))]" }.joined())
      try notebook.measure(
        .counted("training-tokens", text.training.map(\.count).reduce(0, +), unit: "tokens"))
      let length = try notebook.measure(
        .counted(
          "bytes-per-token", Double(text.heldOutBytes) / Double(text.heldOut.count),
          unit: "bytes/token"))
      page.print("\(configuration.heldOut): \(text.heldOut.count) tokens, \(length.figure)")
      return text
    }
  }
}

// MARK: - What must be beaten

extension Foundations {
  static func controls(on text: TokenizedText, in notebook: Notebook) throws -> [Control] {
    try notebook.cell("What must be beaten") { page in
      let orders = [("unigram", 1), ("bigram", 2), ("kneser-ney-5", 5)]
      let controls = try orders.map { name, order in
        try notebook.checkInterruption()
        let model = NGramModel(
          order: order, vocabularySize: text.vocabularySize, documents: text.training)
        let bits = model.bitsPerByte(of: [text.heldOut], byteCount: text.heldOutBytes)
        try notebook.measure(
          .counted("bits-per-byte-\(name)", bits, unit: "bits/byte"))
        return Control(name: name, bitsPerByte: bits)
      }
      page.table(
        ["model", "bits/byte"], controls.map { [$0.name, String(format: "%.3f", $0.bitsPerByte)] })
      return controls
    }
  }
}
