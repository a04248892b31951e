import Foundation
import Tensors

// MARK: - Saving

/// Parameters, what they belong to, and where training stands, in one safetensors file.
public enum Checkpoint {
  private static let mean = "optimizer.mean"
  private static let square = "optimizer.square"
  private static let stepCount = "stepCount"

  /// Saves parameters, whole or not at all.
  ///
  /// - Parameters:
  ///   - parameters: what is saved, each under its name.
  ///   - optimizer: saved as well, so that training can go on as if it had never stopped.
  ///   - metadata: more words to keep, such as the configuration.
  /// - Throws: `SafeTensors.Failure`.
  public static func save(
    _ parameters: ParameterStore, optimizer: AdamW? = nil, metadata: [String: String] = [:],
    to url: URL
  ) throws {
    var items = parameters.entries.map {
      SafeTensors.Item($0.name, shape: $0.tensor.shape, $0.tensor.elements)
    }
    var metadata = metadata
    if let optimizer {
      items.append(.init(mean, shape: optimizer.mean.shape, optimizer.mean.elements))
      items.append(.init(square, shape: optimizer.square.shape, optimizer.square.elements))
      metadata[stepCount] = "\(optimizer.stepCount)"
    }
    try SafeTensors.write(items, metadata: metadata, to: url)
  }
}

// MARK: - Loading

extension Checkpoint {
  /// Loads every parameter of the store, and the optimiser's state where one is given.
  ///
  /// - Returns: the metadata that was saved.
  /// - Throws: `SafeTensors.Failure` where anything is missing, damaged or of another shape; then
  ///   some parameters may have been loaded, so that the model must not be used.
  @discardableResult
  public static func load(
    _ parameters: ParameterStore, optimizer: AdamW? = nil, from url: URL
  ) throws -> [String: String] {
    try load(parameters, optimizer: optimizer, from: SafeTensors(contentsOf: url))
  }

  /// The same from a file that is open.
  @discardableResult
  static func load(
    _ parameters: ParameterStore, optimizer: AdamW? = nil, from file: SafeTensors
  ) throws -> [String: String] {
    for entry in parameters.entries {
      try entry.tensor.withElements {
        try file.read(entry.name, shape: entry.tensor.shape, into: $0)
      }
    }
    if let optimizer {
      try optimizer.mean.withElements {
        try file.read(mean, shape: optimizer.mean.shape, into: $0)
      }
      try optimizer.square.withElements {
        try file.read(square, shape: optimizer.square.shape, into: $0)
      }
      guard let steps = file.metadata[stepCount].flatMap({ Int($0) }) else {
        throw file.failure("does not say after how many steps it was saved")
      }
      optimizer.stepCount = steps
    }
    return file.metadata
  }
}

// MARK: - A whole transformer

extension Transformer {
  private static let configurationKey = "configuration"

  /// Saves the model with its configuration.
  /// - Throws: `SafeTensors.Failure`.
  public func save(
    optimizer: AdamW? = nil, metadata: [String: String] = [:], to url: URL
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var metadata = metadata
    metadata[Transformer.configurationKey] =
      String(decoding: try encoder.encode(configuration), as: UTF8.self)
    try Checkpoint.save(parameters, optimizer: optimizer, metadata: metadata, to: url)
  }

  /// A model as it was saved.
  /// - Throws: `SafeTensors.Failure`, or `TransformerConfiguration.Impossible`.
  public init(contentsOf url: URL, isTrainable: Bool = true) throws {
    let file = try SafeTensors(contentsOf: url)
    guard let text = file.metadata[Transformer.configurationKey],
      let configuration = try? JSONDecoder().decode(
        TransformerConfiguration.self, from: Data(text.utf8))
    else { throw file.failure("does not say which configuration it holds") }
    var generator = SeededGenerator(seed: 0)
    try self.init(configuration, isTrainable: isTrainable, using: &generator)
    try Checkpoint.load(parameters, from: file)
  }
}
