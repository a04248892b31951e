// swift-tools-version: 6.2

import Foundation
import PackageDescription

// The targets stand in reading order: each depends only on targets above it.

/// The vector instructions of this processor, for the numeric targets: AVX-512, AVX2, or neither.
/// What is built runs on processors like this one; PARSIMONY_VECTORS=avx512, avx2 or none says
/// otherwise.
let vectors: String = {
  if let chosen = Context.environment["PARSIMONY_VECTORS"] { return chosen }
  let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
  return processor.contains("avx512vl") ? "avx512" : processor.contains("avx2") ? "avx2" : "none"
}()

let vectorised: [SwiftSetting] = {
  let level = ["avx512": "x86-64-v4", "avx2": "x86-64-v3"]
  guard let level = level[vectors] else { return [] }
  // The square root of a negative number need not set errno: without that it is one instruction.
  let flags = ["-Xcc", "-march=\(level)", "-Xcc", "-fno-math-errno"]
  return [
    .unsafeFlags(flags, .when(configuration: .release)),
    .define("VECTORS_\(vectors.uppercased())", .when(configuration: .release)),
  ]
}()

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "Parsimony",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "multiplexing", targets: ["multiplexing-chapter"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // What the system provides.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CCMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),

    // The engine. CVector is two instructions that Swift has no words for.
    .target(name: "CVector"),
    .target(name: "Tensors", dependencies: ["COpenBLAS", "CVector"], swiftSettings: vectorised),
    .target(name: "Layers", dependencies: ["Tensors"], swiftSettings: vectorised),

    // Texts, and the evidence for what is claimed.
    .target(name: "Evidence"),
    .target(name: "Text", dependencies: ["Evidence"]),

    // The techniques: each shown whole in a chapter of its own.
    .target(
      name: "FastFeedforward", dependencies: ["CVector", "Layers", "Tensors"],
      swiftSettings: vectorised),
    .target(
      name: "Multiplexing", dependencies: ["Layers", "Tensors"], swiftSettings: vectorised),

    .target(name: "TemporaryLoRA", dependencies: ["Layers", "Tensors"], swiftSettings: vectorised),
    .target(
      name: "DistillationSearch", dependencies: ["Layers", "Tensors"], swiftSettings: vectorised),

    // What encoders of several chapters learn from.
    .target(name: "EncoderTasks", dependencies: ["Tensors", "Text"], swiftSettings: vectorised),

    // The chapters' executables.
    .target(name: "ChapterCommand", dependencies: ["Evidence", argumentParser]),
    // Each names whatever it imports: what is named only by others may be compiled again without it.
    .target(
      name: "ChapterEngine",
      dependencies: ["ChapterCommand", "Evidence", "Layers", "Tensors", "Text"]),
    .executableTarget(
      name: "foundations",
      dependencies: ["ChapterCommand", "ChapterEngine", "Evidence", "Layers", "Tensors", "Text"],
      swiftSettings: vectorised),
    .executableTarget(
      name: "fast-feedforward",
      dependencies: [
        "ChapterCommand", "ChapterEngine", "EncoderTasks", "Evidence", "FastFeedforward", "Layers",
        "Tensors", "Text",
      ], swiftSettings: vectorised),
    // A folder called multiplexing would be Multiplexing's where file names have no case.
    .executableTarget(
      name: "multiplexing-chapter",
      dependencies: [
        "ChapterCommand", "ChapterEngine", "EncoderTasks", "Evidence", "Layers", "Multiplexing",
        "Tensors", "Text",
      ], swiftSettings: vectorised),
    .executableTarget(
      name: "distillation-search",
      dependencies: [
        "ChapterCommand", "ChapterEngine", "DistillationSearch", "Evidence", "Layers", "Tensors",
        "Text",
      ], swiftSettings: vectorised),
    .executableTarget(
      name: "temporary-lora",
      dependencies: [
        "ChapterCommand", "ChapterEngine", "Evidence", "Layers", "TemporaryLoRA", "Tensors", "Text",
      ], swiftSettings: vectorised),
    .executableTarget(
      name: "benchmark",
      dependencies: ["ChapterCommand", "ChapterEngine", "Evidence", "Layers", "Tensors", "Text"],
      swiftSettings: vectorised),

    // The book: prose, sources and records woven into a site.
    .target(name: "Weave", dependencies: ["CCMark", "Evidence", mustache]),
    .executableTarget(name: "book", dependencies: ["Weave", argumentParser]),

    // What the tests of all chapters share.
    .target(
      name: "ChapterTesting", dependencies: ["ChapterCommand", "Evidence"],
      path: "Tests/ChapterTesting"),

    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(
      name: "LayersTests", dependencies: ["Layers", "Tensors"], resources: [.copy("Fixtures")]),
    .testTarget(name: "EvidenceTests", dependencies: ["Evidence"]),
    .testTarget(name: "TextTests", dependencies: ["Text", "Evidence"]),
    .testTarget(
      name: "FastFeedforwardTests", dependencies: ["FastFeedforward", "Layers", "Tensors"]),
    .testTarget(
      name: "MultiplexingTests", dependencies: ["Multiplexing", "Layers", "Tensors"]),
    .testTarget(
      name: "TemporaryLoRATests", dependencies: ["Layers", "Tensors", "TemporaryLoRA"]),
    .testTarget(
      name: "DistillationSearchTests", dependencies: ["DistillationSearch", "Layers", "Tensors"]),
    .testTarget(name: "ChapterCommandTests", dependencies: ["ChapterCommand", "Evidence"]),
    .testTarget(
      name: "FastFeedforwardChapterTests",
      dependencies: [
        "fast-feedforward", "ChapterCommand", "ChapterTesting", "EncoderTasks", "Evidence",
        "FastFeedforward", "Layers", "Tensors", "Text",
      ]),
    .testTarget(
      name: "MultiplexingChapterTests",
      dependencies: [
        "multiplexing-chapter", "ChapterCommand", "ChapterTesting", "EncoderTasks", "Evidence",
        "Layers", "Multiplexing", "Tensors", "Text",
      ]),
    .testTarget(
      name: "DistillationSearchChapterTests",
      dependencies: [
        "distillation-search", "ChapterCommand", "ChapterTesting", "DistillationSearch", "Evidence",
        "Layers", "Tensors", "Text",
      ]),
    .testTarget(
      name: "TemporaryLoRAChapterTests",
      dependencies: [
        "temporary-lora", "ChapterCommand", "ChapterTesting", "Evidence", "Layers", "TemporaryLoRA",
        "Tensors", "Text",
      ]),
    .testTarget(
      name: "FoundationsTests",
      dependencies: ["foundations", "benchmark", "ChapterCommand", "ChapterTesting", "Evidence"]),
    .testTarget(
      name: "WeaveTests", dependencies: ["Weave", "CCMark", "Evidence", "book"],
      resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6]
)
