import Foundation

// MARK: - A source and its regions

/// A text file of the project, partitioned into regions.
///
/// In a Swift file, a region runs from one `// MARK: - Name` at the start of a line to the next;
/// what stands before the first belongs to the first. Any other file, and a Swift file without
/// such a line, is one region without a name.
struct SourceFile: Sendable {
  /// A part of the file.
  struct Region: Hashable, Sendable {
    /// The name, empty where the region is the whole file.
    let name: String
    /// The line that names it, counted from 1.
    let line: Int
    /// The lines to show, counted from 0: the naming line and empty lines at both ends left out.
    let lines: [Int]

    /// The name in addresses.
    var slug: String { name.slug }
    /// Whether the region is the whole file.
    var isWholeFile: Bool { name.isEmpty }
  }

  /// Where it is, relative to the project.
  let path: String
  /// Its lines, without their line breaks.
  let lines: [String]
  /// Its regions, in order; at least one.
  let regions: [Region]

  init(_ path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    regions = Self.regions(of: lines, isSwift: path.hasSuffix(".swift"))
  }
}

// MARK: - Partitioning

extension SourceFile {
  private static let mark = "// MARK: - "

  private static func regions(of lines: [String], isSwift: Bool) -> [Region] {
    let starts = isSwift ? lines.indices.filter { lines[$0].hasPrefix(mark) } : []
    guard let first = starts.first else {
      return [Region(name: "", line: 1, lines: trimmed(Array(lines.indices), of: lines))]
    }
    let ends = starts.dropFirst() + [lines.endIndex]
    return zip(starts, ends).map { start, end in
      let body = trimmed(Array(start + 1..<end), of: lines)
      let head = start == first ? trimmed(Array(0..<start), of: lines) : []
      // One of the empty lines between the two stays.
      let gap = head.isEmpty || body.isEmpty ? [] : (start - 1..<start).filter { $0 != head.last }
      let name = lines[start].dropFirst(mark.count).trimmingCharacters(in: .whitespaces)
      return Region(name: name, line: start + 1, lines: head + gap + body)
    }
  }

  private static func trimmed(_ range: [Int], of lines: [String]) -> [Int] {
    func isEmpty(_ index: Int) -> Bool { lines[index].allSatisfy(\.isWhitespace) }
    let tail = range.drop(while: isEmpty)
    return Array(tail.reversed().drop(while: isEmpty).reversed())
  }
}

// MARK: - Names

extension SourceFile {
  /// The region that an address names; without an address, the whole file if it is one region.
  func region(_ fragment: String?) -> Region? {
    regions.first { $0.slug == fragment?.slug ?? "" }
  }

  /// Whether a region holds the number with which a text begins, as digits of their own.
  func holds(_ text: String, in region: Region) -> Bool {
    let number = text.prefix { $0.isNumber || $0 == "." || $0 == "," }.replacing(",", with: "")
    let digits = region.lines.flatMap {
      lines[$0].replacing("_", with: "").matches(of: /[0-9]+(?:\.[0-9]+)?/).map(\.0)
    }
    // A share of 0.95 is what prose calls 95 %.
    return digits.contains { $0 == number || $0 == "0.\(number)" }
  }

  /// The path without `Sources/`, as listings show it.
  var shownPath: String {
    path.hasPrefix("Sources/") ? String(path.dropFirst("Sources/".count)) : path
  }

  /// The language, in small letters, as code blocks of a page are classed.
  var language: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ending = name.split(separator: ".").dropFirst().last.map(String.init)
    return switch ending {
    case "h"?: "c"
    case "py"?: "python"
    case "md"?: "markdown"
    case let ending?: ending
    case nil: name.lowercased()
    }
  }

  /// The page that shows the whole file.
  var page: String { "sources/\(path.replacing("/", with: "--")).html" }

  /// The listing's address on the page that shows a region.
  func listingAnchor(_ region: Region) -> String {
    let parts = shownPath.split(separator: "/").map(String.init)
    let module = parts.count > 1 ? [parts[0]] : []
    let stem = parts.last.map { $0.split(separator: ".").first.map(String.init) ?? $0 } ?? ""
    return (["listing"] + module + [stem, region.name])
      .map(\.slug).filter { !$0.isEmpty }.joined(separator: "-")
  }
}

// MARK: - What is wrong with it

extension SourceFile {
  /// Regions that have no name of their own, so that no address could tell them apart.
  var problems: [Problem] {
    guard regions.count > 1 || regions.first?.isWholeFile == false else { return [] }
    var lines: [String: Int] = [:]
    return regions.compactMap { region in
      guard !region.slug.isEmpty else {
        return Problem(
          Place(path, region.line), "the region has no name",
          next: "write a name of letters behind // MARK: -")
      }
      guard let first = lines.updateValue(region.line, forKey: region.slug) else { return nil }
      return Problem(
        Place(path, region.line),
        "the region \"\(region.name)\" has the name of the one in line \(first)",
        next: "rename one of them")
    }
  }
}
