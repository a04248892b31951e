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
      try Launch(environment: notebook.environment).meet(in: notebook)
      let text = try texts(configuration, in: notebook)
      let teacher = try teacher(of: text, configuration, in: notebook)
      let costs = try costs(configuration, in: notebook)
      let table = try table(teacher, text, costs, configuration, in: notebook)
      try searches(table, configuration, in: notebook)
      let choices = choices(table, configuration, notebook.seed)
      let school = try School(teacher, text, table, choices, configuration, in: notebook)
      try comparison(school, in: notebook)
      try objectives(school, in: notebook)
      try budgets(choices, school, in: notebook)
    }
  }
}

// MARK: - Many processes

extension DistillationSearchChapter {
  /// Runs the executable. Of several processes that a launcher started the first one prints and
  /// writes the record; the others share its trials, and have nothing to say but errors.
  static func main() {
    Interruption.catchSignals()
    var surroundings = Surroundings.process
    let arguments = Array(CommandLine.arguments.dropFirst())
    // What is wrong with a launch is said when the run begins.
    let launch = try? Launch(environment: surroundings.console.environment)
    guard let launch, launch.rank > 0 else { exit(perform(arguments, in: surroundings)) }
    surroundings.sharesSteps = true
    surroundings.console = .withoutOutput
    let code = perform(arguments + ["--json", "-", "--quiet"], in: surroundings)
    // Whether claims are met is for the first process to say.
    exit(code == 3 ? 0 : code)
  }
}
