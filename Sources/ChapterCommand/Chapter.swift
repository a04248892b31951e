import ArgumentParser
import Evidence

// MARK: - A chapter

/// What a chapter's executable is about.
public struct Chapter: Sendable {
  /// The name of the chapter's file, without its ending: `01-fast-feedforward`.
  public let id: String
  /// The chapter's title.
  public let title: String
  /// What the executable shows, in one sentence.
  public let abstract: String
  /// The chapter's own code: the folders of its technique's module and its executable, and single
  /// files.
  public let sources: [String]
  /// The folders of all other modules that the executable is linked to.
  public let engine: [String]
  /// The names of the data it uses.
  public let data: [String]
  /// How long each preset takes, and how often it repeats what is statistical.
  public let presets: [Preset: Plan]
  /// What is claimed, and what would refute it.
  public let claims: [Claim]

  /// Creates the description of a chapter.
  public init(
    id: String, title: String, abstract: String, sources: [String], engine: [String],
    data: [String] = [], presets: [Preset: Plan], claims: [Claim]
  ) {
    precondition(id.isKebabCase, "\"\(id)\" is not in kebab-case, as in 01-fast-feedforward")
    precondition(Preset.allCases.allSatisfy { presets[$0] != nil }, "a preset has no plan")
    self.id = id
    self.title = title
    self.abstract = abstract
    self.sources = sources
    self.engine = engine
    self.data = data
    self.presets = presets
    self.claims = claims
  }

  /// The executable's name, which is the id without its number.
  public var command: String { String(id.drop { $0.isNumber || $0 == "-" }) }
}

// MARK: - Presets

/// How much work a run does.
public enum Preset: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// Seconds: whether everything still works. Its figures mean nothing.
  case smoke
  /// Within a minute: enough to see the effect.
  case quick
  /// What the book publishes.
  case book
}

/// What a preset costs.
public struct Plan: Sendable {
  /// The expected time on two cores.
  public let expected: Duration
  /// How many seeds the statistical figures take.
  public let repeats: Int

  /// Creates a plan.
  public init(_ expected: Duration, repeats: Int) {
    self.expected = expected
    self.repeats = repeats
  }
}

extension Plan {
  /// How long a run takes with so many seeds, or what is left of it after so many seconds of work
  /// that was kept.
  ///
  /// That work may have taken longer here than on the machine of the plan: something is always left.
  func announcement(
    of chapter: Chapter, _ preset: Preset, repeats: Int?, keptSeconds: Double = 0
  ) -> String {
    let expected = expected * (repeats ?? self.repeats) / self.repeats
    let time =
      keptSeconds > 0
      ? "resumed, about \(max(expected - .seconds(keptSeconds), expected / 20).brief) left"
      : "about \(expected.brief)"
    return "\(chapter.title), preset \(preset.rawValue): \(time) on 2 cores that do nothing else"
  }
}
