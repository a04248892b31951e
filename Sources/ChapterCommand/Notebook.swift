import Evidence
import Foundation

// MARK: - A notebook

/// What the cells of a chapter's executable write in: it prints, measures, keeps finished steps,
/// and at the end makes the record of it all.
///
/// A notebook belongs to one thread.
public final class Notebook {
  /// The chapter.
  public let chapter: Chapter
  /// The preset that was asked for.
  public let preset: Preset
  /// The seeds for statistical figures: as many as there are repetitions.
  public let seeds: [UInt64]
  /// How many threads to use.
  public let threads: Int
  /// The project's folder.
  public let root: URL
  /// What multiplies the matrices; set by the executable, which knows.
  public var blas: BLAS?
  /// Compiler flags that matter to speed; set by the executable.
  public var buildFlags: [String] = []

  let configuration: JSON
  let options: ChapterOptions
  let console: Console
  let command: String
  let destination: RecordDestination
  let codeDigest: Digest
  let engine: Engine
  /// The code and the machine as they were at the start: a run takes long enough for both to change.
  let git: GitState
  let machine: Machine
  let start = Date()
  let startInstant = ContinuousClock.now
  /// Whether the folder of steps is another run's, too.
  let keepsSteps: Bool
  private let interruption: Interruption
  /// What has been measured so far.
  public private(set) var measurements: [Evidence.Measurement] = []
  private(set) var outputs: [CellOutput] = []
  private(set) var data: [DataSource] = []
  /// Claims that are left open, and why.
  private(set) var openClaims: [String: String] = [:]
  var table: JSON?
  private var isInCell = false
  private var stepNames: Set<String> = []
  private var progress: ProgressLine?
  /// Seconds computed by runs before this one, in the steps that were resumed.
  var resumedSeconds = 0.0
  /// The folder of this run's steps, once it is known.
  lazy var steps = Result {
    let folder = try StepFolder(for: self)
    tellWhatIsLeft(in: folder)
    return folder
  }

  /// Opens a notebook.
  ///
  /// - Parameter publishes: Whether a run for the book may replace what the book shows.
  init(
    _ chapter: Chapter, configuration: JSON, options: ChapterOptions, publishes: Bool,
    in surroundings: Surroundings
  ) throws {
    self.chapter = chapter
    self.configuration = configuration
    self.options = options
    preset = options.preset
    let repeats = options.repeats ?? chapter.presets[options.preset]?.repeats ?? 1
    seeds = (0..<UInt64(repeats)).map { options.seed + $0 }
    threads = options.threads ?? surroundings.cores
    console = surroundings.console
    command = surroundings.command
    interruption = surroundings.interruption
    keepsSteps = options.resume || surroundings.sharesSteps
    root = try surroundings.root()
    destination = try RecordDestination(
      options, of: chapter, in: root, publishes: publishes)
    git = GitState(at: root)
    machine = .current
    codeDigest = try SourceDigest.digest(
      of: chapter.sources, in: root, configuration: configuration)
    engine = try Engine(of: chapter.engine, in: root)
  }
}

// MARK: - Cells

extension Notebook {
  /// The variables of the environment.
  public var environment: [String: String] { console.environment }

  /// The first seed, for whatever is not repeated.
  public var seed: UInt64 { seeds[0] }

  /// Runs a cell: what it puts on its page is printed, and kept in the record under its name.
  ///
  /// - Parameter name: The name of the cell's region in the source.
  @discardableResult
  public func cell<Value>(_ name: String, _ body: (Page) throws -> Value) throws -> Value {
    precondition(!isInCell, "the cell \(name) begins within another")
    precondition(!outputs.contains { $0.cell == name }, "two cells are called \(name)")
    try checkInterruption()
    isInCell = true
    defer { isInCell = false }
    let page = Page(for: self, cell: name)
    let value = try body(page)
    outputs.append(page.output)
    return value
  }

  /// Writes to stdout, unless that is where the JSON goes.
  func write(_ text: String) {
    guard destination != .standardOutput else { return }
    progress?.erase()
    console.output.write(text)
  }

  func writeHeading(_ title: String) {
    write("\n" + console.paint(for: console.output, options.color).bold(title) + "\n")
  }

  /// Writes a remark to stderr.
  func remark(_ text: String) {
    guard !options.quiet else { return }
    progress?.erase()
    console.errors.write(text + "\n")
  }
}

// MARK: - Measuring

extension Notebook {
  /// Takes a measurement into the record, and returns it.
  ///
  /// - Throws: `NotebookError` for an id that is taken or a figure that is no finite number: better
  ///   now than after the hours that may follow.
  @discardableResult
  public func measure(_ measurement: Evidence.Measurement) throws -> Evidence.Measurement {
    try NotebookError.wrap { try Record.check(measurements + [measurement], of: chapter.id) }
    measurements.append(measurement)
    return measurement
  }

  /// Leaves a claim open: this run does not measure what it stands on.
  ///
  /// - Parameter reason: Why not, as the end of the sentence "left open, since …".
  public func leaveOpen(_ claim: String, since reason: String) {
    precondition(chapter.claims.contains { $0.id == claim }, "no claim is called \(claim)")
    openClaims[claim] = reason
  }

  /// Notes that a text or other data went in.
  public func use(_ source: DataSource) {
    if !data.contains(source) { data.append(source) }
  }
}

// MARK: - Long tasks

extension Notebook {
  /// Shows how far a long task is while it runs.
  public func progress<Value>(
    _ name: String, _ task: (ProgressLine) throws -> Value
  ) rethrows -> Value {
    let line = ProgressLine(name, on: options.quiet ? nil : console)
    let outer = progress
    outer?.erase()
    progress = line
    defer {
      line.erase()
      progress = outer
    }
    return try task(line)
  }

  /// To be called in long loops: somebody may have asked the program to stop.
  ///
  /// - Throws: `Interrupted`.
  public func checkInterruption() throws {
    if interruption.isRequested { throw Interrupted() }
  }

  /// Notes the name of a step: a second one of the same name would be given the first one's result.
  func noteStep(_ name: String) {
    precondition(stepNames.insert(name).inserted, "two steps are called \(name)")
  }

  func endProgress() { progress?.erase() }
}
