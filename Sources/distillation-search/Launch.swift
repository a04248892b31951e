import Evidence

// MARK: - Which of several processes this is

/// The place of this process among those that a launcher started for one run.
struct Launch: Equatable, Sendable {
  /// 0 for the process that prints and writes the record.
  var rank = 0
  /// How many there are.
  var count = 1

  /// The place that Open MPI, MPICH, Slurm or an array job of Slurm tells. Who starts Open MPI within
  /// a job of Slurm gets the variables of both: those of the inner launcher count.
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
    guard count > rank else {
      throw LaunchError(
        what: "the launcher's variables contradict each other", found: "rank \(rank) of \(count)",
        allowed: "ranks from 0, below the count")
    }
  }
}

/// Variables of a launcher that make no sense.
struct LaunchError: ExplainedError {
  let explanation: Explanation

  init(what: String, found: String, allowed: String) {
    explanation = Explanation(
      what: what, found: found, allowed: allowed,
      next: "start it with srun, sbatch --array or mpirun, or without them")
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
