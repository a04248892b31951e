import ChapterCommand
import Evidence
import Foundation
import Synchronization
import Tensors
import Testing

@testable import distillation_search

// MARK: - Where a process stands

@Suite struct LaunchTests {
  private func launch(_ environment: [String: String]) throws -> (Int, Int) {
    let launch = try Launch(environment: environment)
    return (launch.rank, launch.count)
  }

  @Test func `alone, it is the first of one`() throws {
    #expect(try launch([:]) == (0, 1))
  }

  @Test(arguments: [
    ["SLURM_PROCID": "2", "SLURM_NTASKS": "5"],
    ["OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "5"],
    ["PMI_RANK": "2", "PMI_SIZE": "5"],
    [
      "SLURM_ARRAY_TASK_ID": "14", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_STEP": "2",
      "SLURM_ARRAY_TASK_COUNT": "5",
    ],
    [
      "SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_TASK_COUNT": "5", "SLURM_PROCID": "0",
      "SLURM_NTASKS": "1",
    ],
    ["SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_TASK_COUNT": "5", "SLURM_PROCID": "0"],
    [
      "SLURM_PROCID": "0", "SLURM_NTASKS": "1", "OMPI_COMM_WORLD_RANK": "2",
      "OMPI_COMM_WORLD_SIZE": "5",
    ],
  ])
  func `each launcher tells it in its own words`(environment: [String: String]) throws {
    #expect(try launch(environment) == (2, 5))
  }

  @Test func `processes of one launch have one name, and those of another have another`() throws {
    func id(_ job: String, _ task: String) throws -> String {
      try Launch(environment: [
        "SLURM_ARRAY_JOB_ID": job, "SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_COUNT": "9",
        "SLURM_JOB_ID": "\(job)\(task)",
      ]).id
    }
    #expect(try id("7", "1") == id("7", "2"))
    #expect(try id("7", "1") != id("8", "1"))
    let steps = try ["0", "1"].map { step in
      try Launch(environment: [
        "SLURM_PROCID": "0", "SLURM_NTASKS": "2", "SLURM_JOB_ID": "7", "SLURM_STEP_ID": step,
      ]).id
    }
    #expect(steps[0] != steps[1])
  }

  @Test func `tasks of an array may have several processes each`() throws {
    let environment = [
      "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_PROCID": "1",
      "SLURM_NTASKS": "4",
    ]
    #expect(try launch(environment) == (5, 12))
  }

  @Test(arguments: [
    ["SLURM_PROCID": "two", "SLURM_NTASKS": "5"], ["SLURM_PROCID": "2"],
    ["OMPI_COMM_WORLD_RANK": "5", "OMPI_COMM_WORLD_SIZE": "5"],
    ["PMI_RANK": "-1", "PMI_SIZE": "5"],
  ])
  func `what is no place is an error that says so`(environment: [String: String]) {
    #expect(throws: LaunchError.self) { try Launch(environment: environment) }
  }
}

// MARK: - Trials

@Suite final class TrialFolderTests: Sendable {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("trials-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func trials(
    rank: Int = 0, of count: Int = 1, threads: Int = 2
  ) throws -> TrialFolder {
    let launch = try Launch(environment: ["PMI_RANK": "\(rank)", "PMI_SIZE": "\(count)"])
    return TrialFolder(folder: folder, launch: launch, threads: threads)
  }

  /// Squares numbers, and counts how often each was asked for.
  private final class Squares: Sendable {
    let asked = Mutex<[Int: Int]>([:])

    func square(_ number: Int) -> Int {
      asked.withLock { $0[number, default: 0] += 1 }
      Thread.sleep(forTimeInterval: 0.01)
      return number * number
    }
  }

  private func run(_ trials: TrialFolder, _ squares: Squares) throws -> [Int] {
    try trials.results(
      of: Array(0..<12), report: { _, _ in },
      computing: { number, _ in squares.square(number) })
  }

  @Test func `results come in order, and what is kept is not computed again`() throws {
    let squares = Squares()
    #expect(try run(trials(), squares) == (0..<12).map { $0 * $0 })
    #expect(try run(trials(), squares) == (0..<12).map { $0 * $0 })
    #expect(squares.asked.withLock { $0.values.allSatisfy { $0 == 1 } })
  }

  @Test func `processes side by side compute each trial once, and get the same results`() throws {
    let squares = Squares()
    let results = Mutex<[[Int]]>([])
    let group = DispatchGroup()
    for _ in 0..<3 {
      // All begin at the same place, so that each asks for what the others compute.
      let folder = try trials(rank: 0, of: 3, threads: 1)
      let thread = Thread { [self] in
        let result = try? run(folder, squares)
        results.withLock { $0.append(result ?? []) }
        group.leave()
      }
      group.enter()
      thread.start()
    }
    group.wait()
    #expect(results.withLock { $0 } == [[Int]](repeating: (0..<12).map { $0 * $0 }, count: 3))
    #expect(squares.asked.withLock { $0.count == 12 && $0.values.allSatisfy { $0 == 1 } })
  }

  @Test func `what is for the first process alone, others wait for`() throws {
    let squares = Squares()
    let (first, second) = (try trials(rank: 0, of: 2), try trials(rank: 1, of: 2))
    let waited = Mutex<Result<[Int], any Error>?>(nil)
    let group = DispatchGroup()
    group.enter()
    let thread = Thread {
      let result = Result {
        try second.results(
          of: [1, 2, 3], firstAlone: true, report: { _, _ in },
          computing: { _, _ in throw Interrupted() }) as [Int]
      }
      waited.withLock { $0 = result }
      group.leave()
    }
    thread.start()
    Thread.sleep(forTimeInterval: 0.05)
    let results = try first.results(
      of: [1, 2, 3], firstAlone: true, report: { _, _ in },
      computing: { number, _ in squares.square(number) })
    group.wait()
    #expect(try waited.withLock { try $0?.get() } == results)
  }

  @Test func `who waits for a first process that has ended hears of it`() throws {
    var waiting = try trials(rank: 1, of: 2)
    let first = folder.appendingPathComponent("launch.json")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: first)
    #expect(!TrialClaim.isHeld(first))
    waiting.first = first
    let start = ContinuousClock.now
    #expect(throws: LaunchError.self) {
      try waiting.results(
        of: [1], firstAlone: true,
        report: { _, _ in
          // Who hears nothing would wait for ever.
          if ContinuousClock.now - start > .seconds(10) { throw Interrupted() }
        }, computing: { number, _ in number })
    }
    try TrialClaim.hold(first)
    #expect(TrialClaim.isHeld(first))
  }

  @Test func `what was interrupted goes on where it was`() throws {
    let squares = Squares()
    #expect(throws: Interrupted.self) {
      try trials(threads: 1).results(
        of: Array(0..<12),
        report: { share, _ in if share > 0.4 { throw Interrupted() } },
        computing: { number, _ in squares.square(number) })
    }
    let before = squares.asked.withLock { $0.count }
    #expect(before > 3 && before < 12)
    #expect(try run(trials(), squares) == (0..<12).map { $0 * $0 })
    #expect(squares.asked.withLock { $0.values.allSatisfy { $0 == 1 } })
  }

  @Test func `a damaged result is computed again`() throws {
    let squares = Squares()
    _ = try run(trials(), squares)
    let file = try trials().file(of: 5)
    try Data("{\"seconds\":1,\"val".utf8).write(to: file)
    #expect(try run(trials(), squares)[5] == 25)
    #expect(squares.asked.withLock { $0[5] == 2 && $0[4] == 1 })
  }

  @Test func `a claim that a dead process left behind holds nobody up`() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data().write(to: trials().file(of: 3, ending: "claim"))
    #expect(try run(trials(), Squares())[3] == 9)
  }

  @Test func `no claim and no half-written file is left`() throws {
    _ = try run(trials(), Squares())
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count == 12 && names.allSatisfy { $0.hasSuffix(".json") })
  }

  @Test func `trials that differ in anything have different files`() throws {
    let one = ProxyTrial(
      shape: .init(layers: 1, width: 32, heads: 1, feedForwardWidth: 64), seed: 1, teacher: "a")
    let others = [
      ProxyTrial(shape: one.shape, seed: 2, teacher: "a"),
      ProxyTrial(shape: one.shape, seed: 1, teacher: "b"),
      ProxyTrial(
        shape: .init(layers: 2, width: 32, heads: 1, feedForwardWidth: 64), seed: 1, teacher: "a"),
    ]
    let files = try ([one] + others).map { try trials().file(of: $0) }
    #expect(Set(files).count == 4)
    let teachers = try ["a", "b"].map { texts in
      try trials().file(
        of: TeacherTrial(plan: Configuration.smoke.teacher, seed: 1, texts: texts))
    }
    #expect(teachers[0] != teachers[1])
    #expect(try trials().file(of: one) == files[0])
  }
}
