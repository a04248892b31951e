import ChapterCommand
import Evidence
import Foundation

// MARK: - Which of several processes this is

/// The place of this process among those that a launcher started for one run.
struct Launch: Equatable, Sendable {
  /// 0 for the process that prints and writes the record.
  var rank = 0
  /// How many there are.
  var count = 1
  /// What all processes of one launch have in common, and those of another have not.
  let id: String

  /// The place that Open MPI, MPICH, Slurm or an array job of Slurm tells. Who starts Open MPI
  /// within a job of Slurm gets the variables of both: those of the inner launcher count.
  ///
  /// - Throws: `LaunchError` for what is no place.
  init(environment: [String: String]) throws {
    for (rank, count) in [
      ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
      ("SLURM_PROCID", "SLURM_NTASKS"),
    ] where environment[rank] != nil {
      self.rank = try LaunchError.number(rank, in: environment)
      // A batch job of one task need not be told how many there are.
      self.count = try LaunchError.number(
        count, in: environment, otherwise: self.rank == 0 ? 1 : nil)
      break
    }
    if environment["SLURM_ARRAY_TASK_ID"] != nil {
      let first = try LaunchError.number("SLURM_ARRAY_TASK_MIN", in: environment, otherwise: 0)
      let step = try LaunchError.number("SLURM_ARRAY_TASK_STEP", in: environment, otherwise: 1)
      let task = try LaunchError.number("SLURM_ARRAY_TASK_ID", in: environment)
      let tasks = try LaunchError.number("SLURM_ARRAY_TASK_COUNT", in: environment)
      // Tasks may be numbered with gaps; then two may begin at the same trial, and no harm is done.
      rank += (task - first) / max(1, step) % max(1, tasks) * count
      count *= tasks
    }
    // Of several launchers, one in the other, the outermost started all processes.
    let names = [
      "SLURM_ARRAY_JOB_ID", "PMIX_NAMESPACE", "OMPI_MCA_ess_base_jobid", "PMI_JOBID",
    ]
    id =
      names.lazy.compactMap { environment[$0] }.first
      ?? environment["SLURM_JOB_ID"].map { "\($0).\(environment["SLURM_STEP_ID"] ?? "")" }
      ?? "parent-\(getppid())"
    guard count > rank else {
      throw LaunchError(
        what: "the launcher's variables contradict each other", found: "rank \(rank) of \(count)",
        allowed: "ranks from 0, below the count")
    }
  }
}

// MARK: - Many processes meet

extension Launch {
  /// What processes must have in common in order to share trials.
  private struct Terms: Codable, Equatable {
    /// The folder of the run, whose name holds a digest of options, threads and code.
    let run: String
    /// Times of one kind of machine are none of another.
    let processor: String

    init(of notebook: Notebook) throws {
      run = try notebook.scratch("launch").deletingLastPathComponent().lastPathComponent
      processor = Machine.current.processor
    }
  }

  /// What the first process writes, and holds while it lives.
  func file(in notebook: Notebook) -> URL {
    let digest = SHA256.digest(of: id.utf8).description.prefix(12)
    return notebook.root.appendingPathComponent(
      ".cache/runs/\(notebook.chapter.id)-launch-\(digest).json")
  }

  /// Waits until the first process has opened the run's folder, and checks that it is the same for
  /// this one. The first process does not wait.
  ///
  /// - Throws: `LaunchError` where processes were started with unlike options or on unlike
  ///   machines, or where there is no first one for `patience` seconds.
  func meet(in notebook: Notebook, patience: Double = 60) throws {
    guard count > 1 else { return }
    let file = file(in: notebook)
    if rank == 0 {
      try WholeFile.write(JSONEncoder().encode(Terms(of: notebook)), to: file)
      return try TrialClaim.hold(file)
    }
    let start = ContinuousClock.now
    // An earlier launch may have left the file; nobody holds it.
    while !TrialClaim.isHeld(file) {
      try notebook.checkInterruption()
      guard ContinuousClock.now - start < .seconds(patience) else {
        throw LaunchError(
          what: "the first process has not opened a search that others could share",
          found: "rank \(rank) of \(count), launch \(id), and no \(file.path)",
          allowed: "processes of one launch that see the same folder",
          next: "start all of them together, the first one too, in a folder that all see")
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
    let first = try JSONDecoder().decode(Terms.self, from: Data(contentsOf: file))
    let own = try Terms(of: notebook)
    guard own == first else {
      throw LaunchError(
        what: "processes with unlike options or machines cannot share a search",
        found: "\(own.run) on \(own.processor)", allowed: "\(first.run) on \(first.processor)",
        next: "give all of them the same options, --threads too, and machines of one kind")
    }
  }
}

// MARK: - Errors

/// Variables of a launcher that make no sense, or processes that do not fit together.
struct LaunchError: ExplainedError, InvocationError {
  let explanation: Explanation

  init(
    what: String, found: String, allowed: String,
    next: String = "start it with srun, sbatch --array or mpirun, or without them"
  ) {
    explanation = Explanation(what: what, found: found, allowed: allowed, next: next)
  }

  fileprivate static func number(
    _ name: String, in environment: [String: String], otherwise: Int? = nil
  ) throws -> Int {
    guard let text = environment[name] else {
      if let otherwise { return otherwise }
      throw LaunchError(
        what: "a variable of the launcher is missing", found: "no \(name)",
        allowed: "a whole number")
    }
    guard let number = Int(text), number >= 0 else {
      throw LaunchError(
        what: "a variable of the launcher is no number", found: "\(name)=\(text)",
        allowed: "a whole number, 0 or more")
    }
    return number
  }
}
