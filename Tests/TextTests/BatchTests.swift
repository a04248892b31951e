import Testing

@testable import Text

// MARK: - Random windows

@Suite struct BatchSamplerTests {
  /// Three documents whose tokens tell where they stand: 0 to 19, 100 to 105, 200 to 229.
  let documents: [[Int32]] = [Array(0..<20), Array(100..<106), Array(200..<230)]

  @Test func `windows lie within a document and labels are the next tokens`() throws {
    let sampler = try BatchSampler(documents: documents, contextLength: 5, batchSize: 50)
    var generator = TestGenerator(seed: 3)
    for _ in 0..<20 {
      let batch = sampler.batch(using: &generator)
      #expect(batch.inputs.count == 250 && batch.labels.count == 250)
      for row in 0..<batch.size {
        let inputs = Array(batch.inputs[(row * 5)..<(row * 5 + 5)])
        let labels = Array(batch.labels[(row * 5)..<(row * 5 + 5)])
        #expect(inputs == Array(inputs[0]..<(inputs[0] + 5)))
        #expect(labels == inputs.map { $0 + 1 })
        #expect(documents.contains { $0.contains(inputs[0]) && $0.contains(labels[4]) })
      }
    }
  }

  // 15 + 1 + 25 windows: in 4100 draws each comes about 100 times, with a deviation of 10.
  @Test func `every window is equally likely`() throws {
    let sampler = try BatchSampler(documents: documents, contextLength: 5, batchSize: 4100)
    #expect(sampler.windowCount == 41)
    var generator = TestGenerator(seed: 4)
    let batch = sampler.batch(using: &generator)
    let starts = stride(from: 0, to: batch.inputs.count, by: 5).map { batch.inputs[$0] }
    let counts = Dictionary(grouping: starts, by: \.self).mapValues(\.count)
    #expect(Set(counts.keys) == Set([Array(0..<15), [100], Array(200..<225)].joined()))
    #expect(counts.values.allSatisfy { 60...140 ~= $0 })
  }

  @Test func `the same seed gives the same batches, another seed others`() throws {
    let sampler = try BatchSampler(documents: documents, contextLength: 4, batchSize: 8)
    func batches(seed: UInt64) -> [Batch] {
      var generator = TestGenerator(seed: seed)
      return (0..<3).map { _ in sampler.batch(using: &generator) }
    }
    #expect(batches(seed: 1) == batches(seed: 1))
    #expect(batches(seed: 1) != batches(seed: 2))
    #expect(Set(batches(seed: 1)).count == 3)
  }

  @Test func `a short document is refused, and the longest context told`() throws {
    let error = try #require(throws: SamplingError.self) {
      try BatchSampler(documents: documents, contextLength: 6, batchSize: 1)
    }
    #expect(
      error.description
        == "Document 1 has 6 tokens, and a window with its labels takes 7. "
        + "Leave the document out, or choose a context of at most 5 tokens.")
    #expect(throws: SamplingError.noDocuments) {
      try BatchSampler(documents: [], contextLength: 6, batchSize: 1)
    }
  }
}

// MARK: - Evaluation windows

@Suite struct EvaluationWindowsTests {
  @Test func `a small document is laid out as drawn`() {
    let windows = EvaluationWindows(
      of: [1, 2, 3, 4, 5, 6], startToken: 9, contextLength: 4, precedingContext: 2)
    let batches = windows.batches(ofSize: 8)
    #expect(batches.count == 1)
    #expect(batches[0].inputs == [9, 1, 2, 3, 2, 3, 4, 5])
    #expect(batches[0].labels == [1, 2, 3, 4, -100, -100, 5, 6])
  }

  @Test func `a document shorter than the context is filled up and not scored there`() {
    let windows = EvaluationWindows(
      of: [1, 2], startToken: 9, contextLength: 4, precedingContext: 0)
    let batches = windows.batches(ofSize: 1)
    #expect(batches.map(\.inputs) == [[9, 1, 0, 0]])
    #expect(batches.map(\.labels) == [[1, 2, -100, -100]])
  }

  @Test(arguments: 1...30, [1, 4, 7])
  func `every token is scored exactly once, after its own predecessors`(
    length: Int, contextLength: Int
  ) {
    let document = Array(1...Int32(length))
    for precedingContext in 0..<contextLength {
      let windows = EvaluationWindows(
        of: document, startToken: 0, contextLength: contextLength,
        precedingContext: precedingContext)
      var scored: [Int32] = []
      for batch in windows.batches(ofSize: 3) {
        for (place, label) in batch.labels.enumerated() where label != Batch.ignoredLabel {
          scored.append(label)
          // Token n stands after tokens 0 to n - 1; those since the window's start are seen.
          #expect(batch.inputs[place] == label - 1)
          #expect(place % contextLength + 1 >= min(precedingContext, Int(label)))
        }
      }
      #expect(scored == document)
      #expect(windows.scoredCount == length)
    }
  }

  @Test func `without a start token the first token is only read`() {
    let windows = EvaluationWindows(
      of: [1, 2, 3], startToken: nil, contextLength: 2, precedingContext: 0)
    #expect(windows.scoredCount == 2)
    #expect(windows.batches(ofSize: 1).map(\.labels) == [[2, 3]])
    let lonely = EvaluationWindows(
      of: [1], startToken: nil, contextLength: 2, precedingContext: 0)
    #expect(lonely.batches(ofSize: 1).isEmpty)
  }
}
