// MARK: - Where a link leads

/// What an address in a chapter means.
enum Destination: Hashable {
  /// A chapter, an appendix or the front page.
  case chapter(name: String, fragment: String?)
  /// A place on the page itself.
  case samePage(fragment: String)
  /// A file of the project.
  case source(path: String, fragment: String?)
  /// A record, by its name, or something in it.
  case record(name: String, fragment: String?)
  /// Another site.
  case elsewhere(String)
}

/// Why an address leads nowhere.
struct DeadLink: Error {
  let what: String
  let next: String
}

// MARK: - Reading addresses

extension Destination {
  /// Reads an address in a file of `chapters`.
  ///
  /// - Throws: `DeadLink`.
  init(_ address: String, in repository: Repository) throws(DeadLink) {
    if address.hasPrefix("https://") {
      self = .elsewhere(address)
      return
    }
    guard !address.hasScheme, !address.hasPrefix("/") else {
      throw DeadLink(
        what: "the link to \(address) is neither within the book nor to https",
        next: "write a path relative to the chapter, or an address that begins with https://")
    }
    let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      .map { $0.removingPercentEncoding ?? String($0) }
    let fragment = parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil
    guard let file = parts.first, !file.isEmpty else {
      guard let fragment else {
        throw DeadLink(what: "the link has no address", next: "write one, or drop the link")
      }
      self = .samePage(fragment: fragment)
      return
    }
    guard let path = Path.resolved(file, in: Chapter.folder) else {
      throw DeadLink(
        what: "the link to \(address) leaves the repository",
        next: "link to a file of the repository, or to its address on the web")
    }
    self = try Destination(path: path, fragment: fragment, written: address, in: repository)
  }

  private init(
    path: String, fragment: String?, written address: String, in repository: Repository
  ) throws(DeadLink) {
    let folder = Path.folder(of: path)
    let name = String(path.dropFirst(folder.isEmpty ? 0 : folder.count + 1))
    guard repository.isFile(path), !path.contains("/."), !path.hasPrefix(".") else {
      throw DeadLink.missing(path, written: address, in: repository)
    }
    if folder == Chapter.folder && name.hasSuffix(".md") {
      self = .chapter(name: name, fragment: fragment)
    } else if folder == Shelf.folder && name.hasSuffix(".json") && !name.isSchema {
      self = .record(name: String(name.dropLast(".json".count)), fragment: fragment)
    } else {
      self = .source(path: path, fragment: fragment)
    }
  }
}

extension String {
  /// Whether an address begins with the name of a protocol.
  fileprivate var hasScheme: Bool {
    guard let colon = firstIndex(of: ":"), self[startIndex].isLetter else { return false }
    return self[..<colon].allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0))
    }
  }
}

// MARK: - Files that are not there

extension DeadLink {
  fileprivate static func missing(
    _ path: String, written address: String, in repository: Repository
  ) -> DeadLink {
    if repository.leavesProject(path) {
      return DeadLink(
        what: "the link to \(address) leaves the repository through a symbolic link",
        next: "link to a file of the repository, or to its address on the web")
    }
    if repository.isFolder(path) {
      return DeadLink(
        what: "the link to \(address) leads to a folder", next: "link to a file in it")
    }
    let folder = Path.folder(of: path)
    let neighbours = repository.names(in: folder, ending: "")
    guard let name = path.split(separator: "/").last.map(String.init),
      let nearest = neighbours.nearest(to: name)
    else {
      return DeadLink(
        what: "the link to \(address) leads nowhere", next: "correct the path, or write the file")
    }
    return DeadLink(
      what: "the link to \(address) leads nowhere",
      next: "perhaps \(folder.isEmpty ? "" : folder + "/")\(nearest) is meant")
  }
}
