import Foundation

// MARK: - The run

/// How an executable was called, and when.
public struct Run: Codable, Hashable, Sendable {
  /// The preset's name.
  public let preset: String
  /// All settings, as JSON.
  public let configuration: JSON
  /// The seeds of the statistical figures.
  public let seeds: [UInt64]
  /// How many threads it was allowed.
  public let threads: Int
  /// When the run began.
  public let start: Date
  /// How many seconds it computed, those of resumed steps included.
  public let seconds: Double

  /// Creates the description of a run; fractions of the starting second are dropped.
  public init(
    preset: String, configuration: JSON, seeds: [UInt64], threads: Int, start: Date,
    seconds: Double
  ) {
    self.preset = preset
    self.configuration = configuration
    self.seeds = seeds
    self.threads = threads
    self.start = Date(timeIntervalSince1970: start.timeIntervalSince1970.rounded(.down))
    self.seconds = seconds
  }
}

// MARK: - The code

/// Which code was measured.
public struct Code: Codable, Hashable, Sendable {
  /// The commit, or "unknown" outside of a repository.
  public let commit: String
  /// Whether files differed from the commit; absent where that is unknown.
  public let dirty: Bool?
  /// The folders and files that hold the chapter's own code, relative to the project.
  public let sources: [String]
  /// The digest over these sources and the configuration, see `SourceDigest`.
  public let digest: Digest
  /// What this code stands on; absent in records that were made before it was kept.
  public let engine: Engine?

  /// Creates the description of a code.
  public init(git: GitState, sources: [String], digest: Digest, engine: Engine?) {
    commit = git.commit
    dirty = git.dirty
    self.sources = sources
    self.digest = digest
    self.engine = engine
  }
}

/// The modules below a chapter's own code. A figure outlives most changes to them, so that a
/// change makes no record wrong; but whoever reads the figure is told.
public struct Engine: Codable, Hashable, Sendable {
  /// Whether the engine that was measured is the one that stands in the project.
  public enum State: Hashable, Sendable {
    /// It is.
    case same
    /// It changed since.
    case changed
    /// The record does not say which engine it was.
    case notRecorded
  }

  /// The folders of the modules, relative to the project.
  public let sources: [String]
  /// The digest over these folders, see `SourceDigest`.
  public let digest: Digest

  /// Takes the digest of an engine as it stands in the project.
  ///
  /// - Throws: `SourceDigestError`.
  public init(of sources: [String], in root: URL) throws {
    self.sources = sources
    digest = try SourceDigest.digest(of: sources, in: root)
  }
}

// MARK: - The data

/// A text or other data that went in.
public struct DataSource: Codable, Hashable, Sendable {
  /// The name in the data's manifest.
  public let name: String
  /// The digest of the whole file.
  public let sha256: Digest
  /// The licence under which it is used.
  public let licence: String

  /// Creates the description of a data source.
  public init(name: String, sha256: Digest, licence: String) {
    self.name = name
    self.sha256 = sha256
    self.licence = licence
  }
}

// MARK: - The build

/// How the code was compiled.
public struct Build: Codable, Hashable, Sendable {
  /// `debug` or `release`.
  public let configuration: String
  /// The compiler's version, as far as the code can tell.
  public let swift: String
  /// Compiler flags that matter to speed.
  public let flags: [String]

  /// Creates the description of a build.
  public init(configuration: String, swift: String, flags: [String]) {
    self.configuration = configuration
    self.swift = swift
    self.flags = flags
  }

  /// Whether this is a debug build, whose times mean nothing.
  public static var isDebug: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }

  /// The build that is running.
  public static func current(flags: [String] = []) -> Build {
    Build(configuration: isDebug ? "debug" : "release", swift: compilerVersion, flags: flags)
  }

  // A program cannot ask which compiler made it; it can only be compiled differently by each.
  private static var compilerVersion: String {
    #if compiler(>=6.5)
      "6.5 or later"
    #elseif compiler(>=6.4)
      "6.4"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "before 6.3"
    #endif
  }
}

// MARK: - The linear algebra

/// The library that multiplies matrices.
public struct BLAS: Codable, Hashable, Sendable {
  /// Name and version.
  public let version: String
  /// The kernel that it chose for this processor.
  public let kernel: String
  /// How many threads it uses.
  public let threads: Int

  /// Creates the description of a BLAS library.
  public init(version: String, kernel: String, threads: Int) {
    self.version = version
    self.kernel = kernel
    self.threads = threads
  }
}
