// MARK: - Which teacher layers a student layer learns from

/// How the layers of a teacher are divided among those of a student.
///
/// Layers count from 1; what a layer returns is what the next one reads.
public enum LayerMapping: String, Codable, CaseIterable, Sendable {
  /// Student layer i learns from teacher layers ⌊i·Lt/Ls⌋ and Lt − Ls + i: one spread over the
  /// whole teacher, one from its end.
  case uniformAndLast
  /// Layer i learns from ⌊i·Lt/Ls⌋ alone.
  case uniform
  /// The last learns from the last, and no other layer from any.
  case last

  /// The teacher layers from which a student layer learns.
  ///
  /// - Parameters:
  ///   - layer: in 1 ... `studentLayers`.
  ///   - studentLayers: Ls, at most `teacherLayers`.
  ///   - teacherLayers: Lt.
  public func teachers(of layer: Int, studentLayers: Int, teacherLayers: Int) -> [Int] {
    precondition((1...studentLayers).contains(layer) && studentLayers <= teacherLayers)
    let spread = layer * teacherLayers / studentLayers
    switch self {
    case .uniformAndLast: return [spread, teacherLayers - studentLayers + layer]
    case .uniform: return [spread]
    case .last: return layer == studentLayers ? [teacherLayers] : []
    }
  }
}

// MARK: - What a student learns

/// What of a teacher a student imitates.
public enum Objective: Codable, Hashable, Sendable {
  /// The states of its layers (arXiv 2303.09639).
  case states(LayerMapping)
  /// How tokens relate to each other in its last layer, divided into so many heads (MiniLMv2, arXiv
  /// 2012.15828).
  case relations(heads: Int)

  /// The number of heads of relations, where they are learned.
  var relationHeads: Int? {
    if case .relations(let heads) = self { heads } else { nil }
  }
}
