import Foundation

// MARK: - The container

/// A file of named tensors in the safetensors format: the length of a header (8 bytes, little
/// endian), the header (JSON: each tensor's type, shape and place), then the numbers.
///
/// Files that are written here carry a checksum of header and numbers, which is verified when they
/// are read; files from elsewhere, which have none, are read as well.
public struct SafeTensors {
  /// Words that describe the file.
  public let metadata: [String: String]
  private let url: URL
  private let entries: [String: Entry]
  private let numbers: Data

  /// A tensor's entry in the header.
  fileprivate struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    let dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  /// The names of all tensors, in alphabetical order.
  public var names: [String] { entries.keys.sorted() }

  /// The shape of a tensor; nil where there is none of that name.
  public func shape(of name: String) -> [Int]? { entries[name]?.shape }
}

// MARK: - What can be wrong with a file

extension SafeTensors {
  /// A file that cannot be read or written as tensors.
  public struct Failure: Error, CustomStringConvertible {
    /// The file.
    public let file: String
    /// What is wrong with it, what was expected, and what to do.
    public let problem: String

    /// A failure; `problem` goes on from the file's name.
    public init(_ url: URL, _ problem: String) {
      file = url.relativePath
      self.problem = problem
    }

    /// The whole message.
    public var description: String { "\(file) \(problem)" }
  }

  /// What is wrong with this file.
  func failure(_ problem: String) -> Failure { Failure(url, problem) }
}

// MARK: - Reading

extension SafeTensors {
  /// Reads and checks a file. The file is mapped, not copied.
  ///
  /// - Throws: `Failure` when the file is missing, cut off, damaged, or not of this format.
  public init(contentsOf url: URL) throws {
    func require(_ holds: Bool, _ problem: @autoclosure () -> String) throws {
      if !holds { throw Failure(url, problem() + "; delete it and make it again") }
    }
    guard let file = try? Data(contentsOf: url, options: .alwaysMapped) else {
      throw Failure(url, "cannot be read; is the path right?")
    }
    try require(file.count >= 8, "has \(file.count) bytes, too few for a safetensors file")
    let length = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    try require(
      length <= UInt64(file.count - 8),
      "is cut off or damaged: a header of \(length) bytes does not fit into \(file.count)")
    let headerBytes = file[8..<8 + Int(length)]
    guard let header = try? JSONDecoder().decode(Header.self, from: headerBytes) else {
      throw Failure(url, "has a damaged header; delete it and make it again")
    }
    self.url = url
    metadata = header.metadata
    entries = header.entries
    numbers = file[(8 + Int(length))...]
    for (name, entry) in entries {
      let offsets = entry.dataOffsets
      try require(
        offsets.count == 2 && offsets[0] >= 0 && offsets[1] >= offsets[0],
        "is damaged: \(name) cannot stand at \(offsets)")
    }
    let end = entries.values.map { $0.dataOffsets[1] }.max() ?? 0
    try require(
      end == numbers.count,
      "is cut off or damaged: it should hold \(end) bytes of numbers, and holds \(numbers.count)")
    guard let expected = metadata[Header.checksumKey] else {
      try require(metadata[Header.writerKey] == nil, "is damaged: it has lost its checksum")
      return
    }
    let found = Header.checksum(of: headerBytes, carrying: expected, numbers: numbers)
    try require(found == expected, "is damaged: its checksum is \(found), not \(expected)")
  }

  /// Copies a tensor's elements to `destination`.
  ///
  /// - Throws: `Failure` when there is no such tensor, or its type, shape or length is another.
  public func read(
    _ name: String, shape: [Int], into destination: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard let entry = entries[name] else {
      throw failure("holds no tensor \(name); it holds \(names.joined(separator: ", "))")
    }
    guard entry.dtype == "F32" else {
      throw failure("holds \(name) as \(entry.dtype); only F32 can be read")
    }
    guard entry.shape == shape else {
      throw failure("holds \(name) of shape \(entry.shape); this model needs \(shape)")
    }
    let bytes = 4 * destination.count
    guard entry.dataOffsets[1] - entry.dataOffsets[0] == bytes else {
      throw failure("is damaged: \(name) should take \(bytes) bytes")
    }
    let first = numbers.startIndex + entry.dataOffsets[0]
    numbers.copyBytes(to: UnsafeMutableRawBufferPointer(destination), from: first..<first + bytes)
  }
}

// MARK: - The header

/// The header: metadata under a name of its own, then one entry for each tensor.
private struct Header: Codable {
  var metadata: [String: String] = [:]
  var entries: [String: SafeTensors.Entry] = [:]

  static let checksumKey = "parsimony.checksum"
  /// Tells files that must have a checksum from those of others: damage may hit the checksum's key.
  static let writerKey = "parsimony.writer"
  static let metadataKey = "__metadata__"

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      if key.stringValue == Header.metadataKey {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        entries[key.stringValue] = try container.decode(SafeTensors.Entry.self, forKey: key)
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(metadata, forKey: Key(Header.metadataKey))
    for (name, entry) in entries { try container.encode(entry, forKey: Key(name)) }
  }

  /// A 64-bit checksum of a file's header, with zeros where the checksum itself stands, and numbers.
  static func checksum(of header: Data, carrying checksum: String, numbers: Data) -> String {
    let text = String(decoding: header, as: UTF8.self)
      .replacingOccurrences(of: field(checksum), with: field(blank))
    var sum = Checksum()
    Data(text.utf8).withUnsafeBytes { sum.add($0) }
    numbers.withUnsafeBytes { sum.add($0) }
    return sum.description
  }

  /// What stands for a checksum that is yet to be computed.
  static let blank = String(repeating: "0", count: 16)

  /// A checksum with its key, as it stands in the header and nowhere else: in other words, quotes
  /// have a backslash before them.
  static func field(_ checksum: String) -> String { "\"\(checksumKey)\":\"\(checksum)\"" }
}

// MARK: - The checksum

/// FNV-1a over words of 64 bits: catches damage, not intent.
private struct Checksum: CustomStringConvertible {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    func mix(_ word: UInt64) {
      state = (state ^ word) &* 0x0000_0100_0000_01b3
      state ^= state >> 32
    }
    let whole = bytes.count / 8 * 8
    for i in stride(from: 0, to: whole, by: 8) {
      mix(bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self).littleEndian)
    }
    for byte in bytes[whole...] { mix(UInt64(byte)) }
    mix(UInt64(bytes.count))
  }

  var description: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

// MARK: - Writing

extension SafeTensors {
  /// A tensor to be written.
  public struct Item {
    let name: String
    let shape: [Int]
    let elements: [Float]

    /// The elements of a tensor in row-major order.
    public init(_ name: String, shape: [Int], _ elements: [Float]) {
      (self.name, self.shape, self.elements) = (name, shape, elements)
    }
  }

  /// Writes a file, whole or not at all: the bytes go to a temporary file beside it, which takes its
  /// place only when they are safe on the disk.
  ///
  /// - Throws: `Failure` when the folder cannot be written to or the disk is full.
  public static func write(_ items: [Item], metadata: [String: String] = [:], to url: URL) throws {
    var header = Header()
    header.metadata = metadata
    header.metadata[Header.checksumKey] = Header.blank
    header.metadata[Header.writerKey] = "Parsimony"
    var numbers = Data()
    for item in items {
      let first = numbers.count
      item.elements.withUnsafeBytes { numbers.append(contentsOf: $0) }
      header.entries[item.name] = Entry(
        dtype: "F32", shape: item.shape, dataOffsets: [first, numbers.count])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let blankHeader = try encoder.encode(header)
    let checksum = Header.checksum(of: blankHeader, carrying: Header.blank, numbers: numbers)
    let text = String(decoding: blankHeader, as: UTF8.self)
      .replacingOccurrences(of: Header.field(Header.blank), with: Header.field(checksum))
    let length = withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { Data($0) }
    do {
      try (length + Data(text.utf8) + numbers).write(to: url, options: .atomic)
    } catch {
      throw Failure(url, "cannot be written; does its folder exist, and may you write there?")
    }
  }
}
