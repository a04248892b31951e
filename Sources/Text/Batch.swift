// MARK: - Batch

/// Some windows of text of equal length, with the token that a model should predict at each place.
public struct Batch: Hashable, Sendable {
  /// The label of a place that is not scored.
  public static let ignoredLabel: Int32 = -100

  /// The number of windows.
  public let size: Int
  /// The number of tokens a window.
  public let contextLength: Int
  /// The tokens, [size, contextLength], window after window.
  public let inputs: [Int32]
  /// The token after each input, or `ignoredLabel`; [size, contextLength].
  public let labels: [Int32]

  init(windows: [Window]) {
    size = windows.count
    contextLength = windows.first?.inputs.count ?? 0
    inputs = windows.flatMap(\.inputs)
    labels = windows.flatMap(\.labels)
  }
}

// MARK: - Window

/// One row of a batch.
struct Window {
  var inputs: [Int32]
  var labels: [Int32]

  /// Takes tokens that follow one another: all but the last are inputs, all but the first labels.
  init(_ tokens: ArraySlice<Int32>) {
    inputs = Array(tokens.dropLast())
    labels = Array(tokens.dropFirst())
  }
}
