import Evidence

// MARK: - Measuring again

/// How a record is made again.
struct Repetition {
  let record: Record

  init(of record: Record) { self.record = record }

  /// The executable's name.
  var executable: String {
    Repetition.executable(among: record.code.sources) ?? record.chapter
  }

  /// Among measured folders, the one that is no module is the executable's, and so in small letters.
  /// Where a module has the same name, it ends in `-chapter`.
  static func executable(among sources: [String]) -> String? {
    let folders = sources.filter { $0.hasPrefix("Sources/") }
      .compactMap { $0.split(separator: "/").last.map(String.init) }
    return folders.last { $0.first?.isLowercase == true }?.replacing(/-chapter$/, with: "")
  }

  /// `make run-foundations PRESET=book`
  var makeCommand: String { makeCommand(preset: record.run.preset) }

  /// The same for a preset of choice.
  func makeCommand(preset: String) -> String {
    guard executable != "benchmark" else {
      return preset == "book" ? "make bench" : "make bench BENCH_PRESET=\(preset)"
    }
    return "make run-\(executable) PRESET=\(preset)"
  }

  /// The executable with all that decided this run.
  var directCommand: String {
    let run = record.run
    return ".build/release/\(executable) --preset \(run.preset) --seed \(run.seeds.first ?? 1) "
      + "--repeats \(run.seeds.count) --threads \(run.threads)"
  }
}
