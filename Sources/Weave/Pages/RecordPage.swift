import Evidence
import Foundation

// MARK: - The page of a record

/// All that a record holds, for whoever doubts a figure.
struct RecordPage {
  let name: String
  let record: Record
  /// Whether the code that stands in the project is the code that was measured; nil if unknown.
  let isCurrent: Bool?
  /// The same of the engine below it.
  let engine: Engine.State
  /// The page of the chapter that has the record's id, with its title.
  let chapter: (title: String, page: String)?

  /// The address of a record's page.
  static func address(of name: String) -> String { "records/\(name).html" }

  /// Where a cell's output stands on it.
  static func anchor(of output: CellOutput) -> String { "output-\(output.cell.slug)" }

  /// The page's content.
  var html: String {
    """
    <h1>The record \(HTML.escaped(name))</h1>
    <p>\(introduction)</p>
    \(remark)
    \(section("run", "How it was made", repetition + facts))
    \(section("claims", "Claims", claims.isEmpty ? "" : remark + claims))
    \(section("measurements", "Measurements", measurements))
    \(section("configuration", "Configuration", configuration))
    \(section("data", "Data", data))
    \(section("outputs", "What its cells put out", outputs))
    """
  }

  /// The headings, for the page's own contents.
  static let headings = [
    ("run", "How it was made"), ("claims", "Claims"), ("measurements", "Measurements"),
    ("configuration", "Configuration"), ("data", "Data"), ("outputs", "What its cells put out"),
  ].map { PageContent.Heading(level: 2, title: $1, anchor: $0) }

  private func section(_ anchor: String, _ title: String, _ content: String) -> String {
    let link =
      "<a class=\"anchor\" href=\"#\(anchor)\" aria-label=\"Link to this section\">#</a>"
    let text = content.isEmpty ? "<p>None.</p>\n" : content
    return "<h2 id=\"\(anchor)\">\(title) \(link)</h2>\n\(text)"
  }
}

// MARK: - How it was made

extension RecordPage {
  /// What must be known of all figures here.
  private var remark: String {
    guard let remark = engine.remark(on: record) else { return "" }
    let text = remark.prefix(1).uppercased() + remark.dropFirst()
    return "<p class=\"state stale\">\(HTML.escaped(text)).</p>\n"
  }

  private var introduction: String {
    let subject =
      chapter.map { HTML.link("../\($0.page)", HTML.escaped($0.title)) }
      ?? HTML.escaped(record.chapter)
    return
      "What one run of the executable of \(subject) measured, on which every figure that links "
      + "here stands."
  }

  private var repetition: String {
    let repetition = Repetition(of: record)
    return """
      <p>To measure again:</p>
      <pre class="command">\(HTML.escaped(repetition.makeCommand))</pre>
      <p>The same, with every option of this run:</p>
      <pre class="command">\(HTML.escaped(repetition.directCommand))</pre>

      """
  }

  private var facts: String {
    let run = record.run
    let start = run.start.formatted(.iso8601.dateSeparator(.dash).dateTimeSeparator(.space))
    var facts: [(String, String)] = [
      ("Chapter", HTML.escaped(record.chapter)),
      ("Preset", HTML.escaped(run.preset)),
      ("Seeds", run.seeds.map(String.init).joined(separator: ", ")),
      ("Threads", "\(run.threads)\(record.blas == nil ? "" : ", which share a kernel’s work")"),
      ("Start", "<time>\(start)</time>"),
      ("Duration", Self.duration(run.seconds)),
      ("Commit", "<code class=\"digest\">\(HTML.escaped(record.code.commit))</code>"),
      ("Working copy", cleanliness),
      ("Sources", Self.list(ofPaths: record.code.sources)),
      ("Digest", "<code class=\"digest\">\(record.code.digest)</code>"),
      ("Now", currency),
      ("Engine", engineSources),
      ("Build", build),
      ("Machine", machine),
    ]
    if let blas = record.blas {
      let threads = blas.threads == 1 ? "1 thread" : "\(blas.threads) threads"
      facts.append(
        ("BLAS", HTML.escaped("\(blas.version), kernel: \(blas.kernel), \(threads) in each call")))
    }
    return Self.list(facts)
  }

  private var cleanliness: String {
    switch record.code.dirty {
    case false?: "<span class=\"state clean\">clean: the commit’s code</span>"
    case true?: "<span class=\"state dirty\">dirty: files differed from the commit</span>"
    case nil: "<span class=\"state\">unknown</span>"
    }
  }

  private var currency: String {
    switch isCurrent {
    case true?:
      "<span class=\"state current\">current: the code in this book has this digest</span>"
    case false?:
      "<span class=\"state stale\">stale: the code in this book has another digest</span>"
    case nil: "<span class=\"state\">the sources cannot be found</span>"
    }
  }

  private var engineSources: String {
    guard let engine = record.code.engine else {
      return "<span class=\"state\">not recorded</span>"
    }
    let sources = Self.list(ofPaths: engine.sources)
    let state =
      self.engine == .same
      ? "<span class=\"state current\">current</span>"
      : "<span class=\"state stale\">changed since</span>"
    return "\(sources): <code class=\"digest\">\(engine.digest)</code>, \(state)"
  }

  private var build: String {
    let build = record.build
    let flags = build.flags.isEmpty ? "" : ", " + build.flags.joined(separator: " ")
    return HTML.escaped("\(build.configuration), Swift \(build.swift)\(flags)")
  }

  private var machine: String {
    let machine = record.machine
    let memory = Figure.text(Double(machine.memory) / Double(1 << 30), unit: "GiB")
    let load = machine.load.map { String(format: "%.2f", $0) }.joined(separator: ", ")
    return HTML.escaped(
      "\(machine.processor), \(machine.cores) cores, \(memory), \(machine.system)"
        + (load.isEmpty ? "" : "; load before the run: \(load)"))
  }
}

// MARK: - Small things

extension RecordPage {
  static func list(_ facts: [(String, String)]) -> String {
    let items = facts.map { "<dt>\($0)</dt><dd>\($1)</dd>\n" }.joined()
    return "<dl class=\"facts\">\n\(items)</dl>\n"
  }

  private static func list(ofPaths paths: [String]) -> String {
    paths.map { "<code>\(HTML.breakable($0))</code>" }.joined(separator: ", ")
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole < 60 ? "\(Figure.text(seconds, unit: "s"))" : "\(whole / 60) min \(whole % 60) s"
  }
}
