import Layers
import Tensors
import Testing

@testable import DistillationSearch

// MARK: - Layers and layers

@Suite struct LayerMappingTests {
  @Test(arguments: [
    (12, 4, [[3, 9], [6, 10], [9, 11], [12, 12]]), (12, 3, [[4, 10], [8, 11], [12, 12]]),
    (6, 4, [[1, 3], [3, 4], [4, 5], [6, 6]]), (6, 1, [[6, 6]]), (5, 2, [[2, 4], [5, 5]]),
    (3, 3, [[1, 1], [2, 2], [3, 3]]),
  ])
  func `uniform and last is as the formula says`(
    teacherLayers: Int, studentLayers: Int, expected: [[Int]]
  ) {
    let found = (1...studentLayers).map {
      LayerMapping.uniformAndLast
        .teachers(of: $0, studentLayers: studentLayers, teacherLayers: teacherLayers)
    }
    #expect(found == expected)
  }

  @Test(arguments: LayerMapping.allCases)
  func `the last learns from the last, and nobody from a layer that is not there`(
    mapping: LayerMapping
  ) {
    for teacherLayers in 1...12 {
      for studentLayers in 1...teacherLayers {
        let all = (1...studentLayers).map {
          mapping.teachers(
            of: $0, studentLayers: studentLayers, teacherLayers: teacherLayers)
        }
        #expect(Set(all.last!) == [teacherLayers])
        #expect(all.joined().allSatisfy { (1...teacherLayers).contains($0) })
      }
    }
  }

  @Test func `only the last layer learns from the last alone`() {
    let layers = (1...3).map {
      LayerMapping.last.teachers(of: $0, studentLayers: 3, teacherLayers: 6)
    }
    #expect(layers == [[], [], [6]])
  }
}

// MARK: - Students

@Suite struct SearchSpaceTests {
  static let space = SearchSpace(
    layers: [1, 2, 4], widths: [32, 48, 64], heads: [1, 2, 4],
    feedForwardWidths: [32, 64, 128, 256])

  @Test func `all students are valid, different, and in the space`() throws {
    let students = Self.space.students
    #expect(Set(students).count == students.count && students.count > 50)
    for student in students {
      #expect(Self.space.contains(student))
      #expect(student.width % student.heads == 0 && student.width / student.heads >= 16)
      #expect((student.width...4 * student.width).contains(student.feedForwardWidth))
      try student.configuration(vocabularySize: 10, contextLength: 8).validate()
    }
    #expect(
      !Self.space.contains(
        StudentShape(layers: 1, width: 32, heads: 4, feedForwardWidth: 64)))
  }

  @Test func `neighbours differ in one part, and each is its neighbour's neighbour`() {
    for student in Self.space.students {
      for other in Self.space.neighbours(of: student) {
        let differing = [
          student.layers != other.layers, student.width != other.width,
          student.heads != other.heads, student.feedForwardWidth != other.feedForwardWidth,
        ]
        #expect(differing.count { $0 } == 1)
        #expect(Self.space.neighbours(of: other).contains(student))
      }
    }
  }

  @Test func `the multiply-adds by the formula are those that are counted`() throws {
    var generator = SeededGenerator(seed: 1)
    for student in Self.space.students.prefix(12) {
      let encoder = try Transformer(
        student.configuration(vocabularySize: 10, contextLength: 8), isTrainable: false,
        using: &generator)
      let counted = Work.counting { encoder([Int32](repeating: 3, count: 8)) }.work.multiplyAdds
      #expect(student.multiplyAdds(tokens: 8) == counted)
    }
  }
}
