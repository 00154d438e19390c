// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "benchmarks",
  products: [
    // Loaded before a program, whose requests for memory it counts.
    .library(name: "allocations", type: .dynamic, targets: ["allocations"])
  ],
  dependencies: [.package(name: "ki67", path: "..")],
  targets: [
    .executableTarget(
      name: "selection", dependencies: [.product(name: "Hotspots", package: "ki67")]),
    .executableTarget(
      name: "hotspot-speed", dependencies: [.product(name: "Hotspots", package: "ki67")]),
    .target(name: "allocations"),
    .executableTarget(
      name: "stages", dependencies: [.product(name: "Pixels", package: "ki67")]),
    .executableTarget(
      name: "decode-alone",
      linkerSettings: [.linkedLibrary("png"), .linkedLibrary("tiff")]),
    .executableTarget(
      name: "coverage", dependencies: [.product(name: "Grading", package: "ki67")]),
  ]
)
