// MARK: - What a claim demands

/// Conditions on measurements, all of which must hold.
///
/// Written as one reads it:
///
/// ```swift
/// measured("speedup") > 10 && measured("accuracy-tree") >= 0.98 * measured("accuracy-dense")
/// ```
public struct Predicate: Hashable, Sendable {
  /// The conditions, at least one.
  public let conditions: [Condition]

  /// Both predicates together.
  public static func && (left: Predicate, right: Predicate) -> Predicate {
    Predicate(conditions: left.conditions + right.conditions)
  }

  /// The measurements that the conditions name.
  public var measurementIDs: Set<String> {
    Set(conditions.flatMap { [$0.left, $0.right.measurement].compactMap(\.self) })
  }
}

/// One measurement compared with a number or with a multiple of another measurement.
public struct Condition: Codable, Hashable, Sendable {
  /// The id of the measurement on the left.
  public let left: String
  /// How the two sides must stand to each other.
  public let relation: Relation
  /// The other side.
  public let right: Bound
}

// MARK: - Relations

/// An order relation.
public enum Relation: String, Codable, Sendable {
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// Whether the relation holds between two numbers.
  public func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }

  /// Whether the left side profits from being small.
  var wantsLess: Bool { self == .less || self == .lessOrEqual }
}

// MARK: - The other side of a condition

/// A bound: a number, or `factor` times another measurement.
public struct Bound: Codable, Hashable, Sendable {
  /// The number, where the bound is one.
  public let number: Double?
  /// The factor, where the bound is a multiple of a measurement.
  public let factor: Double?
  /// The id of that measurement.
  public let measurement: String?

  /// A bound that is a number.
  public static func number(_ number: Double) -> Bound {
    Bound(number: number, factor: nil, measurement: nil)
  }

  /// A bound that is a multiple of a measurement; the factor is positive, so that the
  /// unfavourable end of the measurement's interval remains the unfavourable end of the bound.
  public static func multiple(_ factor: Double, of measurement: String) -> Bound {
    precondition(factor > 0, "the factor of a bound is positive")
    return Bound(number: nil, factor: factor, measurement: measurement)
  }

  /// Whether this is exactly one of the two forms, as it may not be in an edited file.
  var isWellFormed: Bool {
    number != nil ? factor == nil && measurement == nil : (factor ?? 0) > 0 && measurement != nil
  }
}

// MARK: - Writing predicates

/// A measurement, as predicates are written: `measured("speedup") > 10`.
public func measured(_ id: String) -> MeasuredQuantity { MeasuredQuantity(id: id, factor: 1) }

/// A measurement, or a multiple of one.
public struct MeasuredQuantity: Hashable, Sendable {
  let id: String
  let factor: Double

  /// A multiple of a measurement, for the right side of a comparison.
  public static func * (factor: Double, quantity: MeasuredQuantity) -> MeasuredQuantity {
    MeasuredQuantity(id: quantity.id, factor: factor * quantity.factor)
  }

  private func compared(_ relation: Relation, with bound: Bound) -> Predicate {
    precondition(factor == 1, "write the factor on the right side of the comparison")
    return Predicate(conditions: [Condition(left: id, relation: relation, right: bound)])
  }

  private var bound: Bound { .multiple(factor, of: id) }
}

// MARK: - Comparisons

extension MeasuredQuantity {
  /// Less than a number.
  public static func < (left: Self, right: Double) -> Predicate {
    left.compared(.less, with: .number(right))
  }
  /// At most a number.
  public static func <= (left: Self, right: Double) -> Predicate {
    left.compared(.lessOrEqual, with: .number(right))
  }
  /// More than a number.
  public static func > (left: Self, right: Double) -> Predicate {
    left.compared(.greater, with: .number(right))
  }
  /// At least a number.
  public static func >= (left: Self, right: Double) -> Predicate {
    left.compared(.greaterOrEqual, with: .number(right))
  }
  /// Less than another measurement, or a multiple of it.
  public static func < (left: Self, right: Self) -> Predicate {
    left.compared(.less, with: right.bound)
  }
  /// At most another measurement, or a multiple of it.
  public static func <= (left: Self, right: Self) -> Predicate {
    left.compared(.lessOrEqual, with: right.bound)
  }
  /// More than another measurement, or a multiple of it.
  public static func > (left: Self, right: Self) -> Predicate {
    left.compared(.greater, with: right.bound)
  }
  /// At least another measurement, or a multiple of it.
  public static func >= (left: Self, right: Self) -> Predicate {
    left.compared(.greaterOrEqual, with: right.bound)
  }
}

// MARK: - In a record

// A predicate is the plain list of its conditions there.
extension Predicate: Codable {
  /// Reads the list of conditions.
  public init(from decoder: any Decoder) throws {
    self.init(conditions: try [Condition](from: decoder))
  }

  /// Writes the list of conditions.
  public func encode(to encoder: any Encoder) throws { try conditions.encode(to: encoder) }
}
