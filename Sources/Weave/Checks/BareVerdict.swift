import Evidence

// MARK: - Prose owns no verdicts

/// Finds verdicts that are typed by hand. Where all three stand together, they are a legend.
enum BareVerdictCheck {
  static func problems(in chapter: Chapter) -> [Problem] {
    chapter.blocks.flatMap(\.prose).flatMap { prose in
      let found = Verdict.allCases.compactMap { verdict in
        position(of: verdict.description, in: prose).map { (verdict, position: $0) }
      }
      if found.count == Verdict.allCases.count { return [Problem]() }
      return found.map { verdict, position in
        Problem(
          Place(chapter.path, prose.line(of: position)),
          "the text holds the verdict \"\(verdict)\", which no record backs",
          next: "bind it, as in [\(verdict)](results/….json#claim-id)")
      }
    }
  }

  private static func position(of text: String, in prose: Prose) -> Int? {
    prose.letters.indices.first { prose.has(text, at: $0) }
  }
}
