import Evidence

// MARK: - Prose owns no verdicts

/// Finds verdicts that are typed by hand, wherever they stand: in words, in code, or as the text of a
/// link that does not lead into a record.
enum BareVerdictCheck {
  static func problems(in chapter: Chapter) -> [Problem] {
    chapter.blocks.flatMap(\.leaves).flatMap(\.inlines).flatMap(\.unbound).flatMap { inline in
      Verdict.allCases.filter { inline.plainText.contains($0.description) }.map { verdict in
        Problem(
          Place(chapter.path, inline.line),
          "the text holds the verdict \"\(verdict)\", which no record backs",
          next: "bind it, as in [\(verdict)](results/….json#claim-id)")
      }
    }
  }
}

extension Inline {
  /// The smallest pieces of this one that are bound to no record.
  fileprivate var unbound: [Inline] {
    if case .link(let link) = kind, link.isBound { return [] }
    return content.isEmpty ? [self] : content.flatMap(\.unbound)
  }
}
