// swift-tools-version: 6.1

import PackageDescription

// The targets stand in reading order: each depends only on targets above it.

/// Vector instructions for the numeric targets: AVX2 and FMA, in every x86-64 processor since 2013.
/// `PARSIMONY_PORTABLE=1` leaves them out; Package.swift cannot ask the processor, the Makefile does.
let vectorised: [SwiftSetting] = {
  #if arch(x86_64)
    guard Context.environment["PARSIMONY_PORTABLE"] == nil else { return [] }
    return [
      .unsafeFlags(
        ["-Xcc", "-march=x86-64-v3", "-Xcc", "-fno-math-errno"],
        .when(configuration: .release))
    ]
  #else
    return []
  #endif
}()

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Parsimony",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // What the system provides.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),

    // The engine.
    .target(name: "Tensors", dependencies: ["COpenBLAS"], swiftSettings: vectorised),
    .target(name: "Layers", dependencies: ["Tensors"], swiftSettings: vectorised),

    // Texts, and the evidence for what is claimed.
    .target(name: "Evidence"),
    .target(name: "Text", dependencies: ["Evidence"]),

    // The chapters' executables.
    .target(name: "ChapterCommand", dependencies: ["Evidence", argumentParser]),
    .executableTarget(
      name: "foundations", dependencies: ["Layers", "Text", "ChapterCommand"],
      swiftSettings: vectorised),
    .executableTarget(
      name: "benchmark", dependencies: ["Layers", "ChapterCommand"], swiftSettings: vectorised),

    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(
      name: "LayersTests", dependencies: ["Layers", "Tensors"], resources: [.copy("Fixtures")]),
    .testTarget(name: "EvidenceTests", dependencies: ["Evidence"]),
    .testTarget(name: "TextTests", dependencies: ["Text", "Evidence"]),
    .testTarget(name: "ChapterCommandTests", dependencies: ["ChapterCommand", "Evidence"]),
    .testTarget(name: "FoundationsTests", dependencies: ["foundations", "Evidence"]),
  ],
  swiftLanguageModes: [.v6]
)
