import Testing

@testable import Multiplexing

// MARK: - Groups

@Suite("A queue becomes groups of N")
struct GroupingTests {
  @Test func `in the order in which instances came`() {
    let grouping = Grouping(6, groupSize: 3)
    #expect(grouping.instances == [0, 1, 2, 3, 4, 5] && grouping.groupCount == 2)
  }

  @Test func `a ragged last group is filled with its own instances, in turn`() {
    #expect(Grouping(5, groupSize: 3).instances == [0, 1, 2, 3, 4, 3])
    #expect(Grouping(9, groupSize: 8).instances == Array(0..<8) + [Int](repeating: 8, count: 8))
    #expect(Grouping(3, groupSize: 8).instances == [0, 1, 2, 0, 1, 2, 0, 1])
  }

  @Test func `an ensemble is one instance in several slots`() {
    #expect(Grouping(2, groupSize: 2, copies: 2).instances == [0, 0, 1, 1])
    #expect(Grouping(3, groupSize: 4, copies: 2).instances == [0, 0, 1, 1, 2, 2, 2, 2])
    #expect(Grouping(3, groupSize: 3, copies: 2).instances == [0, 0, 1, 1, 2, 2])
  }

  @Test func `a batch is as long as its longest instance, and each group as its own`() {
    let batch = MultiplexedBatch(randomInstances([9, 2, 8, 2, 1]), Grouping(5, groupSize: 2))
    #expect(batch.groupLengths == [9, 8, 1] && batch.length == 9)
    #expect(batch.filling == 23.0 / 54)
  }

  @Test(arguments: [1, 2, 5, 8], [1, 3, 8])
  func `every instance stands in as many slots as asked, but those of the last group`(
    groupSize: Int, count: Int
  ) {
    for copies in 1...groupSize {
      let order = (0..<count).reversed().map { $0 }
      let grouping = Grouping(order: order, groupSize: groupSize, copies: copies)
      #expect(grouping.instances.count % groupSize == 0)
      #expect(grouping.instances.count - count * copies < groupSize)
      for instance in 0..<count {
        let slots = grouping.instances.indices.filter { grouping.instances[$0] == instance }
        #expect(slots.count >= copies)
        let last = slots.last.map { $0 / groupSize == grouping.groupCount - 1 } ?? false
        if slots.count > copies { #expect(last) }
      }
    }
  }
}

// MARK: - Padding

extension GroupingTests {
  @Test func `who is packed by length reads less padding`() {
    let lengths = [1, 8, 2, 7]
    let instances = lengths.map { [Int32](repeating: 3, count: $0) }
    func filling(_ order: [Int]) -> [Double] {
      [order.prefix(2), order.suffix(2)].map { chosen in
        MultiplexedBatch(chosen.map { instances[$0] }, Grouping(2, groupSize: 2)).filling
      }
    }
    #expect(filling([0, 1, 2, 3]) == [9.0 / 16, 9.0 / 14])
    #expect(filling(packed([0, 1, 2, 3], by: lengths, within: 4)) == [3.0 / 4, 15.0 / 16])
  }

  @Test func `packing sorts within runs, and keeps the order of who is equally long`() {
    let lengths = [5, 2, 9, 2, 7, 1]
    #expect(packed([0, 1, 2, 3, 4, 5], by: lengths, within: 4) == [1, 3, 0, 2, 5, 4])
    #expect(packed([5, 4, 3, 2, 1, 0], by: lengths, within: 4) == [5, 3, 4, 2, 1, 0])
    #expect(packed([3, 1, 0], by: lengths, within: 1) == [3, 1, 0])
  }
}
