import ChapterCommand
import ChapterEngine
import Evidence
import Foundation

// MARK: - The chapter

@main
struct DistillationSearchChapter: ChapterProgram {
  static let chapter = Chapter(
    id: "03-distillation-search", title: "Architecture search guided by distillation",
    abstract: "Finds the small encoder that a large one teaches best within a budget of time.",
    sources: ["Sources/DistillationSearch", "Sources/distillation-search"],
    engine: Chapter.engine + ["Sources/ChapterEngine"],
    data: ["gospels", "new-testament"],
    presets: [
      .smoke: Plan(.seconds(5), repeats: 1),
      .quick: Plan(.seconds(55), repeats: 1),
      .book: Plan(.seconds(38 * 60), repeats: 3),
    ],
    claims: claims)

  static func run(_ configuration: Configuration, in notebook: Notebook) throws {
    try notebook.withEngine {
      let trials = try TrialFolder(of: notebook)
      let text = try texts(configuration, in: notebook)
      let costs = try costs(configuration, trials, in: notebook)
      let teacher = try teacher(of: text, configuration, trials, in: notebook)
      let table = try table(teacher, text, costs, configuration, trials, in: notebook)
      try searches(table, costs, configuration, in: notebook)
      let school = School(
        teacher: teacher, text: text, costs: costs, configuration: configuration, trials: trials)
      try comparison(table, school, in: notebook)
      try objectives(table, school, in: notebook)
      try budgets(table, school, in: notebook)
    }
  }
}

// MARK: - Many processes

extension DistillationSearchChapter {
  /// Runs the executable. Of several processes that a launcher started the first one prints and
  /// writes the record; the others share its trials.
  static func main() {
    Interruption.catchSignals()
    var surroundings = Surroundings.process
    var arguments = Array(CommandLine.arguments.dropFirst())
    do {
      let launch = try Launch(environment: surroundings.console.environment)
      surroundings.sharesSteps = launch.count > 1
      if launch.rank > 0 {
        surroundings.console = .silent
        arguments += ["--json", "-"]
      }
    } catch {
      surroundings.console.errors.write("\(error)\n")
      exit(64)
    }
    exit(perform(arguments, in: surroundings))
  }
}
