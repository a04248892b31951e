import Evidence

// MARK: - What the book must show

/// The sources of which every region stands in the book, exactly once.
enum ShownSources {
  /// The engine's, and the comparison's with PyTorch.
  static let folders = ["CVector", "Layers", "Tensors", "Text", "benchmark"].map { "Sources/\($0)" }

  /// The files, by path: those of the engine and those that a record has measured.
  static func files(of records: [Record], in repository: Repository) -> [SourceFile] {
    let folders = Set(Self.folders + records.flatMap(\.code.sources))
    return Set(folders.flatMap { repository.files(below: $0) }).sorted()
      .compactMap(repository.source)
  }
}
