import Evidence

// MARK: - What a text is bound to

/// What a link into a record names there.
enum Binding {
  /// A figure.
  case measurement(Measurement)
  /// The verdict on a claim.
  case verdict(Finding)
  /// A value of the configuration, with its path and its text.
  case configuration(path: String, text: String)
  /// What a claim compares a measurement with, where that is a number.
  case bound(Finding, text: String)
  /// What a cell put out, or only one item of it, counted from 1.
  case output(CellOutput, item: Int?)
}

extension Binding {
  /// What a fragment names in a record; nil where it names nothing.
  ///
  /// - Parameter prefersOutput: Whether a name that a cell and a figure share means the cell.
  init?(_ fragment: String, in record: Record, prefersOutput: Bool = false) {
    let output = Binding(output: fragment, in: record)
    if prefersOutput, let output {
      self = output
    } else if let measurement = record.measurement(fragment) {
      self = .measurement(measurement)
    } else if let bound = record.bounds.first(where: { $0.name == fragment }) {
      self = .bound(bound.finding, text: bound.text)
    } else if fragment.hasPrefix("claim-"),
      let finding = record.finding(String(fragment.dropFirst(6)))
    {
      self = .verdict(finding)
    } else if let setting = record.settings.first(where: { $0.path == fragment }) {
      self = .configuration(path: setting.path, text: setting.text)
    } else if let output {
      self = output
    } else {
      return nil
    }
  }

  private init?(output fragment: String, in record: Record) {
    let parts = fragment.split(separator: "/", maxSplits: 1).map(String.init)
    guard let slug = parts.first, let output = record.outputs.first(where: { $0.cell.slug == slug })
    else { return nil }
    guard parts.count == 2 else {
      self = .output(output, item: nil)
      return
    }
    guard let item = Int(parts[1]), output.items.indices.contains(item - 1) else { return nil }
    self = .output(output, item: item)
  }
}

// MARK: - What a record offers

extension Record {
  /// All values of the configuration by their paths, which begin with `configuration`.
  var settings: [(path: String, text: String)] { run.configuration.leaves(at: "configuration") }

  /// The numbers in the claims' conditions: `claim-a/bound`, and where a claim has several
  /// conditions, `claim-a/bound/2` for that of the second.
  var bounds: [(name: String, finding: Finding, text: String)] {
    var bounds: [(name: String, finding: Finding, text: String)] = []
    for finding in claims {
      let conditions = finding.claim.predicate.conditions
      for (index, condition) in conditions.enumerated() {
        let unit = measurement(condition.left)?.unit ?? ""
        guard let text = condition.right.text(unit: unit) else { continue }
        let place = conditions.count == 1 ? "" : "/\(index + 1)"
        bounds.append(("claim-\(finding.claim.id)/bound\(place)", finding, text))
      }
    }
    return bounds
  }

  /// All names that a link can have behind its `#`.
  var fragments: [String] {
    measurements.map(\.id) + claims.map { "claim-\($0.claim.id)" } + bounds.map(\.name)
      + settings.map(\.path) + outputs.map(\.cell.slug)
  }
}

// MARK: - The text that it must have

extension Binding {
  /// What the text of a link must be; nil where it may be anything.
  func text(for link: Inline.Link) -> String? {
    switch self {
    case .measurement(let measurement): FigureForm(of: link).text(measurement)
    case .verdict(let finding): finding.verdict.description
    case .configuration(_, let text), .bound(_, let text): text
    case .output: nil
    }
  }
}

/// How a figure stands in prose.
enum FigureForm: String {
  /// With its unit.
  case figure
  /// With its unit and its interval.
  case interval
  /// As a number alone.
  case bare

  /// The form that a link has now; a title of its name says it explicitly.
  init(of link: Inline.Link) {
    let text = link.content.plainText
    if let form = FigureForm(rawValue: link.title) {
      self = form
    } else if text.contains("(") {
      self = .interval
    } else {
      let isNumber = text.allSatisfy { $0.isNumber || "+-−–,.".contains($0) }
      self = isNumber && !text.isEmpty ? .bare : .figure
    }
  }

  func text(_ measurement: Measurement) -> String {
    switch self {
    case .figure: measurement.figure
    case .interval: measurement.figureWithInterval
    case .bare: Figure.text(measurement.estimate)
    }
  }
}
