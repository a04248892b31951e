import Evidence
import Foundation

// MARK: - The manifest

/// What `chapters/data/manifest.json` states of every text: whose it is, where it came from, under
/// which licence, and which bytes it consists of.
public struct Manifest: Codable, Hashable, Sendable {
  /// The version of the manifest's own format.
  public let version: Int
  /// One entry for each corpus.
  public let entries: [Entry]

  /// The one version that this code reads.
  static let supportedVersion = 1
}

// MARK: - An entry

extension Manifest {
  /// One corpus: some documents of one author, edition and licence.
  public struct Entry: Codable, Hashable, Sendable {
    /// The name by which the corpus is loaded.
    public let name: String
    /// The title that is shown to readers.
    public let title: String
    /// Who wrote the texts.
    public let author: String
    /// Whether the texts are in the repository.
    public let kind: Kind
    /// Which edition the texts follow, as far as it is known.
    public let edition: String
    /// What one may do with the texts.
    public let licence: String
    /// The packages, of pinned versions, from which the texts were taken.
    public let sources: [Source]
    /// The texts, in the order in which they are loaded.
    public let documents: [File]
  }

  /// Whether a corpus is in the repository.
  public enum Kind: String, Codable, Hashable, Sendable {
    /// The texts are in the repository.
    case committed
    /// The texts are fetched into a cache by `make data`.
    case fetched
  }
}

// MARK: - A source and a file

extension Manifest {
  /// The package that a text was taken from.
  public struct Source: Codable, Hashable, Sendable {
    /// The program that downloads it, `apt` or `pip`.
    public let client: String
    /// The package's name, as that program knows it.
    public let package: String
    /// The one version that was used.
    public let version: String
  }

  /// One text, as a file.
  public struct File: Codable, Hashable, Sendable {
    /// The document's title, unique within its corpus.
    public let title: String
    /// The path from the package's root.
    public let file: String
    /// The length in bytes.
    public let bytes: Int
    /// The number of words, which are runs of anything but white space.
    public let words: Int
    /// The digest of the file's bytes.
    public let sha256: Digest
  }
}

// MARK: - Reading the manifest

extension Manifest {
  /// Where the manifest of the project in `root` lies.
  public static func url(in root: URL) -> URL {
    root.appendingPathComponent("chapters/data/manifest.json")
  }

  /// Reads the manifest of `root`. Throws `CorpusError`.
  public static func load(from root: URL) throws -> Manifest {
    let file = url(in: root)
    let path = file.path
    guard FileManager.default.fileExists(atPath: path) else {
      throw CorpusError.missingManifest(path: path)
    }
    let manifest: Manifest
    do {
      manifest = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: file))
    } catch {
      throw CorpusError.unreadableManifest(path: path, reason: "\(error)")
    }
    guard manifest.version == supportedVersion else {
      throw CorpusError.unreadableManifest(
        path: path,
        reason: "its version is \(manifest.version), and only \(supportedVersion) is understood")
    }
    return manifest
  }

  /// The entry of this `name`. Throws `CorpusError.unknownCorpus`, which lists those that there are.
  public func entry(named name: String) throws -> Entry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw CorpusError.unknownCorpus(name: name, allowed: entries.map(\.name))
    }
    return entry
  }
}
