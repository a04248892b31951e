import Foundation

// MARK: - Marked verses

/// Verses of the King James Bible in which the words are marked that its translators supplied.
///
/// Where English needs a word that the Hebrew does without, the translators added it, and had it
/// printed in italics: "The LORD *is* my shepherd". To tell these words from the others is a task
/// with a label for every word.
public struct MarkedVerses: Hashable, Sendable {
  /// A word with the stops at its ends.
  public struct Word: Hashable, Sendable {
    /// The word as it stands in the verse, without a mark.
    public let text: String
    /// Whether the translators supplied it.
    public let isSupplied: Bool
  }

  /// A verse, word by word.
  public struct Verse: Hashable, Sendable {
    /// Where it stands, "Psalms 23:1" for example.
    public let place: String
    /// Its words, one space apart.
    public let words: [Word]

    /// The running text, without a mark.
    public var text: String { words.map(\.text).joined(separator: " ") }
  }

  /// What is learned from.
  public let training: [Verse]
  /// What choices are made by.
  public let validation: [Verse]
  /// What judges in the end, of books that no other part has.
  public let test: [Verse]
}

// MARK: - Loading marked verses

extension MarkedVerses {
  /// Loads the corpus that the manifest of `root` calls `name`, whose documents are `training`,
  /// `validation` and `test`, each with a line `place<TAB>text` for each verse. In the text,
  /// `{` and `}` stand around supplied words.
  ///
  /// Throws `CorpusError`: for files as `Corpus.load` does, for a line of another form, and for a
  /// mark that does not open before a word and close after one.
  public static func load(
    _ name: String = "king-james-marks", from root: URL
  ) throws -> MarkedVerses {
    let corpus = try Corpus.load(name, from: root)
    func verses(_ title: String) throws -> [Verse] {
      let lines = try corpus.document(titled: title).labelledLines(of: name)
      return try lines.enumerated().map { index, line in
        do throws(Verse.WrongMark) {
          return try Verse(place: line.label, marked: line.text)
        } catch {
          throw CorpusError.wrongMark(
            corpus: name, document: title, line: index + 1, found: error.found)
        }
      }
    }
    return MarkedVerses(
      training: try verses("training"), validation: try verses("validation"),
      test: try verses("test"))
  }
}

// MARK: - Reading marks

extension MarkedVerses.Verse {
  /// What stands where a mark is wrong.
  struct WrongMark: Error {
    let found: String
  }

  /// Reads a text with marks, each of which opens before a word's first letter and closes after a
  /// word's last.
  init(place: String, marked: String) throws(WrongMark) {
    var words: [MarkedVerses.Word] = []
    // The word in which the present mark was opened.
    var opened: Substring?
    for part in marked.split(separator: " ", omittingEmptySubsequences: false) {
      var text = ""
      var (isSupplied, isClosed) = (opened != nil, false)
      for character in part {
        let isRight: Bool
        switch character {
        case "{":
          isRight = opened == nil && !text.contains(where: \.isLetter)
          (opened, isSupplied) = (part, true)
        case "}":
          isRight = opened != nil && text.last?.isLetter == true
          (opened, isClosed) = (nil, true)
        default:
          isRight = !(isClosed && character.isLetter)
          text.append(character)
        }
        guard isRight else { throw WrongMark(found: String(part)) }
      }
      guard text.contains(where: \.isLetter) else { throw WrongMark(found: String(part)) }
      words.append(MarkedVerses.Word(text: text, isSupplied: isSupplied))
    }
    if let opened { throw WrongMark(found: String(opened)) }
    (self.place, self.words) = (place, words)
  }
}

// MARK: - Writing marks

extension MarkedVerses.Verse {
  /// The text with its marks, as it was read.
  public var marked: String {
    words.indices.map { place in
      let word = words[place]
      guard word.isSupplied else { return word.text }
      var text = word.text[...]
      let opens = place == 0 || !words[place - 1].isSupplied
      let closes = place == words.count - 1 || !words[place + 1].isSupplied
      if closes {
        let end = text.lastIndex(where: \.isLetter).map(text.index(after:)) ?? text.endIndex
        text = text[..<end] + "}" + text[end...]
      }
      if opens {
        let start = text.firstIndex(where: \.isLetter) ?? text.startIndex
        text = text[..<start] + "{" + text[start...]
      }
      return String(text)
    }.joined(separator: " ")
  }
}
