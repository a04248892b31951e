import Evidence

// MARK: - Claims

extension RecordPage {
  var claims: String {
    let rows = record.claims.map { finding in
      let claim = finding.claim
      let paper =
        claim.paper.map { HTML.escaped("\($0.figure), \($0.place)") } ?? "–"
      return """
        <tr id="claim-\(claim.id)"><th scope="row">\(HTML.escaped(claim.statement))</th>\
        <td>\(paper)</td><td>\(claim.predicate.words { HTML.link("#\($0)", $0) })</td>\
        <td><span class="verdict \(finding.verdict.className)">\(finding.verdict)</span></td>\
        <td><code>\(HTML.escaped(claim.test))</code></td></tr>

        """
    }
    return Self.table("claims", ["Claim", "Paper", "Met when", "Verdict", "Test"], rows)
  }
}

// MARK: - Measurements

extension RecordPage {
  var measurements: String {
    let rows = record.measurements.map { measurement in
      """
      <tr id="\(measurement.id)"><th scope="row"><code>\(measurement.id)</code></th>\
      <td class="number">\(HTML.escaped(measurement.figure.keepingUnit))</td>\
      <td>\(Self.interval(measurement))</td><td>\(measurement.kind.rawValue)</td>\
      <td>\(Self.samples(measurement))</td><td>\(HTML.escaped(measurement.note ?? ""))</td></tr>

      """
    }
    return Self.table(
      "measurements", ["Measurement", "Estimate", "Interval", "Kind", "Samples", "Note"], rows)
  }

  private static func interval(_ measurement: Measurement) -> String {
    guard let interval = measurement.interval else { return "–" }
    return HTML.escaped(
      "\(Figure.text(interval.low)) to \(Figure.text(interval.high)), \(interval.levelText), "
        + interval.methodText)
  }

  private static func samples(_ measurement: Measurement) -> String {
    let samples = measurement.samples
    guard samples.count > 1 else { return "1" }
    let list = samples.map { "\($0)" }.joined(separator: ", ")
    return "<details class=\"samples\"><summary>\(samples.count)</summary><p>\(list)</p></details>"
  }
}

// MARK: - Settings and data

extension RecordPage {
  var configuration: String {
    let rows = record.settings.map { path, text in
      "<tr id=\"\(HTML.escaped(path))\"><th scope=\"row\"><code>\(HTML.breakable(path))</code></th>"
        + "<td>\(HTML.escaped(text))</td></tr>\n"
    }
    return Self.table("configuration", ["Setting", "Value"], rows)
  }

  var data: String {
    let rows = record.data.map { source in
      "<tr><th scope=\"row\">\(HTML.escaped(source.name))</th>"
        + "<td><code class=\"digest\">\(source.sha256)</code></td>"
        + "<td>\(HTML.escaped(source.licence))</td></tr>\n"
    }
    return Self.table("sources", ["Text", "SHA-256", "Licence"], rows)
  }

  private static func table(_ name: String, _ columns: [String], _ rows: [String]) -> String {
    guard !rows.isEmpty else { return "" }
    let head = columns.map { "<th scope=\"col\">\($0)</th>" }.joined()
    return """
      <div class="table"><table class="\(name)">
      <thead>
      <tr>\(head)</tr>
      </thead>
      <tbody>
      \(rows.joined())</tbody>
      </table></div>

      """
  }
}

// MARK: - Outputs

extension RecordPage {
  var outputs: String {
    var figures = 0
    return record.outputs.map { output in
      let items = output.items.map { item in
        OutputHTML.html(item, provenance: nil) {
          figures += 1
          return (figures, "figure-\(figures)")
        }
      }
      let content = items.isEmpty ? "<p>Nothing.</p>\n" : items.joined()
      return """
        <section class="cell" id="\(Self.anchor(of: output))">
        <h3>\(HTML.escaped(output.cell))</h3>
        <div class="output" role="group" aria-label="Output">
        \(content)</div>
        </section>

        """
    }.joined()
  }
}
