// MARK: - The whole program is in the book

/// Every region stands in the book exactly once.
enum RegionCheck {
  static func problems(_ showings: Showings, mustShow files: [SourceFile]) -> [Problem] {
    repeated(showings) + files.flatMap(\.problems) + missing(showings, files)
  }

  private static func repeated(_ showings: Showings) -> [Problem] {
    showings.all.compactMap { showing in
      guard let first = showings.showing(of: showing.region, in: showing.path), first != showing
      else { return nil }
      return Problem(
        showing.place, "\(showing.region.title(in: showing.path)) is shown a second time",
        next: "show it here or in \(first.place)")
    }
  }

  private static func missing(_ showings: Showings, _ files: [SourceFile]) -> [Problem] {
    files.flatMap { file in
      file.regions
        .filter { showings.showing(of: $0, in: file.path) == nil && !$0.lines.isEmpty }
        .map { region in
          let address = "../\(file.path)" + (region.isWholeFile ? "" : "#\(region.slug)")
          let name = region.isWholeFile ? file.shownPath : region.name
          return Problem(
            Place(file.path, region.line), "\(region.title(in: nil)) is shown nowhere",
            next: "write [\(name)](\(address)) into a chapter", kind: .unfinished)
        }
    }
  }
}

extension SourceFile.Region {
  /// What problems call the region.
  func title(in path: String?) -> String {
    let file = path.map { " of \($0)" } ?? ""
    return isWholeFile ? "the file\(path.map { " \($0)" } ?? "")" : "the region \"\(name)\"\(file)"
  }
}
