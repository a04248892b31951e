import Tensors
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

  @Test func `instances of like length share a pass`() {
    let lengths = [9, 2, 8, 2, 1, 9]
    let grouping = Grouping(lengths: lengths, groupSize: 2)
    #expect(grouping.instances == [4, 1, 3, 2, 0, 5])
    let batch = MultiplexedBatch(randomInstances(lengths), grouping)
    #expect(batch.groupLengths == [2, 8, 9] && batch.length == 9)
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

// MARK: - Means

extension GroupingTests {
  @Test func `an instance gets the mean of its slots`() {
    let grouping = Grouping(order: [1, 2, 0], groupSize: 2, copies: 1)
    #expect(grouping.instances == [1, 2, 0, 0])
    let mean = grouping.averaging(Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [4, 2]))
    #expect(mean.shape == [3, 2] && mean.elements == [6, 7, 1, 2, 3, 4])
  }

  @Test func `who is packed by length reads less padding`() {
    let lengths = [1, 8, 2, 7]
    let instances = lengths.map { [Int32](repeating: 3, count: $0) }
    func filling(_ grouping: Grouping) -> Double {
      MultiplexedBatch(instances, grouping).fillingOfPasses
    }
    // As they come, passes are 8 and 7 long for two slots each; packed, 2 and 8.
    #expect(filling(Grouping(4, groupSize: 2)) == 18.0 / 30)
    #expect(filling(Grouping(lengths: lengths, groupSize: 2)) == 18.0 / 20)
  }

  @Test func `packing sorts within runs, and keeps the order of who is equally long`() {
    let lengths = [5, 2, 9, 2, 7, 1]
    #expect(packed([0, 1, 2, 3, 4, 5], by: lengths, within: 4) == [1, 3, 0, 2, 5, 4])
    #expect(packed([5, 4, 3, 2, 1, 0], by: lengths, within: 4) == [5, 3, 4, 2, 1, 0])
    #expect(packed([3, 1, 0], by: lengths, within: 1) == [3, 1, 0])
  }
}
