import Evidence
import Foundation

// MARK: - The tokenizer's file

extension BytePairTokenizer {
  /// What is saved, as JSON. Everything else about a tokenizer follows from it.
  private struct File: Codable {
    static let format = "parsimony byte-pair tokenizer 1"

    let format: String
    let merges: [[Int32]]
    let specialTokens: [String]
    /// A checksum, since a merge with one digit changed would still be a merge.
    let sha256: String
  }

  /// The digest of the merges and special tokens, the same for equal tokenizers.
  public var digest: Digest {
    var hash = SHA256()
    for pair in merges { hash.update("\(pair.left) \(pair.right)\n".utf8) }
    for name in specialTokens { hash.update("\(name.utf8.count) \(name)\n".utf8) }
    return hash.finalize()
  }
}

// MARK: - Saving a tokenizer

extension BytePairTokenizer {
  /// Writes the tokenizer to `url` as JSON.
  ///
  /// The file is written whole or not at all. Throws `WholeFileError`.
  public func save(to url: URL) throws {
    let file = File(
      format: File.format, merges: merges.map { [$0.left, $0.right] },
      specialTokens: specialTokens, sha256: digest.description)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try WholeFile.write(encoder.encode(file), to: url)
  }
}

// MARK: - Loading a tokenizer

extension BytePairTokenizer {
  /// Reads what `save(to:)` wrote.
  ///
  /// Throws `TokenizerError.unreadableFile`, or `.damagedFile` for a file that was cut short,
  /// changed by as little as one bit, or never was a tokenizer.
  public static func load(from url: URL) throws -> BytePairTokenizer {
    guard let data = try? Data(contentsOf: url) else {
      throw TokenizerError.unreadableFile(path: url.path)
    }
    func damaged(_ reason: String) -> TokenizerError {
      .damagedFile(path: url.path, reason: reason)
    }
    guard let file = try? JSONDecoder().decode(File.self, from: data) else {
      throw damaged("its \(data.count) bytes are not the JSON of a tokenizer")
    }
    guard file.format == File.format else {
      throw damaged("its format is \"\(file.format)\", and only \"\(File.format)\" is understood")
    }
    guard file.merges.allSatisfy({ $0.count == 2 }) else {
      throw damaged("a merge does not join two tokens")
    }
    let tokenizer: BytePairTokenizer
    do {
      tokenizer = try BytePairTokenizer(
        merges: file.merges.map { TokenPair($0[0], $0[1]) }, specialTokens: file.specialTokens)
    } catch {
      throw damaged("it contradicts itself. \(error)")
    }
    guard file.sha256 == tokenizer.digest.description else {
      throw damaged("its SHA-256 is \(file.sha256), and \(tokenizer.digest) was found")
    }
    return tokenizer
  }
}
