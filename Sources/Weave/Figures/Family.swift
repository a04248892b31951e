import Evidence
import Foundation

// MARK: - Series that are one thing

/// Series that repeat one thing with different seeds, or a series by itself.
///
/// A family has one colour and one name, so that its spread is seen and not its members.
struct Family {
  /// What it is called: `transformer (3 seeds)`.
  let name: String
  /// Its members, at least one.
  let members: [Series]
  /// What it is to the argument.
  let role: Series.Role
  /// Its place among the families of its role.
  let index: Int

  /// The classes that decide its colour.
  var colour: String {
    switch role {
    case .measured: "s\(index % 6)"
    case .baseline: index == 0 ? "baseline" : "baseline b\(index % 3)"
    case .paper: "paper"
    }
  }
}

// MARK: - Finding families

extension Family {
  /// The families of some series, in the order in which their first members stand.
  static func families(of series: [Series]) -> [Family] {
    var order: [String] = []
    var members: [String: [Series]] = [:]
    for (index, series) in series.enumerated() {
      let key = "\(series.role.rawValue) \(series.stem ?? "\(index)")"
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(series)
    }
    var counts: [Series.Role: Int] = [:]
    return order.map { key in
      let group = members[key] ?? []
      let role = group[0].role
      defer { counts[role, default: 0] += 1 }
      let name = group.count > 1 ? "\(group[0].stem ?? "") (\(group.count) seeds)" : group[0].name
      return Family(name: name, members: group, role: role, index: counts[role, default: 0])
    }
  }
}

extension Series {
  /// The name without the seed behind it, where there is one.
  fileprivate var stem: String? {
    name.firstMatch(of: /^(.+), seed \d+$/).map { String($0.1) }
  }
}
